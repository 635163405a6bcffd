"""What the papers of votes lack (abstract, authors, categories), asked of arXiv by their ids.

A vote on a list of ids, or on a library's entry, brings a title at most: half the likes of a real
library have neither abstract nor category, and teach little.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ranker.app.progress import bar
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.errors import SourceError
from ranker.paper import is_canonical
from ranker.sources.trouble import RefusedError

log = logging.getLogger(__name__)

AT_A_TIME = 100
"""Ids in a request, as many as the API's answers hold."""
ASK_AGAIN = timedelta(days=30)
"""After which an id that arXiv had no more of is asked for again."""
_MOST_REFUSED = 20  # requests: an id that arXiv refuses is found in some ten


@dataclass(slots=True)
class Completed:
    """How many papers were completed, those that arXiv has no more of, how many are left to ask
    for, and why, where that is not because of `most`."""

    completed: int = 0
    in_vain: list[str] = field(default_factory=list)
    left: int = 0
    failure: str = ""


def lacking(ws: Workspace) -> tuple[str, ...]:
    """Ids of the papers that votes are on and arXiv is to be asked of, the newest vote first.

    They are not stored, or without abstract, authors or categories.
    """
    votes = {v.id: v.at for profile in ws.config.profiles for v in ws.votes_of(profile).values()}
    done = ws.papers.whole(votes) | ws.asked.in_vain(ws.now() - ASK_AGAIN)
    wanted = [paper_id for paper_id in votes if paper_id not in done and is_canonical(paper_id)]
    return tuple(sorted(wanted, key=lambda i: (votes[i], i), reverse=True))


def unstored(ws: Workspace) -> int:
    """How many papers with a vote are not stored: the votes wait for them."""
    ids = {paper_id for profile in ws.config.profiles for paper_id in ws.votes_of(profile)}
    return len(ids) - len(ws.papers.get(ids))


def complete_papers(ws: Workspace, most: int | None = None) -> Completed:
    """Ask arXiv for what is lacking, of at most so many papers.

    Each hundred is stored before the next is asked for, so that what was stopped goes on there.
    What failed is told in the result, never raised. A paper with a new abstract has lost its
    vector, and what rests on the vote is learned anew.
    """
    every = lacking(ws)
    wanted = every[:most]
    done = Completed(left=len(every))
    if not wanted:
        return done
    services, refused = Services(ws), 0
    batches = [wanted[n : n + AT_A_TIME] for n in range(0, len(wanted), AT_A_TIME)]
    with bar(ws, "asking arXiv what the library lacks", len(wanted)) as advance:
        while batches and not done.failure:
            some = batches.pop(0)
            try:
                _complete(ws, services, some, done)
            except RefusedError as error:
                refused += 1
                if refused > _MOST_REFUSED:
                    done.failure = str(error)
                elif len(some) > 1:  # one of them may be the reason
                    half = len(some) // 2
                    batches[:0] = [some[:half], some[half:]]
                    continue
                else:
                    _give_up(ws, some, done)
            except SourceError as error:
                done.failure = str(error)
            except KeyboardInterrupt:
                done.failure = "stopped"
            advance(len(some))
    return done


def _complete(ws: Workspace, services: Services, ids: Sequence[str], done: Completed) -> None:
    """One request, and its answer stored."""
    batch = services.api.lookup(ids)
    for problem in batch.problems:
        log.info("%s: %s", problem.where, problem.message)
    cut = [p.message for p in batch.problems if p.trouble == "truncated"]
    with ws.alone():
        ws.papers.add(batch.entries, ws.now().date())
        whole = ws.papers.whole(ids)
        ws.asked.note(whole, ws.now(), found=True)
    done.completed += len(whole)
    done.left -= len(whole)
    if cut:  # what the answer lacks, arXiv may know
        done.failure = cut[0]
    else:
        _give_up(ws, [paper_id for paper_id in ids if paper_id not in whole], done)


def _give_up(ws: Workspace, ids: Sequence[str], done: Completed) -> None:
    with ws.alone():
        ws.asked.note(ids, ws.now(), found=False)
    done.in_vain += ids
    done.left -= len(ids)
