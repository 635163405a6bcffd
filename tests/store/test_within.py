"""Which stored papers are looked among: days, categories, what belongs to a profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ranker.app.workspace import Workspace
from ranker.paper import Entry
from ranker.store.within import Within
from ranker.taxonomy import in_category
from tests.invented import DAY, EARLIER, paper

LISTS = (("cs.SD",), ("cs.SDX",), ("math.CO", "cs.IT"), ("math-ph",), ("stat.ML", "math.ST"), ())
PAPERS = [replace(paper(n), categories=own) for n, own in enumerate(LISTS, 401)]
FILED = replace(paper(499), categories=("q-bio.BM",))


@pytest.fixture
def stored(workspace: Workspace) -> Workspace:
    """Another week's papers, one of them from a file."""
    days = (date(2026, 5, 4), date(2026, 5, 5))
    entries = [Entry(one, days[n % 2]) for n, one in enumerate(PAPERS)]
    workspace.papers.add(entries, DAY)
    workspace.papers.add([Entry(FILED, days[0])], DAY, from_file=True)
    every = [*(one.id for one in PAPERS), FILED.id]
    workspace.vectors.put(every, workspace.encoder.encode(every))
    return workspace


def among(ws: Workspace, **within: object) -> set[str]:
    rows = ws.vectors.rows_within(Within(last=EARLIER[0], **within))  # type: ignore[arg-type]
    return set(ws.vectors.ids_of(rows.tolist()).values())


@pytest.mark.parametrize("category", ["cs.SD", "cs", "math", "math.CO", "math-ph", "stat.ML"])
def test_a_category_or_archive_is_as_everywhere_else(stored: Workspace, category: str) -> None:
    wanted = {p.id for p in (*PAPERS, FILED) if in_category(p.categories, category)}
    assert wanted
    assert among(stored, category=category) == wanted


def test_days_and_what_a_profile_reads(stored: Workspace) -> None:
    first = {one.id for one in PAPERS[::2]} | {FILED.id}
    assert among(stored) == first | {one.id for one in PAPERS}
    within = Within(first=date(2026, 5, 4), last=date(2026, 5, 4))
    rows = stored.vectors.rows_within(within).tolist()
    assert set(stored.vectors.ids_of(rows).values()) == first
    own = {PAPERS[0].id, PAPERS[5].id, FILED.id}  # listed, of no known category, from a file
    assert among(stored, categories=("cs.SD", "gr-qc")) == own
    assert among(stored, categories=("cs.SD",), category="q-bio") == {FILED.id}


def test_words_are_looked_for_within(stored: Workspace) -> None:
    word = FILED.title.split()[0]
    wide = stored.words.all_of((word,), 500)
    assert {FILED.id} < set(wide)
    early = Within(last=date(2026, 5, 5), category="q-bio")
    assert stored.words.all_of((word,), 500, early) == [FILED.id]
    assert not Within()
    assert early
