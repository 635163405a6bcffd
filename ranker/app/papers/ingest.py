"""Papers into the store, and their vectors beside them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.workspace import Workspace
from ranker.feedback.votes import Vote
from ranker.paper import Entry, Paper
from ranker.sources.interface import Batch
from ranker.store.papers import Added

if TYPE_CHECKING:
    from ranker.store.vectors import Vectors

log = logging.getLogger(__name__)


def read_file(path: Path, megabytes: int) -> Batch:
    """The papers of a file, recognised by its content, up to a size. Raises InputFileError.

    One without a paper has the problem "empty".
    """
    from ranker.sources.files import read_papers

    return read_papers(path, megabytes << 20)


def keep(ws: Workspace, batch: Batch, *, from_file: bool = False) -> Added:
    """Store what a source returned, and log what it could not read."""
    for problem in batch.problems:
        log.warning("%s: %s", problem.where, problem.message)
    for note in batch.notes:
        log.warning("%s", note)
    return ws.papers.add(batch.entries, ws.now().date(), from_file=from_file)


def keep_voted(ws: Workspace, votes: Iterable[Vote]) -> int:
    """Store the papers that votes carry with them, so that they can be trained on.

    Returns how many votes still wait for a paper that nobody has.
    """
    votes = tuple(votes)
    stored = ws.papers.known(v.id for v in votes)
    absent = [v for v in votes if v.id not in stored]
    carried = [Entry(Paper(v.id, v.title, v.abstract), None) for v in absent if v.title]
    if carried and not ws.read_only:
        ws.papers.add(carried, ws.now().date())
    return len(absent) - len(carried)


def embed(ws: Workspace, ids: Sequence[str]) -> Vectors:
    """The vectors of these stored papers, embedding the ones that have none yet; on a disk that
    cannot be written, in memory alone.

    Whatever was committed before a crash is not embedded again. Raises BusyError where there is
    something to embed while another process is at work.
    """
    missing = ws.vectors.missing(ids)
    if missing and ws.read_only:
        return _with_embedded(ws, ids, missing)
    if missing:
        with ws.alone():
            _embed(ws, ws.vectors.missing(missing))
    found = ws.vectors.get(ids)
    lost = ws.vectors.missing(ids) if len(found.ids) < len(dict.fromkeys(ids)) else ()
    if lost and set(lost) != set(missing):  # damaged ones were just forgotten
        with ws.alone():
            _embed(ws, ws.vectors.missing(lost))
        found = ws.vectors.get(ids)
    return found


def _with_embedded(ws: Workspace, ids: Sequence[str], missing: Sequence[str]) -> Vectors:
    import numpy as np

    from ranker.store.vectors import Vectors

    there, papers = ws.vectors.get(ids), ws.papers.get(missing)
    new = [i for i in missing if i in papers]
    if not new:
        return there
    values = ws.encoder.encode([papers[i].text for i in new])
    row = {i: n for n, i in enumerate((*there.ids, *new))}
    ordered = tuple(i for i in dict.fromkeys(ids) if i in row)
    both = np.concatenate([there.values, values.astype(np.float32)])
    return Vectors(ordered, both[[row[i] for i in ordered]])


def _embed(ws: Workspace, missing: Sequence[str]) -> None:
    advance = ws.task.begin("embedding papers", len(missing))
    for start in range(0, len(missing), ws.commit_every):
        part = missing[start : start + ws.commit_every]
        papers = ws.papers.get(part)
        texts = [papers[i].text for i in part if i in papers]
        ws.vectors.put([i for i in part if i in papers], ws.encoder.encode(texts, advance))
