"""A paper that nobody has stored yet, asked of arXiv by its id."""

from __future__ import annotations

from ranker.app.workspace import Workspace
from ranker.errors import SourceError, UnknownPaperError, UnreachableError


def look_up(ws: Workspace, paper_id: str) -> None:
    """Store the paper of a canonical id. Raises UnknownPaperError where arXiv has none of it, or
    could not be asked.
    """
    from ranker.app.services import Services

    unknown = f"{paper_id} is not stored; `rank fetch` its announcement, or `rank import` it"
    try:
        batch = Services(ws).api.lookup([paper_id])
    except UnreachableError as error:
        raise UnknownPaperError(f"{unknown} (arXiv could not be reached: {error})") from None
    except SourceError as error:
        raise UnknownPaperError(f"{unknown} ({error})") from None
    found = [entry for entry in batch.entries if entry.paper.id == paper_id]
    if not found:
        raise UnknownPaperError(f"{paper_id} is not stored, and arXiv knows no such paper")
    with ws.at_best():  # a vote on it needs no more than its id
        ws.papers.add(found, ws.now().date())
