"""The questions of `rank init`: each answer is read at once, and asked for again if it won't do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from ranker.errors import ConfigError, RankError, UsageError

Answer = TypeVar("Answer")


def ask(question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
    """What `read` makes of the answer. While it raises RankError, that is said and asked again.

    Raises typer.Abort on Ctrl-C and where the input ends.
    """
    from ranker.digest.escape import terminal

    while True:
        answer: str = typer.prompt(question, default=default, show_default=bool(default))
        try:
            return read(answer)
        except RankError as error:
            typer.echo(f"  {terminal(str(error))}")


def ask_place(usual: Path) -> Path:
    """The folder of a new workspace, absolute; Enter takes the usual one."""
    typer.echo("Settings, votes, models and digests are kept in one folder.")
    return ask("Folder (. is this one)", _place, str(usual))


def absolute(folder: Path) -> Path:
    """The folder as an absolute path, `~` and `..` resolved. Raises UsageError for no such `~`."""
    from os.path import normpath

    try:
        return Path(normpath(folder.expanduser().absolute()))
    except RuntimeError as error:
        raise UsageError(f"{folder}: {error}") from None


def _place(answer: str) -> Path:
    from ranker.app.interests.setup import check_place
    from ranker.config import Paths

    home = absolute(Path(answer.strip()))
    check_place(home)
    if Paths(home).config.exists():
        raise ConfigError(f"{home} is a workspace already; `--profile NAME` adds an interest to it")
    return home


def ask_name(home: Path, taken: Sequence[str]) -> str:
    """The name of one more profile of the workspace."""
    typer.echo(f"{home} is a workspace with {', '.join(taken)}; this adds an interest to it.")
    typer.echo("(`rank init FOLDER` makes another workspace.)")
    return ask("Name of the interest", lambda answer: check_new(answer.strip(), taken))


def check_new(name: str, taken: Sequence[str]) -> str:
    """A profile's name that is none of those taken. Raises UsageError or ConfigError."""
    from ranker.config import check_name

    if check_name(name) in taken:
        raise ConfigError(f"rank.toml has a profile {name!r} already; edit it there")
    return name


def ask_categories() -> tuple[str, ...]:
    """Categories by code, or chosen among those that are suggested for a word."""
    typer.echo("Which arXiv categories do you read? Codes (eess.AS cs.SD) or a field (speech).")
    known, offered = ask("Categories", _categories)
    if not offered:
        return known
    from ranker.app.interests.answers import choose
    from ranker.taxonomy import CATEGORIES

    width = max(map(len, offered))
    for number, code in enumerate(offered, 1):
        typer.echo(f"  {number:2}  {code:{width}}  {CATEGORIES[code]}")

    def chosen(answer: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys((*known, *choose(answer, offered))))
        if not found:
            raise UsageError("that leaves no category; choose one, or type its code")
        return found

    return ask("Which of these? (1 3, or codes; Enter for all)", chosen)


def _categories(answer: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The categories named by code, and those that fit the words. Raises UsageError."""
    from ranker.app.interests.answers import split_categories
    from ranker.fields import check_category, suggest
    from ranker.taxonomy import find_category

    typed = split_categories(answer)
    if not typed:
        raise UsageError('name one at least, or "none": then only papers of files are ranked')
    if typed == ("none",):
        return (), ()
    known = tuple(code for code in typed if find_category(code))
    offered: list[str] = []
    for words in typed:
        if words not in known:
            offered += suggest(words) or [check_category(words)]
    return known, tuple(code for code in dict.fromkeys(offered) if code not in known)


def ask_keywords() -> tuple[str, ...]:
    """Keywords; none is an answer, too."""
    from ranker.app.interests.answers import check_words, split_words

    typer.echo("Which words name your interest? With commas: speech enhancement, reverb")
    return ask("Keywords (Enter for none yet)", lambda answer: check_words(split_words(answer)))


def ask_authors() -> tuple[str, ...]:
    """Authors whose papers rise; most often none."""
    from ranker.app.interests.answers import check_words, split_words

    return ask(
        "Authors to follow, as arXiv names them, with commas (Enter for none)",
        lambda answer: check_words(split_words(answer), "author"),
    )
