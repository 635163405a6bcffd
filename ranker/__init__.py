"""A personal relevance ranker for arXiv.

What stands in `__all__` is for other programs: it is documented, and changes only with a word in
CHANGELOG.md. Every other module is internal. Each name is loaded when it is first used.

    with ranker.open_workspace("papers") as ws:     # a folder that `rank init` made
        digest = ranker.today(ws, ranker.Request())  # the newest announcement, ranked
        ranker.cast_votes(ws, [digest.papers[0].paper.id], 1)
        told = ranker.why(ws, digest.papers[0].paper.id)

In the examples of the docstrings `ws` is an open workspace on invented papers (ranker/sample), and
`announcement.jsonl` a file of more of them. Each is run as a test.

>>> import ranker
>>> ranker.Paper("2507.03149", "Rooms that hear", "We measure echoes.").text
'Rooms that hear. We measure echoes.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ranker.app.announcements.fetching import Fetched, fetch_file, fetch_since
    from ranker.app.feedback.voting import Cast, cast_votes
    from ranker.app.learning.ranking_papers import rank_papers
    from ranker.app.search.searching import SearchHit, search, similar
    from ranker.app.search.why import Explanation, why
    from ranker.app.today import Request, today
    from ranker.app.workspace import Workspace, open_workspace
    from ranker.digest.outcome import Standing
    from ranker.digest.value import Completeness, Digest
    from ranker.errors import (
        BusyError,
        ConfigError,
        DamagedError,
        EncoderError,
        InputFileError,
        NothingToRankError,
        PaperIdError,
        RankError,
        SourceError,
        StoreError,
        UnknownPaperError,
        UnreachableError,
        UsageError,
    )
    from ranker.paper import Paper
    from ranker.scored import KeywordHit, ModelCard, RankedPaper, Reason
    from ranker.store.within import Within

__version__ = "0.1.0"

__all__ = [
    "BusyError",
    "Cast",
    "Completeness",
    "ConfigError",
    "DamagedError",
    "Digest",
    "EncoderError",
    "Explanation",
    "Fetched",
    "InputFileError",
    "KeywordHit",
    "ModelCard",
    "NothingToRankError",
    "Paper",
    "PaperIdError",
    "RankError",
    "RankedPaper",
    "Reason",
    "Request",
    "SearchHit",
    "SourceError",
    "Standing",
    "StoreError",
    "UnknownPaperError",
    "UnreachableError",
    "UsageError",
    "Within",
    "Workspace",
    "cast_votes",
    "fetch_file",
    "fetch_since",
    "open_workspace",
    "rank_papers",
    "search",
    "similar",
    "today",
    "why",
]

_HOMES = {
    "ranker.app.announcements.fetching": ("Fetched", "fetch_file", "fetch_since"),
    "ranker.app.feedback.voting": ("Cast", "cast_votes"),
    "ranker.app.learning.ranking_papers": ("rank_papers",),
    "ranker.app.search.searching": ("SearchHit", "search", "similar"),
    "ranker.app.search.why": ("Explanation", "why"),
    "ranker.app.today": ("Request", "today"),
    "ranker.app.workspace": ("Workspace", "open_workspace"),
    "ranker.digest.outcome": ("Standing",),
    "ranker.digest.value": ("Completeness", "Digest"),
    "ranker.errors": (
        "BusyError",
        "ConfigError",
        "DamagedError",
        "EncoderError",
        "InputFileError",
        "NothingToRankError",
        "PaperIdError",
        "RankError",
        "SourceError",
        "StoreError",
        "UnknownPaperError",
        "UnreachableError",
        "UsageError",
    ),
    "ranker.paper": ("Paper",),
    "ranker.scored": ("KeywordHit", "ModelCard", "RankedPaper", "Reason"),
    "ranker.store.within": ("Within",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A public name, from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
