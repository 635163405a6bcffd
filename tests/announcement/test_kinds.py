"""One paper once, whatever arXiv announces of it later."""

from __future__ import annotations

from datetime import date

import pytest

from ranker.app.feedback.voting import cast_votes
from ranker.digest.value import Digest
from ranker.digest.words import outcome
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, ids
from tests.announcement.world import Event

MONDAY, TUESDAY, WEDNESDAY = date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 15)


@pytest.fixture
def paper(arxiv: FakeArxiv) -> Event:
    """New on Monday, in cs.SD alone."""
    return arxiv.world.new(MONDAY, "cs.SD", title="Speech in Noisy Rooms")


def on(reader: Reader, moment: str, **asked: object) -> Digest:
    reader.clock.set(moment)
    return reader.today(**asked)


def test_cross_listed_later_it_is_not_repeated(
    reader: Reader, arxiv: FakeArxiv, paper: Event
) -> None:
    assert paper.paper_id in ids(on(reader, "2026-07-13 15:00"))
    arxiv.world.cross(TUESDAY, paper, "eess.AS")
    tuesday = on(reader, "2026-07-14 15:00")
    assert paper.paper_id not in ids(tuesday)
    assert {r.category: r.seen_before for r in tuesday.completeness}["eess.AS"] >= 1
    assert tuesday.seen >= 1


def test_cross_listed_later_it_is_shown_if_its_first_day_was_missed(
    reader: Reader, arxiv: FakeArxiv, paper: Event
) -> None:
    on(reader, "2026-07-10 15:00")
    arxiv.world.cross(TUESDAY, paper, "eess.AS")
    assert paper.paper_id in ids(on(reader, "2026-07-14 15:00"))
    assert paper.paper_id not in ids(reader.today(day=MONDAY))


def test_in_two_categories_at_once_it_is_one_paper_with_its_strongest_kind(
    reader: Reader, arxiv: FakeArxiv
) -> None:
    both = arxiv.world.new(TUESDAY, "eess.AS", "cs.SD")
    digest = on(reader, "2026-07-14 15:00")
    [shown] = [r for r in digest.papers if r.paper.id == both.paper_id]
    assert shown.kind == "new"
    assert set(shown.paper.categories) == {"eess.AS", "cs.SD"}


@pytest.mark.parametrize(
    ("replacements", "liked", "shown"),
    [
        ("none", True, False),
        ("liked", False, False),
        ("liked", True, True),
        ("all", False, True),
    ],
)
def test_a_second_version_is_no_new_paper(
    reader: Reader, arxiv: FakeArxiv, paper: Event, replacements: str, liked: bool, shown: bool
) -> None:
    on(reader, "2026-07-13 15:00")
    if liked:
        reader.within(lambda ws: cast_votes(ws, [paper.paper_id], 1, None))
    arxiv.world.update(TUESDAY, paper, title="Speech in Very Noisy Rooms")
    stored = reader.within(lambda ws: ws.papers.count())
    tuesday = on(reader, "2026-07-14 09:00", replacements=replacements)
    assert (paper.paper_id in ids(tuesday)) is shown
    if shown:
        [ranked] = [r for r in tuesday.papers if r.paper.id == paper.paper_id]
        assert (ranked.kind, ranked.paper.version) == ("replace", 2)
        assert ranked.paper.title == "Speech in Very Noisy Rooms"
    assert reader.within(lambda ws: len(ws.papers.get([paper.paper_id]))) == 1
    assert stored < reader.within(lambda ws: ws.papers.count())


def test_a_withdrawn_paper_is_a_replacement_like_any_other(
    reader: Reader, arxiv: FakeArxiv, paper: Event
) -> None:
    on(reader, "2026-07-13 15:00")
    arxiv.world.update(TUESDAY, paper, abstract="This paper has been withdrawn by the authors.")
    assert paper.paper_id not in ids(on(reader, "2026-07-14 09:00"))
    again = on(reader, "2026-07-14 09:00", replacements="all")
    [ranked] = [r for r in again.papers if r.paper.id == paper.paper_id]
    assert ranked.paper.abstract == "This paper has been withdrawn by the authors."


def test_replaced_papers_that_are_left_out_are_counted(reader: Reader, arxiv: FakeArxiv) -> None:
    digest = on(reader, "2026-07-14 15:00")
    replaced = {e.paper_id for e in arxiv.world.events if e.day == TUESDAY and e.replaced}
    assert digest.replaced == len(replaced)
    assert digest.fetched == len(digest.papers) + digest.replaced
    assert all(row.announced == row.fetched for row in digest.completeness)


def test_a_day_shown_again_after_the_next_has_the_same_papers(reader: Reader, clock: Clock) -> None:
    monday = on(reader, "2026-07-13 15:00")
    on(reader, "2026-07-14 15:00")
    reader.within(lambda ws: cast_votes(ws, [monday.papers[0].paper.id], 1, None))
    again = reader.today(day=MONDAY)
    assert outcome(again) == "already shown, ranked anew"
    assert ids(again) == ids(monday)
