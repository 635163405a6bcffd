"""The digest as a list that fits a screen: two or three lines a paper."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from ranker.digest import escape, terminal_text, words, words_view
from ranker.digest.layout import Layout, laid_out
from ranker.digest.terminal_frame import foot, head, rule
from ranker.digest.terminal_text import FLAG_STYLES, WIDEST, all_wrapped, hung
from ranker.digest.value import Digest
from ranker.paper import links
from ranker.scored import RankedPaper, Reason

_TITLE_LINES = 2
_AUTHORS, _REASON = 30, 30  # cells: for the names at most, for the first reason at least
_AROUND_NAME = 20  # cells of a reason besides its name, at most: `+ near “”, disliked`
_SHORTEST_NAME = 12
_GAP = "  "


def print_list(
    digest: Digest,
    console: Console,
    *,
    everything: bool = False,
    table: bool = False,
    commands: bool = True,
    newest: bool = True,
) -> None:
    """Print the list to a rich console, from 60 columns on.

    `table` shows the categories even where nothing is missing, `commands` what can be done next;
    `newest` says that `rank review` would open the same digest.
    """
    layout = laid_out(digest, everything=everything)
    width = min(console.width, WIDEST)
    shown = len(digest.papers if everything else digest.shown)
    lines = all_wrapped(head(digest, layout, shown, table=table), console, width)
    for ranked in layout.worthy:
        lines += _paper(ranked, digest, layout, console, width)
    if layout.unlikely:
        lines.append(rule(words_view.unlikely(digest, layout), width))
    for ranked in layout.unlikely:
        lines += _paper(ranked, digest, layout, console, width)
    end = foot(digest, shown, layout, commands=commands, newest=newest)
    lines += all_wrapped(end, console, width)
    console.print(Text("\n").join(lines), soft_wrap=True, highlight=False)


def _paper(
    ranked: RankedPaper, digest: Digest, layout: Layout, console: Console, width: int
) -> list[Text]:
    """Rank, probability and title; below the title who wrote it, and why it stands there."""
    mark = Text.assemble(
        (f"{ranked.rank:>3}", "bold cyan"),
        (f" {words.percent(ranked.probability):>4}  ", _likelihood(ranked, digest)),
    )
    address = links(ranked.paper.id)["abs"]
    stars = terminal_text.colourless(console)
    title = terminal_text.stretches(ranked, "title", f"bold link {address}", stars=stars)
    about = Text(" " * mark.cell_len) + _about(
        ranked, digest, layout.reasons(ranked), width - mark.cell_len
    )
    return [*hung(mark, title, console, width, _TITLE_LINES), about]


def _about(ranked: RankedPaper, digest: Digest, strongest: Sequence[Reason], width: int) -> Text:
    """The authors, what sets the paper apart, and as many reasons as fit.

    One reason has its place before the authors have theirs.
    """
    apart = Text()
    for flag in words.flags(ranked, digest):
        apart.append(_GAP).append(escape.terminal(flag), FLAG_STYLES.get(flag, "cyan"))
    room = width - apart.cell_len - (_REASON if strongest else 0)
    line = terminal_text.first_author(ranked, min(room, max(_AUTHORS, width // 3)))
    line = line.append_text(apart) if line else apart[len(_GAP) :]
    for number, because in enumerate(strongest):
        room = width - line.cell_len - len(_GAP) - _AROUND_NAME
        part = terminal_text.reason(because, max(_SHORTEST_NAME, min(room, words.NAME_LIMIT)))
        if number and line.cell_len + len(_GAP) + part.cell_len > width:
            break
        line.append(_GAP if line else "").append_text(part)
    line.truncate(width, overflow="ellipsis")
    return line


def _likelihood(ranked: RankedPaper, digest: Digest) -> str:
    if ranked.probability >= 0.5:
        return "green"
    return "yellow" if ranked.probability >= digest.worth else "dim"
