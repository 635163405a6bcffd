"""What stands around the papers on a terminal: above them a line when all is well and a table when
it is not, below them what can be done next.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from ranker.digest import escape, words, words_view
from ranker.digest.layout import Layout
from ranker.digest.value import Completeness, Digest

_STATE_STYLES = {"fresh": "green", "waiting": "bold yellow", "quiet": "dim", "stalled": "bold red"}
_MISSING = "bold red"


def head(
    digest: Digest, layout: Layout, shown: int, *, table: bool = False, model: bool = False
) -> Iterator[Text]:
    """The day, how complete it is, what the order rests on, and what there is to know.

    The table of the categories is there where something is missing, or if asked for.
    """
    title = Text.assemble((words.day(digest.announcement), "bold"), " · ")
    title.append(escape.terminal(digest.profile, escape.NAME_LIMIT), "bold cyan")
    unsure = digest.standing.confirmation == "unconfirmed"
    title.append(" · ").append(escape.terminal(words.outcome(digest)), _MISSING if unsure else "")
    yield title
    missing = words_view.missing(digest)
    if missing:
        yield Text(escape.terminal(missing), _MISSING)
    yield Text(words_view.summary(digest, shown))
    name = f" · model {escape.terminal(digest.model.id)}" if model and digest.model.id else ""
    yield Text(f"{words_view.ranking(digest)}{name}", "dim")
    if missing or table:
        yield from _table(digest.completeness)
    common = words_view.common(layout)
    if common:
        yield Text.assemble(("+ ", "bold green"), (escape.terminal(common), "dim"))
    for note in digest.notes:
        yield Text(f"! {escape.terminal(note, escape.ABSTRACT_LIMIT)}", "yellow")


def rule(said: str, width: int) -> Text:
    """A heading in a line: `── Less likely: under 20 % ──────`."""
    heading = f"── {said} " if said else ""
    return Text.assemble((heading, "dim bold"), ("─" * (width - len(heading)), "dim"))


def foot(
    digest: Digest, shown: int, layout: Layout, *, commands: bool, newest: bool
) -> Iterator[Text]:
    """The papers folded away, what to say where there is none, and commands to go on with."""
    empty = words.empty_state(digest, shown)
    if empty:
        yield Text(empty[0], "bold")
        yield Text(empty[1])
        return
    if layout.voted:
        yield Text(f"{words_view.folded(layout.voted)} — rank today --all shows them", "dim")
    if commands:
        steps = Text(" · ").join(
            Text(step, "cyan") for step in words_view.next_steps(layout, newest=newest)
        )
        yield Text.assemble(("Next: ", "bold"), steps)


def _table(rows: tuple[Completeness, ...]) -> Iterator[Text]:
    names = max((len(row.category) for row in rows), default=0)
    for row in rows:
        announced = "?" if row.announced is None else f"{row.announced:,}"
        line = Text(f"{escape.terminal(row.category):<{names}}  ", "dim")
        short = row.announced is not None and row.announced > row.fetched
        line.append(f"{announced:>5} announced ", _MISSING if short else "dim")
        line.append(f"{row.fetched:>5,} fetched ", _MISSING if short else "dim")
        line.append(f"{row.seen_before:>5,} seen before {row.ranked:>4,} ranked  ", "dim")
        line.append(row.state, _STATE_STYLES[row.state])
        yield line
