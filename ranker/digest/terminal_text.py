"""Pieces of text that every screen is made of.

Built from rich Text, which knows no markup, so that a title can only ever be text.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from ranker.digest import escape, shown, words
from ranker.digest.marks import marked
from ranker.scored import Field, RankedPaper, Reason

WIDEST = 120
_SHORTEST_NAME = 16
FLAG_STYLES = {"liked": "bold green", "disliked": "bold red", "exploration": "magenta"}
_HIT = "bold yellow"


def stretches(ranked: RankedPaper, field: Field, style: str = "", *, stars: bool = False) -> Text:
    """The title or the abstract, hits marked by colour, or with `stars` as *starred* words."""
    title = field == "title"
    text = Text(style=style)
    for stretch, hit in marked(
        ranked.paper.title if title else ranked.paper.abstract,
        ranked.keyword_hits,
        field,
        escape.TITLE_LIMIT if title else escape.ABSTRACT_LIMIT,
    ):
        plain = shown.plain_of(stretch)
        text.append(f"*{plain}*" if hit and stars else plain, _HIT if hit else None)
    return text


def reason(because: Reason, limit: int = words.NAME_LIMIT) -> Text:
    """`+ keyword “speech”`, its name cut at `limit` characters."""
    sign, phrase = words.reason(because, limit)
    return Text.assemble(
        (sign, "bold green" if sign == "+" else "bold red"),
        (f" {escape.terminal(phrase)}", "dim"),
    )


def authors(ranked: RankedPaper) -> str:
    """Names joined by commas, a long list cut."""
    return words.authors([shown.plain(n, escape.NAME_LIMIT) for n in ranked.paper.authors])


def first_author(ranked: RankedPaper, width: int) -> Text:
    """One or two names where they fit into `width` cells, else the first and how many more.

    Empty where there is room for less than a name.
    """
    names = [shown.plain(n, escape.NAME_LIMIT) for n in ranked.paper.authors]
    both = Text(", ".join(names))
    if width < _SHORTEST_NAME:
        return Text()
    if len(names) > 2 or both.cell_len > width:
        others = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        name = Text(names[0])
        name.truncate(width - len(others), overflow="ellipsis")
        both = name.append(others)
    both.stylize("italic dim")
    return both


def all_wrapped(texts: Iterable[Text], console: Console, width: int) -> list[Text]:
    """Each text in lines, one blank in front."""
    return [line for text in texts for line in wrapped(text, console, width, 1)]


def colourless(console: Console) -> bool:
    """Whether a hit has to be told by other means than colour."""
    return console.color_system is None or console.no_color


def wrapped(text: Text, console: Console, width: int, indent: int) -> list[Text]:
    """The text in lines of at most `width` cells, each begun by `indent` blanks."""
    lines = []
    for line in text.wrap(console, width - indent):
        line.rstrip()
        lines.append(Text(" " * indent) + line)
    return lines


def first(lines: list[Text], most: int, width: int, indent: int) -> list[Text]:
    """The first `most` lines, the last of which ends in an ellipsis where something is cut."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].copy()
    last.truncate(width - 2)
    end = last.plain.rfind(" ")
    whole_words = last[:end] if end > indent else last
    return [*lines[: most - 1], Text.assemble(whole_words, " …")]


def hung(
    mark: Text, text: Text, console: Console, width: int, most: int | None = None
) -> list[Text]:
    """The text beside a mark, its later lines hanging below the first; at most that many."""
    indent = mark.cell_len
    lines = wrapped(text, console, width, indent)
    if most is not None:
        lines = first(lines, most, width, indent)
    return [Text.assemble(mark, lines[0][indent:]), *lines[1:]] if lines else [mark]
