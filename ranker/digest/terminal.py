"""The digest on a terminal with abstracts and addresses, from 60 columns on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from ranker.digest import escape, shown, terminal_text, words, words_view
from ranker.digest.layout import Layout, laid_out
from ranker.digest.terminal_frame import foot, head, rule
from ranker.digest.terminal_text import FLAG_STYLES, WIDEST, all_wrapped, first, hung, wrapped
from ranker.digest.value import Digest
from ranker.paper import links
from ranker.scored import RankedPaper, Reason

_PLAIN_WIDTH = 100
_INDENT = 5
_ABSTRACT_LINES = 3


class TerminalRenderer:
    """The digest as it would look on a terminal without colour, for files and pipes."""

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """Plain text, 100 columns wide, with every link written out and hits as *starred* words."""
        out = io.StringIO()
        console = Console(file=out, width=_PLAIN_WIDTH, color_system=None, force_terminal=False)
        print_digest(digest, console, everything=everything, commands=False)
        return out.getvalue()


def print_digest(
    digest: Digest,
    console: Console,
    *,
    everything: bool = False,
    table: bool = False,
    commands: bool = True,
    newest: bool = True,
) -> None:
    """Print the digest to a rich console: the papers shown, or all of them with whole abstracts.

    `table` shows the categories even where nothing is missing, `commands` what can be done next;
    `newest` says that `rank review` would open the same digest.
    """
    layout = laid_out(digest, everything=everything)
    count = len(digest.papers if everything else digest.shown)
    width = min(console.width, WIDEST)
    lines = all_wrapped(head(digest, layout, count, table=table, model=True), console, width)
    lines.append(rule("", width))
    for ranked in layout.worthy:
        lines += [Text(), *_paper(ranked, digest, layout, console, width, whole=everything)]
    if layout.unlikely:
        lines += [Text(), rule(words_view.unlikely(digest, layout), width)]
    for ranked in layout.unlikely:
        lines += [Text(), *_paper(ranked, digest, layout, console, width, whole=everything)]
    for heading, doubtful in words.disagreements(digest) if count else ():
        lines += [Text(), Text(heading, "bold")]
        for ranked in doubtful:
            mark = Text(f"{ranked.rank:>{_INDENT - 2}}  ", "cyan")
            lines += hung(mark, Text(shown.plain(ranked.paper.title)), console, width, 1)
    end = all_wrapped(foot(digest, count, layout, commands=commands, newest=newest), console, width)
    lines += [Text(), *end] if end else []
    console.print(Text("\n").join(lines), soft_wrap=True, highlight=False)


def _paper(
    ranked: RankedPaper,
    digest: Digest,
    layout: Layout,
    console: Console,
    width: int,
    *,
    whole: bool,
) -> Iterator[Text]:
    address = links(ranked.paper.id)
    stars = terminal_text.colourless(console)
    title = terminal_text.stretches(ranked, "title", f"bold link {address['abs']}", stars=stars)
    mark = Text(f"{ranked.rank:>{_INDENT - 2}}  ", "bold cyan")
    yield from hung(mark, title, console, width)
    subjects = escape.terminal(" ".join(ranked.paper.categories), escape.NAME_LIMIT)
    people = "  ".join(part for part in (terminal_text.authors(ranked), subjects) if part)
    if people:
        yield from wrapped(Text(people, "italic dim"), console, width, _INDENT)
    yield from wrapped(_facts(ranked, digest, address, console), console, width, _INDENT)
    if ranked.paper.comments:
        remark = Text(shown.plain(ranked.paper.comments, escape.COMMENTS_LIMIT), "dim")
        lines = wrapped(remark, console, width, _INDENT)
        yield from lines if whole else first(lines, 1, width, _INDENT)
    abstract = terminal_text.stretches(ranked, "abstract", stars=stars)
    if not whole:
        abstract.truncate((width - _INDENT) * (_ABSTRACT_LINES + 1))
    lines = wrapped(abstract, console, width, _INDENT) if abstract else []
    yield from lines if whole else first(lines, _ABSTRACT_LINES, width, _INDENT)
    for line in _reasons(layout.reasons(ranked), width - _INDENT):
        yield from wrapped(line, console, width, _INDENT)


def _facts(ranked: RankedPaper, digest: Digest, address: dict[str, str], console: Console) -> Text:
    filled, rest = words.bar(ranked.probability, "━", "╸", "─")
    line = Text()
    line.append(filled, "green" if ranked.probability >= 0.5 else "yellow")
    line.append(rest, "dim")
    line.append(f" {words.percent(ranked.probability)}", "bold")
    for flag in words.flags(ranked, digest):
        line.append("  ")
        line.append(escape.terminal(flag), FLAG_STYLES.get(flag, "cyan"))
    if console.color_system is None:  # no hyperlinks either
        line.append("\n" + " ".join(url.removeprefix("https://") for url in address.values()))
        return line
    line.append("  ")
    line.append(address["abs"].removeprefix("https://"), f"blue link {address['abs']}")
    for name in ("pdf", "html"):
        line.append(" ")
        line.append(name, f"blue link {address[name]}")
    return line


def _reasons(told: Iterable[Reason], width: int) -> list[Text]:
    lines: list[Text] = []
    for part in map(terminal_text.reason, told):
        if lines and lines[-1].cell_len + 3 + part.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], "   ", part)
        else:
            lines.append(part)
    return lines
