"""What `rank why` prints: the strongest parts in one look, or the whole sum."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING

import typer

from ranker.cli.style import styled
from ranker.digest.words import BY, percent
from ranker.plurals import count
from ranker.reason_kinds import REASON_KINDS, ReasonKind
from ranker.scored import Reason

if TYPE_CHECKING:
    from ranker.app.search.why import Explanation

FAMILIES: dict[ReasonKind, str] = {
    "keyword": "Keywords in it",
    "close": "Nearness to keywords",
    "vote": "Your vote on it",
    "liked": "Nearness to likes",
    "disliked": "Nearness to dislikes",
    "author": "Authors",
    "term": "Words",
    "category": "Categories",
    "meaning": "Papers keywords find",
    "field": "Papers at large",
    "rest": "Other words",
    "constant": "Every paper",
}
_SHOWN, _BAR, _HITS = 5, 10, 3
_TOLD = 0.005
"""What rounds to nothing is not told one by one."""
_PLAIN_WIDTH, _WIDEST, _NARROWEST = 100, 120, 60


def print_why(explanation: Explanation, everything: bool) -> None:
    """Print why a paper stands where it stands: a bar for each of the families that move it most,
    or with `everything` each part of the sum."""
    from ranker.digest.shown import plain

    paper = explanation.paper
    typer.echo(styled(f"{paper.id}  {plain(paper.title)}", bold=True))
    typer.echo(
        f"{percent(explanation.probability)} likely, score {_figure(explanation.score)} "
        f"(profile {explanation.profile}, {explanation.stage}, model {explanation.model})"
    )
    if explanation.shown and explanation.changed:
        seen = explanation.shown
        typer.echo(
            f"The model has changed since the digest of {seen.day}, where it stood at {seen.rank} "
            f"with {percent(seen.probability)}; this is how it ranks now"
        )
    width = _width()
    _print_hits(explanation, None if everything else _HITS, width)
    if everything:
        _print_sum(explanation)
    else:
        _print_summary(explanation, width)


def _print_hits(explanation: Explanation, most: int | None, width: int) -> None:
    """Where the keywords stand, with what is around them: a line each."""
    from ranker.digest.marks import whole_pieces
    from ranker.digest.shown import parts_between, plain_of

    for hit in explanation.hits[:most]:
        text = explanation.paper.title if hit.field == "title" else explanation.paper.abstract
        start, end = whole_pieces(text, hit.start, hit.end)
        before, found, after = (
            plain_of(parts_between(text, *stretch))
            for stretch in ((0, start), (start, end), (end, len(text)))
        )
        room = max(0, width - len(f"  {hit.field}: ……") - len(found)) // 2
        before = before[max(0, len(before) - room) :]
        found = styled(found, "yellow", bold=True)
        typer.echo(f"  {hit.field}: …{before}{found}{after[:room]}…")
    if most is not None and len(explanation.hits) > most:
        typer.echo(f"  and {count(len(explanation.hits) - most, 'more keyword hit')}")


def _print_summary(explanation: Explanation, width: int) -> None:
    """The strongest families; the figures printed add up to the score that is printed."""
    families = [f for f in _families(explanation.reasons) if not REASON_KINDS[f[0]].folded]
    told = sorted(families, key=lambda f: -abs(_total(f[1])))[:_SHOWN]
    least = abs(_total(told[0][1])) / _BAR if told else 0.0
    told = [f for f in told if abs(_total(f[1])) >= least]
    rest = round(explanation.score, 2) - fsum(round(_total(parts), 2) for _, parts in told)
    longest = max((abs(_total(parts)) for _, parts in told), default=1.0)
    labels = max((len(FAMILIES[kind]) for kind, _ in told), default=0)
    for kind, parts in told:
        total = _total(parts)
        bar = "━" * max(1, round(_BAR * abs(total) / longest))
        line = f"  {styled(f'{_figure(total)}  {bar:<{_BAR}}', _colour(total))}  "
        room = width - 2 - 5 - 2 - _BAR - 2 - labels - 2
        names = "" if REASON_KINDS[kind].single else _names(parts, room)  # the family says as much
        typer.echo(f"{line}{FAMILIES[kind]:<{labels}}  {names}".rstrip())
    typer.echo(f"  {_figure(rest)}  {'':{_BAR}}  the rest; `rank why {explanation.paper.id} --all`")


def _names(parts: Sequence[Reason], room: int) -> str:
    """The strongest parts that pull the way of them all, as many as fit."""
    from ranker.digest.escape import cut
    from ranker.digest.shown import plain

    way = _total(parts)
    names = [plain(r.name) + BY[r.by] for r in parts if r.contribution * way > 0]
    fitting = names[:1]
    for name in names[1:]:
        if len(", ".join((*fitting, name))) > room:
            break
        fitting.append(name)
    return cut(", ".join(fitting), room)


def _print_sum(explanation: Explanation) -> None:
    from ranker.digest.escape import cut
    from ranker.digest.shown import plain

    for kind, reasons in _families(explanation.reasons):
        typer.echo(styled(f"{FAMILIES[kind]}  {_figure(_total(reasons))}", bold=True))
        small = [r for r in reasons if abs(r.contribution) < _TOLD]
        for reason in reasons[: len(reasons) - len(small)]:
            part = styled(_figure(reason.contribution), _colour(reason.contribution))
            typer.echo(f"  {part}  {cut(plain(reason.name), 100)}{BY[reason.by]}")
        if small:
            each = count(len(small), "part")
            typer.echo(f"  {_figure(_total(small))}  {each} under {_TOLD}")
    typer.echo(styled(f"Sum  {_figure(_total(explanation.reasons))}", bold=True))


def _families(reasons: Sequence[Reason]) -> list[tuple[ReasonKind, list[Reason]]]:
    """The parts by family, in the order of the kinds; they come strongest first and stay so."""
    grouped = ((kind, [r for r in reasons if r.kind == kind]) for kind in REASON_KINDS)
    return [(kind, parts) for kind, parts in grouped if parts]


def _total(reasons: Sequence[Reason]) -> float:
    return fsum(r.contribution for r in reasons)


def _figure(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}"  # no -0.00


def _colour(contribution: float) -> str:
    return "green" if contribution > 0 else "red"


def _width() -> int:
    """The terminal's, within bounds; a file has its own."""
    if not sys.stdout.isatty():
        return _PLAIN_WIDTH
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
