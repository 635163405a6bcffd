"""The screen of `rank review`, built on Textual, which is imported with this file.

Built from rich Text, which knows no markup, so that a title can only ever be text.
"""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer, Static

from ranker.app.feedback.reviewing import Review
from ranker.digest import escape, words
from ranker.digest.terminal_text import authors, reason, stretches
from ranker.digest.value import Digest
from ranker.errors import RankError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.paper import links
from ranker.scored import RankedPaper

_VOTES = {LIKE: ("👍 liked", "bold green"), DISLIKE: ("👎 disliked", "bold red")}
_DONE = {LIKE: "Liked", DISLIKE: "Disliked"}


class ReviewScreen(App[None]):
    """One paper at a time. A vote is kept before the next paper is shown."""

    CSS = """
    #progress, #said { height: 1; padding: 0 1; }
    #progress { background: $panel; }
    #page { padding: 1 2; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "next"),
        Binding("k", "move(-1)", "previous"),
        Binding("l", f"vote({LIKE})", "like"),
        Binding("d", f"vote({DISLIKE})", "dislike"),
        Binding("u", "undo", "undo"),
        Binding("o", "open", "open"),
        Binding("q", "quit", "quit"),
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review

    def compose(self) -> ComposeResult:
        yield Static(id="progress")
        with VerticalScroll(id="page"):
            yield Static(id="paper")
        yield Static(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self._show("")

    def action_move(self, step: int) -> None:
        moved = self._review.move(step)
        self._show("" if moved else "That is the last one." if step > 0 else "That is the first.")

    def action_vote(self, vote: int) -> None:
        name = self._id_now()
        try:
            new = self._review.vote(vote)
        except RankError as error:
            self._show(str(error), failed=True)
            return
        said = f"{_DONE[vote]} {name}" if new else f"{name} was {_DONE[vote].lower()} already"
        self._show(said if self._review.move(1) else f"{said}. That was the last one.")

    def action_undo(self) -> None:
        try:
            undone = self._review.undo()
        except RankError as error:
            self._show(str(error), failed=True)
            return
        self._show(f"Took back the vote on {self._id_now()}" if undone else "No vote to take back.")

    def action_open(self) -> None:
        address = links(self._review.current.paper.id)["abs"]
        self.open_url(address)
        self._show(f"Asked the browser for {address}")

    def _id_now(self) -> str:
        return self._review.current.paper.id

    def _show(self, said: str, *, failed: bool = False) -> None:
        review = self._review
        ranked = review.current
        self.query_one("#progress", Static).update(progress_line(review))
        vote = review.vote_on(ranked)
        self.query_one("#paper", Static).update(paper_text(ranked, review.digest, vote))
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        style = "bold red" if failed else "dim"
        self.query_one("#said", Static).update(Text(escape.terminal(said), style))


def progress_line(review: Review) -> Text:
    """`3 of 20 ━━╸─────── 2 liked, 1 disliked · hearing · Monday 6 July 2026`."""
    place, total = review.index + 1, len(review.papers)
    filled, rest = words.bar(place / total, "━", "╸", "─")
    likes, dislikes = review.counts()
    line = Text.assemble((f"{place} of {total} ", "bold"), (filled, "cyan"), (rest, "dim"))
    line.append(f" {likes} liked, {dislikes} disliked")
    day = words.day(review.digest.announcement)
    return line.append(f" · {escape.terminal(review.digest.profile)} · {day}", "dim")


def paper_text(ranked: RankedPaper, digest: Digest, vote: int) -> Text:
    """A paper: title, people, probability, vote, reasons, and the whole abstract, hits marked."""
    paper = ranked.paper
    title = Text.assemble((f"{ranked.rank}. ", "bold cyan"), stretches(ranked, "title", "bold"))
    subjects = escape.terminal(" ".join(paper.categories), escape.NAME_LIMIT)
    facts = Text(words.percent(ranked.probability), "bold")
    for flag in words.flags(ranked, digest):
        if flag not in ("liked", "disliked"):  # as it was when the digest was made
            facts.append(f"  {escape.terminal(flag)}", "cyan")
    if vote != WITHDRAWN:
        facts.append("  ").append(*_VOTES[vote])
    parts = [title, Text(authors(ranked), "italic"), Text(f"{paper.id}  {subjects}", "dim"), facts]
    parts += map(reason, ranked.strongest())
    parts += [Text(), stretches(ranked, "abstract")]
    return Text("\n").join(part for part in parts if part.plain or part is parts[-2])
