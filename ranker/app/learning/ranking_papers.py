"""Any papers ranked by a profile's model, stored or not: for programs."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.app.learning.in_use import model_in_use
from ranker.app.workspace import Workspace
from ranker.paper import Entry, Paper
from ranker.scored import RankedPaper


def rank_papers(
    ws: Workspace, papers: Sequence[Paper], profile: str | None = None
) -> tuple[RankedPaper, ...]:
    """Rank papers for a profile, best first.

    Parameters
    ----------
    ws
        An open workspace with something stored, which is what papers are compared with.
    papers
        Papers from anywhere. They are neither stored nor noted as shown.
    profile
        The profile's name; without it, the only one or the first.

    Returns
    -------
    tuple of RankedPaper
        One for each paper, with score, probability of a like (0 to 1) and reasons that sum to the
        score. Equal scores stand in the order of their ids.

    Raises
    ------
    NothingToRankError
        Where there is neither a keyword nor a vote, or no stored paper.
    UsageError
        Where rank.toml has no such profile.
    BusyError
        While another process works here, where a model must be trained first.

    Examples
    --------
    >>> from ranker import Paper, rank_papers
    >>> near = Paper("2507.03149", "Speech in noise", "We separate speech from noise.")
    >>> far = Paper("2507.03150", "Dust in galaxies", "We look at dust.")
    >>> first, second = rank_papers(ws, [far, near])
    >>> first.paper.title
    'Speech in noise'
    >>> first.rank, first.score > second.score, 0 < second.probability < first.probability < 1
    (1, True, True)
    """
    from ranker.ranking import rank

    one = ws.config.profile(profile)
    if not papers:
        return ()
    model = model_in_use(ws, one)
    scored = model.score(papers, ws.encoder.encode([paper.text for paper in papers]))
    return rank([Entry(paper, None) for paper in papers], scored, one.name)
