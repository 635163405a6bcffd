"""The digest on a terminal, from 60 columns on.

Built from rich Text, which knows no markup, so that a title can only ever be text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from ranker.digest import escape, words
from ranker.digest.marks import marked
from ranker.digest.value import Completeness, Digest, Field, RankedPaper
from ranker.paper import links

_PLAIN_WIDTH = 100
_WIDEST = 120
_INDENT = 5
_ABSTRACT_LINES = 3
_STATE_STYLES = {"fresh": "green", "waiting": "yellow", "quiet": "dim", "stalled": "red"}
_HIT = "bold yellow"
_FLAG_STYLES = {"liked": "bold green", "disliked": "bold red", "exploration": "magenta"}


class TerminalRenderer:
    """The digest as it would look on a terminal without colour, for files and pipes."""

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """Plain text, 100 columns wide, with every link written out and hits as *starred* words."""
        out = io.StringIO()
        console = Console(file=out, width=_PLAIN_WIDTH, color_system=None, force_terminal=False)
        print_digest(digest, console, everything=everything)
        return out.getvalue()


def print_digest(digest: Digest, console: Console, *, everything: bool = False) -> None:
    """Print the digest to a rich console: the papers shown, or all of them with whole abstracts."""
    papers = digest.papers if everything else digest.shown
    width = min(console.width, _WIDEST)
    lines = [
        line for part in _head(digest, len(papers)) for line in _wrapped(part, console, width, 1)
    ]
    lines.append(Text("─" * width, "dim"))
    for ranked in papers:
        lines.append(Text())
        lines.extend(_paper(ranked, digest, console, width, whole=everything))
    for heading, doubtful in words.disagreements(digest) if papers else ():
        lines += [Text(), Text(heading, "bold")]
        for ranked in doubtful:
            line = Text(f"{ranked.rank:>{_INDENT - 2}}  ", "cyan")
            line.append(escape.terminal(ranked.paper.title), "not bold default")
            lines += _first(_wrapped(line, console, width, 0), 1, width)
    empty = words.empty_state(digest, len(papers))
    if empty:
        lines += [Text(), *_wrapped(Text(empty[0], "bold"), console, width, 1)]
        lines += _wrapped(Text(empty[1]), console, width, 1)
    console.print(Text("\n").join(lines), soft_wrap=True, highlight=False)


def _head(digest: Digest, shown: int) -> Iterator[Text]:
    title = Text.assemble((words.day(digest.announcement), "bold"), " · ")
    title.append(escape.terminal(digest.profile, escape.NAME_LIMIT), "bold cyan")
    title.append(f" · {escape.terminal(words.outcome(digest))}")
    yield title
    yield Text(words.counts(digest, shown))
    model = f" · model {escape.terminal(digest.model.id)}" if digest.model.id else ""
    yield Text(f"{words.ranking(digest)}{model}", "dim")
    yield from _completeness(digest.completeness)
    for note in digest.notes:
        yield Text(f"! {escape.terminal(note, escape.ABSTRACT_LIMIT)}", "yellow")


def _completeness(rows: tuple[Completeness, ...]) -> Iterator[Text]:
    names = max((len(row.category) for row in rows), default=0)
    for row in rows:
        announced = "?" if row.announced is None else f"{row.announced:,}"
        line = Text(f"{escape.terminal(row.category):<{names}}  ", "dim")
        line.append(
            f"{announced:>5} announced {row.fetched:>5,} fetched "
            f"{row.seen_before:>5,} seen before {row.shown:>4,} shown  ",
            "dim",
        )
        line.append(row.state, _STATE_STYLES[row.state])
        yield line


def _paper(
    ranked: RankedPaper, digest: Digest, console: Console, width: int, *, whole: bool
) -> Iterator[Text]:
    address = links(ranked.paper.id)
    title = _stretches(ranked, "title", console, f"bold link {address['abs']}")
    for number, line in enumerate(_wrapped(title, console, width, _INDENT)):
        if number == 0:
            rank = (f"{ranked.rank:>{_INDENT - 2}}  ", "bold cyan")
            yield Text.assemble(rank, line[_INDENT:])
        else:
            yield line
    names = [escape.terminal(n, escape.NAME_LIMIT) for n in ranked.paper.authors]
    subjects = escape.terminal(" ".join(ranked.paper.categories), escape.NAME_LIMIT)
    people = "  ".join(part for part in (words.authors(names), subjects) if part)
    if people:
        yield from _wrapped(Text(people, "italic dim"), console, width, _INDENT)
    yield from _wrapped(_facts(ranked, digest, address, console), console, width, _INDENT)
    abstract = _stretches(ranked, "abstract", console)
    if not whole:
        abstract.truncate((width - _INDENT) * (_ABSTRACT_LINES + 1))
    lines = _wrapped(abstract, console, width, _INDENT) if abstract else []
    yield from lines if whole else _first(lines, _ABSTRACT_LINES, width)
    for line in _reasons(ranked, width - _INDENT):
        yield from _wrapped(line, console, width, _INDENT)


def _facts(ranked: RankedPaper, digest: Digest, address: dict[str, str], console: Console) -> Text:
    filled, rest = words.bar(ranked.probability, "━", "╸", "─")
    line = Text()
    line.append(filled, "green" if ranked.probability >= 0.5 else "yellow")
    line.append(rest, "dim")
    line.append(f" {words.percent(ranked.probability)}", "bold")
    for flag in words.flags(ranked, digest):
        line.append("  ")
        line.append(escape.terminal(flag), _FLAG_STYLES.get(flag, "cyan"))
    if console.is_terminal:
        line.append("  ")
        line.append(address["abs"].removeprefix("https://"), f"blue link {address['abs']}")
        for name in ("pdf", "html"):
            line.append(" ")
            line.append(name, f"blue link {address[name]}")
    else:
        line.append("\n" + " ".join(url.removeprefix("https://") for url in address.values()))
    return line


def _stretches(ranked: RankedPaper, field: Field, console: Console, style: str = "") -> Text:
    is_title = field == "title"
    text = Text(style=style)
    for stretch, hit in marked(
        ranked.paper.title if is_title else ranked.paper.abstract,
        ranked.keyword_hits,
        field,
        escape.TITLE_LIMIT if is_title else escape.ABSTRACT_LIMIT,
    ):
        plain = escape.terminal(stretch)
        if hit and console.color_system is None:
            plain = f"*{plain}*"
        text.append(plain, _HIT if hit else None)
    return text


def _reasons(ranked: RankedPaper, width: int) -> list[Text]:
    lines: list[Text] = []
    for because in ranked.strongest():
        sign, phrase = words.reason(because)
        part = Text.assemble(
            (sign, "bold green" if sign == "+" else "bold red"),
            (f" {escape.terminal(phrase)}", "dim"),
        )
        if lines and lines[-1].cell_len + 3 + part.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], "   ", part)
        else:
            lines.append(part)
    return lines


def _wrapped(text: Text, console: Console, width: int, indent: int) -> list[Text]:
    lines = []
    for line in text.wrap(console, width - indent):
        line.rstrip()
        lines.append(Text(" " * indent) + line)
    return lines


def _first(lines: list[Text], most: int, width: int) -> list[Text]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1].copy()
    last.truncate(width - 2)
    end = last.plain.rfind(" ")
    whole_words = last[:end] if end > _INDENT else last
    return [*lines[: most - 1], Text.assemble(whole_words, " …")]
