"""The table of tools: what each is called, says, takes, does and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ranker.app.workspace import Workspace
from ranker.mcp import answers, reading, voting
from ranker.mcp.arguments import MOST_PAPERS, Argument

_MOST = 100  # papers of an answer


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `votes`: it changes feedback/votes.jsonl; `destroys`: it takes away what stood."""

    name: str
    title: str
    help: str
    arguments: tuple[Argument, ...]
    answer: dict[str, Any]
    do: Callable[..., dict[str, Any]]
    votes: bool = False
    destroys: bool = False

    def __call__(self, ws: Workspace, values: dict[str, Any]) -> dict[str, Any]:
        """The answer. Raises RankError."""
        return self.do(ws, **values)


def tools(*, votes: bool) -> tuple[Tool, ...]:
    """Those that are offered: the reading ones, and, where they are allowed, those that vote."""
    return (*_READING, *_VOTING) if votes else _READING


def is_vote(name: str) -> bool:
    """Whether it is the name of a tool that votes."""
    return any(one.name == name for one in _VOTING)


_PAPER = Argument("paper", "text", "arXiv id or link of a stored paper", needed=True)
_PAPERS = Argument("papers", "papers", f"arXiv ids, at most {MOST_PAPERS}", needed=True)
_PROFILE = Argument("profile", "text", "one of the reader's interests by name")
_COUNT = Argument("count", "number", "how many papers to answer with", most=_MOST)
_CATEGORY = Argument("category", "text", "an arXiv category or archive, as cs.SD or math")
_ABSTRACTS = Argument("abstracts", "flag", "false leaves the abstracts out")
_LIST = answers.schema(papers=answers.PAPERS)
_REASONS = {"type": "array", "items": {"type": "object", "required": ["kind", "contribution"]}}
_VOTED = {
    "type": "object",
    "properties": {
        "vote": {"type": "integer", "enum": [1, -1, 0]},
        "changed": {"type": "array", "items": {"type": "object"}},
        "stood_already": {"type": "integer"},
    },
    "required": ["vote", "changed", "stood_already"],
}

_READING = (
    Tool(
        "today",
        "The day's papers, ranked",
        "The newest digest that rank keeps, or that of a listing date: arXiv's announcement ranked "
        "for the reader, best first, with the probability of a like and the strongest reasons. "
        "`up_to_date` false: there are votes or papers since, and `rank today` ranks anew; an "
        "`announcement` before `newest_due`: it was not fetched yet.",
        (
            Argument("day", "date", "a listing date; else the newest digest"),
            _PROFILE,
            _CATEGORY,
            _COUNT,
            _ABSTRACTS,
        ),
        _LIST,
        reading.today,
    ),
    Tool(
        "why",
        "Why a paper stands where it stands",
        "A stored paper with the parts of its score, which add up to it, by the model in use.",
        (_PAPER, _PROFILE),
        answers.schema(
            paper=answers.PAPER,
            score={"type": "number"},
            probability={"type": "number"},
            reasons=_REASONS,
        ),
        reading.why,
    ),
    Tool(
        "search",
        "Search all stored papers",
        "Stored papers of all years near to a text, by meaning and words, best first.",
        (
            Argument("query", "text", "any words", needed=True),
            _COUNT,
            Argument("since", "date", "only papers public from that day on"),
            Argument("until", "date", "only papers public up to that day"),
            _CATEGORY,
            _ABSTRACTS,
        ),
        _LIST,
        reading.search,
    ),
    Tool(
        "similar",
        "Papers like one",
        "The stored papers most like a stored one, best first.",
        (_PAPER, _COUNT, _ABSTRACTS),
        _LIST,
        reading.similar,
    ),
    Tool(
        "saved",
        "The reader's shelf",
        "Papers that the reader saved or noted on, saved last first. `readers_note` is the "
        "reader's own.",
        (_COUNT, _ABSTRACTS),
        _LIST,
        reading.saved,
    ),
)
_VOTING = (
    Tool(
        "like",
        "Like papers",
        "More papers like these, from the next ranking on. Only when the reader asks for it.",
        (_PAPERS, _PROFILE),
        _VOTED,
        voting.like,
        votes=True,
    ),
    Tool(
        "dislike",
        "Dislike papers",
        "Fewer papers like these, from the next ranking on. Only when the reader asks for it.",
        (_PAPERS, _PROFILE),
        _VOTED,
        voting.dislike,
        votes=True,
    ),
    Tool(
        "undo",
        "Withdraw votes",
        "Withdraw the votes on these papers. Only when the reader asks for it.",
        (_PAPERS, _PROFILE),
        _VOTED,
        voting.undo,
        votes=True,
        destroys=True,
    ),
)
