"""A personal relevance ranker for arXiv.

What stands in `__all__` is for other programs: it is documented, and changes only with a word in
CHANGELOG.md. Every other module is internal. Each name is loaded when it is first used.

>>> import ranker
>>> ranker.Paper("2507.03149", "Rooms that hear", "We measure echoes.").text
'Rooms that hear. We measure echoes.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ranker.app.announcements.fetching import fetch_file, fetch_since
    from ranker.app.feedback.voting import cast_votes
    from ranker.app.learning.ranking_papers import rank_papers
    from ranker.app.search.searching import search, similar
    from ranker.app.search.why import why
    from ranker.app.today import Request, today
    from ranker.app.workspace import Workspace, open_workspace
    from ranker.digest.value import Digest
    from ranker.errors import RankError
    from ranker.paper import Paper
    from ranker.scored import RankedPaper, Reason

__version__ = "0.1.0"

__all__ = [
    "Digest",
    "Paper",
    "RankError",
    "RankedPaper",
    "Reason",
    "Request",
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
    "ranker.app.announcements.fetching": ("fetch_file", "fetch_since"),
    "ranker.app.learning.ranking_papers": ("rank_papers",),
    "ranker.app.search.searching": ("search", "similar"),
    "ranker.app.today": ("Request", "today"),
    "ranker.app.feedback.voting": ("cast_votes",),
    "ranker.app.search.why": ("why",),
    "ranker.app.workspace": ("Workspace", "open_workspace"),
    "ranker.digest.value": ("Digest",),
    "ranker.errors": ("RankError",),
    "ranker.paper": ("Paper",),
    "ranker.scored": ("RankedPaper", "Reason"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A public name, from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
