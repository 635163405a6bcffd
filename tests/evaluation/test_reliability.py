"""Forecasts judged by votes: which count, which do not, and in which band."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ranker.evaluation.reliability import ENOUGH, Reliability, reliability
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.store.forecasts import Forecast

MONDAY = date(2026, 7, 6)
NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def forecast(name: str, p: float = 0.9, after: int = 0, *, told: bool = False) -> Forecast:
    """A forecast of a digest shown at noon, so many days after Monday's."""
    return Forecast("p", name, MONDAY + after * DAY, NOON + after * DAY, 1, p, "m", told)


def judged(forecasts: list[Forecast], **votes: tuple[int, float]) -> Reliability:
    """Votes as (vote, days after the noon of Monday)."""
    cast = {i: Vote(i, v, NOON + days * DAY, "p") for i, (v, days) in votes.items()}
    return reliability(forecasts, cast)


def counts(found: Reliability) -> tuple[int, int, int, int]:
    """Shown and liked in all bands; unread; told."""
    return found.judged, sum(b.liked for b in found.bands), found.unread, found.told


def test_a_vote_after_the_forecast_judges_it() -> None:
    assert counts(judged([forecast("a")], a=(LIKE, 0.1))) == (1, 1, 0, 0)
    assert counts(judged([forecast("a")], a=(DISLIKE, 0.1))) == (1, 0, 0, 0)


def test_a_vote_that_was_there_before_judges_nothing() -> None:
    assert counts(judged([forecast("a")], a=(LIKE, -1))) == (0, 0, 0, 1)
    assert counts(judged([forecast("a")], a=(LIKE, 0))) == (0, 0, 0, 1)
    # A clock that ran ahead dated it later, but the ranking knew it.
    assert counts(judged([forecast("a", told=True)], a=(LIKE, 1))) == (0, 0, 0, 1)


def test_a_vote_that_was_there_before_does_not_show_that_the_reader_looked() -> None:
    pair = [forecast("a"), forecast("b")]
    assert counts(judged(pair, a=(LIKE, -1))) == (0, 0, 1, 1)
    known = [forecast("a", told=True), forecast("b")]
    assert counts(judged(known, a=(LIKE, 1))) == (0, 0, 1, 1)


def test_who_never_looked_has_not_disliked() -> None:
    assert counts(judged([forecast("a"), forecast("b")])) == (0, 0, 2, 0)


def test_what_was_passed_over_beside_a_vote_counts_as_not_liked() -> None:
    assert counts(judged([forecast("a"), forecast("b")], a=(LIKE, 0.1))) == (2, 1, 0, 0)


def test_a_vote_on_a_later_digest_shows_that_the_earlier_one_was_passed_over() -> None:
    both = [forecast("a"), forecast("b", after=1)]
    assert counts(judged(both, b=(DISLIKE, 1.1))) == (2, 0, 0, 0)


def test_a_vote_on_an_earlier_digest_says_nothing_of_a_later_one() -> None:
    both = [forecast("a"), forecast("b", after=1)]
    assert counts(judged(both, a=(LIKE, 1.5))) == (1, 1, 1, 0)


def test_an_old_day_that_is_looked_at_late_is_not_judged_by_votes_before_that() -> None:
    late = Forecast("p", "old", MONDAY - 7 * DAY, NOON + 2 * DAY, 1, 0.9, "m")
    assert counts(judged([forecast("a", after=1), late], a=(LIKE, 1.1))) == (1, 1, 1, 0)
    assert counts(judged([forecast("a", after=3), late], a=(LIKE, 3.1))) == (2, 1, 0, 0)


def test_more_of_a_digest_that_is_shown_later_waits_for_a_vote_after_that() -> None:
    more = Forecast("p", "more", MONDAY, NOON + DAY, 21, 0.3, "m")
    assert counts(judged([forecast("a"), more], a=(LIKE, 0.5))) == (1, 1, 1, 0)
    assert counts(judged([forecast("a"), more], a=(LIKE, 1.5))) == (2, 1, 0, 0)


def test_bands_go_by_the_percent_that_was_shown() -> None:
    edges = [0.999, 0.796, 0.794, 0.5, 0.4949, 0.2, 0.194, 0.0]
    forecasts = [forecast(f"p{n}", p) for n, p in enumerate(edges)]
    votes = {f"p{n}": (LIKE if n % 2 else DISLIKE, 1.0) for n in range(len(edges))}
    found = judged(forecasts, **votes)
    assert [(b.low, b.high, b.shown, b.liked) for b in found.bands] == [
        (0.8, 1.0, 2, 1), (0.5, 0.8, 2, 1), (0.2, 0.5, 2, 1), (0.0, 0.2, 2, 1),
    ]  # fmt: skip
    assert found.bands[0].probability == (0.999 + 0.796) / 2


def test_too_few_say_nothing() -> None:
    for many, telling in ((ENOUGH - 1, False), (ENOUGH, True)):
        found = judged([forecast(f"p{n}", 0.6) for n in range(many)], p0=(LIKE, 1))
        assert (found.telling is not None) is telling
        assert found.bands[0].probability is None
