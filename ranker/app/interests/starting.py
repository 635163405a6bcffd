"""`rank init --papers-of`, `--from-paper`: an interest that starts from papers at arXiv, liked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ranker.app.services import polite_client
from ranker.app.workspace import Workspace
from ranker.errors import UnknownPaperError, UsageError
from ranker.feedback.votes import LIKE, Vote
from ranker.paper import Entry, Paper, canonical_id
from ranker.people import given_and_family, same_person
from ranker.settings import ArxivSettings

if TYPE_CHECKING:
    from ranker.sources.api import Api

MOST_PAPERS = 50
"""Of one author: the newest, since interests move on."""
_SHARE = 1 / 3  # of the papers: a category of as many is one to read
_MOST_CATEGORIES = 5


@dataclass(frozen=True, slots=True)
class Start:
    """Papers to like, and how many are of each author asked for."""

    entries: tuple[Entry, ...]
    authors: tuple[tuple[str, int], ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of at least a third of the papers, the most frequent first."""
        listed = Counter(c for entry in self.entries for c in entry.paper.categories)
        often = [c for c, n in listed.most_common() if n >= _SHARE * len(self.entries)]
        return tuple(often[:_MOST_CATEGORIES])


def find_start(ws: Workspace, names: Sequence[str], ids: Sequence[str]) -> Start:
    """Ask arXiv for the newest papers of these authors, and for these papers; nothing is written.

    The workspace need not be there yet. Raises PaperIdError for a text that is no id,
    UnknownPaperError for an author or a paper that arXiv has none of, SourceError or
    UnreachableError where it could not be asked.
    """
    wanted = tuple(dict.fromkeys(map(canonical_id, ids)))
    people = [" ".join(reversed(name.split(", ", 1))).strip() for name in names]
    for name in people:
        if not any(map(str.isalpha, name)):
            raise UsageError(f"the author {name!r} has no letter")
    found: dict[str, Entry] = {}
    counts = []
    with _api(ws) as api:
        for name in people:
            query = f'au:"{name.replace(chr(34), "")}"'
            batch = api.search(query, MOST_PAPERS, newest=True)
            own = [entry for entry in batch.entries if _is_by(entry.paper, name)]
            if not own:
                raise UnknownPaperError(
                    f"arXiv has no paper of {name!r}; write the name as arXiv does, in full"
                )
            counts.append((name, len(own)))
            found |= {entry.paper.id: entry for entry in own}
        if wanted:
            found |= {entry.paper.id: entry for entry in api.lookup(wanted).entries}
    for paper_id in wanted:
        if paper_id not in found:
            raise UnknownPaperError(f"arXiv knows no paper {paper_id}")
    return Start(tuple(found.values()), tuple(counts))


def like_start(ws: Workspace, start: Start, profile: str) -> None:
    """Store the papers and like them, for the profile."""
    with ws.alone():
        ws.papers.add(start.entries, ws.now().date())
    at = ws.now()
    papers = (entry.paper for entry in start.entries)
    ws.vote_log.append([Vote(p.id, LIKE, at, profile, p.title) for p in papers])
    ws.forget_votes_read()


@contextmanager
def _api(ws: Workspace) -> Iterator[Api]:
    """The API, with the settings and the pacing of a workspace that is there."""
    from ranker.sources.api import Api

    with TemporaryDirectory() as folder:
        there = ws.paths.config.exists()
        settings = ws.config.arxiv if there else ArxivSettings()
        pacing = ws.paths.store / "pacing" if there else Path(folder)
        yield Api(polite_client(ws, settings, pacing), settings.api_url)


def _is_by(paper: Paper, name: str) -> bool:
    """Whether one of the authors is the one asked for.

    A name that is typed in full is not met by an initial, which may be anybody's; one that is
    typed with an initial asks for whoever has it.
    """
    wanted = "initial" if _has_initial(name) else "full"
    return any(same_person(name, author) in {"full", wanted} for author in paper.authors)


def _has_initial(name: str) -> bool:
    given, _ = given_and_family(name)
    first = given.split(" ")[0].split("-")[0].rstrip(".")
    return len(first) == 1 or "." in first
