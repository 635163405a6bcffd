"""What is believed of a batch, case by case, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.app.announcements.believing import CategoryRead, announced_in, of_feed, of_page
from ranker.paper import KINDS, Entry, Kind, Paper
from ranker.sources.interface import Batch, Problem, Trouble

BEFORE, DAY, AFTER = date(2099, 3, 2), date(2099, 3, 3), date(2099, 3, 4)
SOUND, SPEECH, LANGUAGE = "cs.SD", "eess.AS", "cs.CL"
ASKED = (SOUND, SPEECH)


def entry(number: int, *categories: str, kind: Kind = "new", announced: date | None = DAY) -> Entry:
    return Entry(Paper(f"2603.{number:05d}", "A title", "", (), categories), announced, kind)


def problem(trouble: Trouble, where: str) -> Problem:
    return Problem(trouble, where, "an invented problem")


@dataclass(frozen=True)
class Case:
    """A feed's answer of DAY, the numbers of papers stored under the date before, and the numbers
    kept and categories read in the end."""

    name: str
    entries: tuple[Entry, ...]
    kept: tuple[int, ...]
    read: tuple[str, ...]
    stored: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    known: dict[str, date] = field(default_factory=dict)


CASES = (
    Case("both categories", (entry(1, SOUND), entry(2, SPEECH)), (1, 2), ASKED),
    Case("a cross-list counts where it is new",
         (entry(1, LANGUAGE, SOUND, kind="cross"),), (1,), (SOUND,)),
    Case("a cross-list does not count in its primary category",
         (entry(1, SOUND, LANGUAGE, kind="cross"),), (), ()),
    Case("nothing of a category leaves it unread", (entry(1, SOUND),), (1,), (SOUND,)),
    Case("papers of categories nobody asked for are not kept",
         (entry(1, SOUND), entry(2, LANGUAGE)), (1,), (SOUND,)),
    Case("rows of another date are not kept",
         (entry(1, SOUND), entry(2, SOUND, announced=BEFORE)), (1,), (SOUND,)),
    Case("a new paper that is stored already is an old batch",
         (entry(1, SOUND), entry(2, SOUND), entry(3, SPEECH)), (3,), (SPEECH,), stored=(2,)),
    Case("an old cross-list or replacement is no old batch",
         (entry(1, SOUND), entry(2, LANGUAGE, SOUND, kind="cross"),
          entry(3, SOUND, kind="replace")), (1, 2, 3), (SOUND,), stored=(2, 3)),
    Case("replacements alone, all stored, vouch for nothing",
         (entry(3, SOUND, kind="replace"),), (), (), stored=(3,)),
    Case("a second reading: stored under this date is as good as new",
         (entry(1, SOUND),), (1,), (SOUND,), known={"2603.00001": DAY}),
    Case("a paper of a stale and a sound category is kept for the sound one",
         (entry(1, SOUND), entry(2, SOUND, SPEECH), entry(3, SPEECH)), (2, 3), (SPEECH,),
         stored=(1,)),
    Case("a broken category is kept and not noted as read",
         (entry(1, SOUND), entry(2, SPEECH)), (1, 2), (SPEECH,),
         problems=(problem("mismatch", SOUND),)),
    Case("a problem of the request breaks all that it asked for",
         (entry(1, SOUND), entry(2, SPEECH)), (1, 2), (),
         problems=(problem("truncated", f"{SOUND}+{SPEECH}"),)),
    Case("a problem of a row breaks its categories",
         (entry(1, SOUND), entry(2, SPEECH)), (1, 2), (SPEECH,),
         problems=(problem("bad-line", f"{SOUND} row 7"),)),
    Case("an empty answer", (), (), ()),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_kept_of_the_feed(case: Case) -> None:
    batch = Batch("feed", case.entries, announced=DAY, problems=case.problems)
    first = {f"2603.{number:05d}": BEFORE for number in case.stored} | case.known
    found = of_feed(batch, DAY, ASKED, first)
    assert found is not None
    assert (found.day, found.source) == (DAY, "feed")
    assert tuple(int(e.paper.id[5:]) for e in found.entries) == case.kept
    assert tuple(one.category for one in found.read) == case.read
    for one in found.read:
        own = tuple(e.paper.id for e in found.entries if announced_in(e, one.category))
        assert one == CategoryRead(one.category, own, len(own), sure=True)


@pytest.mark.parametrize(
    "batch",
    [
        Batch("feed", (entry(1, SOUND),), announced=BEFORE),
        Batch("feed", (entry(1, SOUND),), announced=None),
        Batch("feed", (entry(1, SOUND),), DAY, problems=(problem("stale", SOUND),)),
    ],
    ids=["another day's", "no day's", "an old one under a new date"],
)
def test_nothing_is_believed_of_a_feed_of_another_day(batch: Batch) -> None:
    assert of_feed(batch, DAY, ASKED, {}) is None


_ENTRIES = st.builds(
    entry,
    st.integers(1, 12),
    st.sampled_from((SOUND, SPEECH, LANGUAGE)),
    st.sampled_from((SOUND, SPEECH, LANGUAGE)),
    kind=st.sampled_from(KINDS),
    announced=st.sampled_from((BEFORE, DAY, None)),
)


@given(
    st.lists(_ENTRIES, max_size=12),
    st.frozensets(st.integers(1, 12)),
    st.lists(st.sampled_from((SOUND, SPEECH, "", f"{SOUND}+{SPEECH}", "row 3")), max_size=2),
)
def test_no_feed_makes_an_old_new_paper_count_or_a_broken_category_read(
    entries: Sequence[Entry], stored: frozenset[int], broken: Sequence[str]
) -> None:
    problems = tuple(problem("mismatch", where) for where in broken)
    first = {f"2603.{number:05d}": BEFORE for number in stored}
    found = of_feed(Batch("feed", tuple(entries), DAY, problems=problems), DAY, ASKED, first)
    assert found is not None
    assert all(e.announced == DAY for e in found.entries)
    for one in found.read:
        assert not any(one.category in where.split("+") for where in broken)
        own = [e for e in found.entries if announced_in(e, one.category)]
        assert any(e.paper.id not in first for e in own)
        assert not any(e.kind == "new" and e.paper.id in first for e in own)


@pytest.mark.parametrize(
    ("entries", "stated", "problems", "expected"),
    [
        ((1, 2), 2, (), (2, True)),
        ((1, 2), 5, (), (2, True)),  # twice in two sections, which arXiv counts and we do not
        ((1, 2), 5, ("mismatch",), (5, False)),
        ((1, 2), 3, ("bad-line",), (3, True)),  # one row could not be read, and is counted
        ((1, 2), 9, ("bad-line", "truncated"), (9, False)),
        ((1, 2), None, ("truncated",), (2, False)),
        ((), 0, (), (0, True)),
    ],
)
def test_how_many_papers_a_page_is_said_to_have(
    entries: Sequence[int],
    stated: int | None,
    problems: Sequence[Trouble],
    expected: tuple[int, bool],
) -> None:
    batch = Batch(
        "listing",
        tuple(entry(number, SOUND) for number in entries),
        DAY,
        () if stated is None else ((SOUND, stated),),
        tuple(problem(trouble, SOUND) for trouble in problems),
    )
    found = of_page(batch, SOUND, BEFORE)
    assert found is not None
    ids = tuple(f"2603.{number:05d}" for number in entries)
    assert found.read == (CategoryRead(SOUND, ids, *expected),)


def test_a_page_is_believed_that_a_paper_stands_in_its_category() -> None:
    found = of_page(Batch("listing", (entry(1, SPEECH), entry(2, SOUND)), DAY), SOUND, None)
    assert found is not None
    assert [e.paper.categories for e in found.entries] == [(SPEECH, SOUND), (SOUND,)]


def test_replaced_papers_were_not_announced_by_a_page() -> None:
    entries = tuple(entry(number, SOUND, kind=kind) for number, kind in enumerate(KINDS))
    found = of_page(Batch("listing", entries, DAY), SOUND, None)
    assert found is not None
    assert found.announced == {"2603.00000", "2603.00001"}


@pytest.mark.parametrize(
    ("source", "newest", "believed"),
    [
        ("catchup", None, False),
        ("catchup", BEFORE, False),
        ("catchup", DAY, False),
        ("catchup", AFTER, True),
        ("listing", DAY, True),
    ],
)
def test_an_empty_catch_up_page_counts_once_a_later_date_is_there(
    source: str, newest: date | None, believed: bool
) -> None:
    assert (of_page(Batch(source, (), DAY), SOUND, newest) is not None) == believed


def test_a_page_without_a_date_says_nothing() -> None:
    assert of_page(Batch("listing", (entry(1, SOUND),)), SOUND, None) is None
