"""Papers and announcements: what a re-fetch, a new version and a cross-listing change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.paper import KINDS, Entry, Kind, Paper
from ranker.store.database import connect
from ranker.store.papers import PaperStore
from ranker.store.vectors import VectorStore
from tests.invented import DAY, announcement, entry, paper


@pytest.fixture
def papers(tmp_path: Path) -> PaperStore:
    return PaperStore(connect(tmp_path / "papers.sqlite3"))


def all_of(papers: PaperStore) -> tuple[object, ...]:
    ids = papers.background_ids(date(2200, 1, 1), (), 10_000)
    return papers.get(ids), papers.announced(DAY), ids


def test_papers_come_back_as_they_were_given(papers: PaperStore) -> None:
    hostile = Paper(
        "2607.00009", "a'; DROP TABLE papers; -- 🎧", 'x "y" \\', ("Zoë",), ("cs.SD",), 3
    )
    papers.add([Entry(hostile, DAY)], DAY)
    assert papers.get([hostile.id, "2607.99999"]) == {hostile.id: hostile}
    assert papers.announced(DAY) == (Entry(hostile, DAY, "new"),)


def test_the_same_papers_again_change_nothing(papers: PaperStore) -> None:
    first = papers.add(announcement(), DAY)
    assert (first.new, first.updated, first.entries) == (40, 0, 40)
    before = all_of(papers)
    again = papers.add(announcement(), DAY + timedelta(days=3))
    assert (again.new, again.updated, again.entries) == (0, 0, 40)
    assert all_of(papers) == before


@given(order=st.permutations(range(8)), day=st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_the_order_and_the_number_of_fetches_do_not_matter(order: list[int], day: int) -> None:
    entries = [
        Entry(replace(paper(1 + n // 4), categories=(f"cs.{'ABCD'[n % 4]}I",)), DAY, KINDS[n % 4])
        for n in range(8)
    ]
    store = PaperStore(connect(Path(":memory:")))
    store.add([entries[n] for n in order], DAY)
    store.add([entries[n] for n in order[day:]], DAY)
    for one in store.announced(DAY):
        assert one.kind == "new"
        assert set(one.paper.categories) == {"cs.AI", "cs.BI", "cs.CI", "cs.DI"}


@pytest.mark.parametrize("kinds", list(permutations(KINDS, 2)))
def test_one_announcement_keeps_the_strongest_kind(
    papers: PaperStore, kinds: tuple[Kind, Kind]
) -> None:
    both = [replace(entry(1), kind=kind) for kind in kinds]
    papers.add(both[:1], DAY)
    papers.add(both[1:], DAY)
    assert [e.kind for e in papers.announced(DAY)] == [min(kinds, key=KINDS.index)]


def test_a_kind_belongs_to_its_day(papers: PaperStore) -> None:
    later = DAY + timedelta(days=1)
    papers.add([entry(1), replace(entry(1), announced=later, kind="replace")], DAY)
    assert [e.kind for e in papers.announced(DAY)] == ["new"]
    assert [e.kind for e in papers.announced(later)] == ["replace"]
    assert papers.first_announced([paper(1).id, paper(2).id]) == {paper(1).id: DAY}
    assert papers.newest_announcement() == later


def test_categories_unite_and_the_first_primary_stays(papers: PaperStore) -> None:
    one = replace(paper(1), categories=("cs.SD",))
    papers.add([Entry(one, DAY), Entry(replace(one, categories=("eess.AS", "cs.SD")), DAY)], DAY)
    assert papers.get([one.id])[one.id].categories == ("cs.SD", "eess.AS")


def test_a_new_version_replaces_the_text_and_drops_the_vector(tmp_path: Path) -> None:
    db = connect(tmp_path / "papers.sqlite3")
    papers, vectors = PaperStore(db), VectorStore(db, tmp_path / "vectors", "x", 4)
    papers.add([entry(1), entry(2)], DAY)
    ids = [paper(1).id, paper(2).id]
    vectors.put(ids, np.eye(2, 4, dtype=np.float32))
    changed = replace(paper(1), title="Revised", version=2)
    assert papers.add([Entry(changed, None)], DAY).updated == 1
    assert papers.get(ids)[ids[0]] == changed
    assert vectors.missing(ids) == (ids[0],)


def test_an_old_version_or_the_same_text_keeps_text_and_vector(tmp_path: Path) -> None:
    db = connect(tmp_path / "papers.sqlite3")
    papers, vectors = PaperStore(db), VectorStore(db, tmp_path / "vectors", "x", 4)
    second = replace(paper(1), version=2)
    papers.add([Entry(second, DAY)], DAY)
    vectors.put([second.id], np.eye(1, 4, dtype=np.float32))
    for known in (replace(second, title="Old", version=1), replace(second, version=3)):
        assert papers.add([Entry(known, DAY)], DAY).updated == 0
    stored = papers.get([second.id])[second.id]
    assert (stored.title, stored.version) == (second.title, 3)
    assert vectors.missing([second.id]) == ()


def test_an_abstract_that_comes_later_fills_the_gap_and_is_not_lost_again(
    papers: PaperStore,
) -> None:
    bare = replace(paper(1), abstract="", authors=())
    for known in (bare, paper(1), bare, replace(bare, version=2)):
        papers.add([Entry(known, DAY)], DAY)
    stored = papers.get([bare.id])[bare.id]
    assert (stored.abstract, stored.authors) == (paper(1).abstract, paper(1).authors)


def test_only_papers_of_the_wanted_categories_are_announced(papers: PaperStore) -> None:
    papers.add([entry(1, field="speech"), entry(2, field="graphs")], DAY)
    papers.add([Entry(replace(paper(3), categories=()), DAY)], DAY)
    papers.add([entry(4, field="proteins")], DAY, from_file=True)
    found = {e.paper.id for e in papers.announced(DAY, ("cs.SD", "math"))}
    assert found == {paper(n).id for n in (1, 2, 3, 4)}
    assert {e.paper.id for e in papers.announced(DAY, ("eess.AS",))} == {
        paper(n).id for n in (1, 3, 4)
    }
    assert len(papers.announced(DAY)) == 4


def test_a_file_brings_a_known_paper_to_every_profile_even_as_it_changes_it(
    papers: PaperStore,
) -> None:
    papers.add([entry(1, field="graphs")], DAY)
    changed = replace(paper(1, "graphs"), title="Revised", version=2)
    papers.add([Entry(changed, DAY)], DAY, from_file=True)
    assert [e.paper.title for e in papers.announced(DAY, ("cs.SD",))] == ["Revised"]


def test_the_background_is_what_was_public_before(papers: PaperStore) -> None:
    papers.add([entry(n, DAY - timedelta(days=n)) for n in range(5)], DAY)
    expected = [paper(n).id for n in (1, 2, 3)]
    assert list(papers.background_ids(DAY, (), 3)) == expected
    assert papers.background_ids(DAY - timedelta(days=9), (), 3) == ()


@pytest.mark.parametrize(
    "paper_id", ["2020smith", "1399", "smith2020", "²³¹⁴x", "math/0309136", ""]
)
def test_a_paper_without_a_date_gets_one_from_its_id_or_today(
    papers: PaperStore, paper_id: str
) -> None:
    papers.add([Entry(Paper(paper_id, "Without a date", ""), None)], DAY)
    assert papers.background_ids(DAY + timedelta(days=1), (), 9) == (paper_id,)
    known_month = paper_id.startswith("math/")
    assert bool(papers.background_ids(date(2003, 10, 1), (), 9)) == known_month
    assert papers.background_ids(date(2003, 9, 30), (), 9) == ()
