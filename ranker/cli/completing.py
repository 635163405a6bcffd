"""What may stand where a shell asks: commands, options, and the values of some options."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Offers = Iterable[tuple[str, str]]
"""Words, each with a line that says what it is, or with an empty one."""

_GLOBAL = ("--home", "--verbose", "--quiet", "--version", "--help")


def answer(group: Any, environ: Mapping[str, str]) -> str:
    """The words that complete the one at COMP_CWORD of COMP_WORDS, in the form that a shell reads.

    One a line. `_RANK_COMPLETE` says for which shell: complete_bash, complete_zsh, complete_fish.
    """
    if "COMP_WORDS" not in environ:
        return ""  # a script of an older rank, which would evaluate what it gets
    words = _split(environ["COMP_WORDS"])
    place = int(environ.get("COMP_CWORD", "0") or 0)
    before, current = words[1:place], words[place] if place < len(words) else ""
    joined = ""
    if current == "=":  # bash takes --format=json apart
        current = ""
    elif before and before[-1] == "=":
        before.pop()
    elif current.startswith("--") and "=" in current:
        name, _, current = current.partition("=")
        joined, before = f"{name}=", [*before, name]
    offers = [(joined + w, line) for w, line in _offers(group, before, current, environ)
              if w.startswith(current)]  # fmt: skip
    form = environ["_RANK_COMPLETE"].removeprefix("complete_")
    return "".join(f"{_spelled(word, line, form)}\n" for word, line in offers)


def _offers(group: Any, before: list[str], current: str, environ: Mapping[str, str]) -> Offers:
    """What the words before lead to: a value, an option, a command, or nothing."""
    command, path, home, wanting = group, "", None, ""
    for word in before:
        if wanting:
            home = Path(word) if wanting == "--home" else home
            wanting = ""
        elif word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            wanting = name if not equals and _takes_value(command, name) else ""
            home = Path(value) if equals and name == "--home" else home
        elif word in getattr(command, "commands", {}):
            command, path = _below(command, word, group), f"{path} {word}".strip()
    if wanting:
        return _values(path, wanting, home, environ)
    if current.startswith("-"):
        own = ((p.opts[-1], p.help or "") for p in command.params if p.opts[0].startswith("-"))
        return [*own, *((name, "") for name in _GLOBAL if command is not group or name == "--help")]
    if hasattr(command, "commands"):
        return [(name, one.get_short_help_str()) for name, one in command.commands.items()]
    return _values(path, "", home, environ)


def _below(command: Any, word: str, group: Any) -> Any:
    from ranker.cli.commands import load

    return load(word) if command is group else command.commands[word]


def _takes_value(command: Any, option: str) -> bool:
    if option == "--home":
        return True
    return any(option in p.opts and not getattr(p, "is_flag", False) for p in command.params)


def _values(path: str, option: str, home: Path | None, environ: Mapping[str, str]) -> Offers:
    """The values of an option of the command at `path`, or of its argument; none for most."""
    if option == "--profile" and path != "init":
        return [(name, "") for name in _profiles(home, environ)]
    if option == "--category":
        from ranker.taxonomy import CATEGORIES

        return CATEGORIES.items()
    if option == "--format":
        return [(form, "") for form in _formats(path)]
    known = {
        ("today", "--replacements"): "none liked all",
        ("schedule install", "--system"): "systemd cron launchd",
        ("schedule remove", "--system"): "systemd cron launchd",
        ("schedule install", "--train"): "weekly never",
        ("schedule install", "--every"): "daily weekly",
        ("schedule remove", "--every"): "daily weekly",
        ("schedule run", "--every"): "daily weekly",
        ("schedule run", "--train"): "weekly never",
        ("completion", ""): "bash zsh fish",
    }
    words = known.get((path, option), "")
    if option in ("--date", "--since"):
        words = "today yesterday 7d last"
    return [(word, "") for word in words.split()]


def _formats(path: str) -> Iterable[str]:
    if path == "today":
        from ranker.digest.interface import FORMATS

        return FORMATS
    if path == "votes":
        from ranker.cli import votes_command

        return votes_command.FORMATS
    if path == "report":
        return ("html", "json")
    return ("terminal", "json")


def _profiles(home: Path | None, environ: Mapping[str, str]) -> list[str]:
    """The profiles that rank.toml names, without the rest of it; none where it cannot be read."""
    import tomllib

    from ranker.config import Paths, check_name, find_home, read_config
    from ranker.errors import UsageError

    try:
        text = read_config(Paths(find_home(home, environ, Path.cwd())).config)
        return [check_name(name) for name in tomllib.loads(text)["profile"]]
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return []


def _spelled(word: str, line: str, form: str) -> str:
    line = " ".join(line.split())
    if form == "fish" and line:
        return f"{word}\t{line}"
    if form == "zsh":
        return word.replace(":", r"\:") + (f":{line}" if line else "")
    return word


def _split(text: str) -> list[str]:
    """Words as a shell splits them; the last may have an open quote."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words = []
    try:
        for word in lexer:
            words.append(word)
    except ValueError:
        words.append(lexer.token.lstrip("\"'"))
    return words
