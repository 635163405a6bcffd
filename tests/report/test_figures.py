"""The figures: forecasts in words and bars, the projection, scales, and what has little to show."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pytest
from defusedxml.ElementTree import fromstring

from ranker.evaluation.metrics import Quality
from ranker.evaluation.reliability import Band, Reliability
from ranker.evaluation.replay import Replayed, Row, Stretch
from ranker.report import counts, figures, words
from ranker.report.projection import principal_plane
from ranker.report.svg import alone, ticks
from ranker.report.value import Dot, KeywordCount, Kind, ListingDate, PaperMap, VotesOn, VoteTimes

SVG = "{http://www.w3.org/2000/svg}"
BANDS = (
    Band(0.8, 1.0, 40, 31, 0.88),
    Band(0.5, 0.8, 12, 6, 0.61),
    Band(0.2, 0.5, 0, 0, None),
    Band(0.0, 0.2, 300, 3, 0.04),
)
TOLD = Reliability(BANDS, unread=7, told=2)


def replayed(curve: tuple[Stretch, ...], *others: tuple[str, float]) -> Replayed:
    rows = [Row(n, Quality(v, 0, 0), 9, 0, 3, None) for n, v in (("rank", 0.8), *others)]
    return Replayed("p", tuple(rows), len(curve), "Can't tell.", TOLD, curve)


def texts(svg: str) -> list[str]:
    return [t.text or "" for t in fromstring(alone(svg)).iter(f"{SVG}text")]


def test_the_frozen_forecast_is_told_in_a_sentence() -> None:
    assert words.forecasts_title(TOLD) == "Of 40 papers at 80 % or more you liked 31"
    assert "7 more papers shown since you voted last" in words.forecasts_note(TOLD)
    few = Reliability((Band(0.8, 1.0, 3, 2, 0.9),), 0, 0)
    assert words.forecasts_title(few) == "3 forecasts judged, too few to tell"
    assert "fewer than 20 papers is pale" in words.forecasts_note(few)


@pytest.mark.parametrize("width", [530, 334])
def test_a_band_with_few_papers_is_pale_and_an_empty_one_has_no_bar(width: float) -> None:
    svg = figures.forecasts(TOLD, width)
    bars = [r.get("class") for r in fromstring(alone(svg)).iter(f"{SVG}rect")]
    assert [bars.count(kind) for kind in ("track", "our", "few")] == [4, 2 + 1, 1]  # + the legend
    assert {"31 of 40", "6 of 12", "none shown", "3 of 300"} <= set(texts(svg))


def test_a_bar_is_as_long_as_its_share() -> None:
    root = fromstring(alone(figures.forecasts(TOLD, 530)))
    track, bar = (next(r for r in root.iter(f"{SVG}rect") if r.get("class") == k)
                  for k in ("track", "our"))  # fmt: skip
    assert float(bar.attrib["width"]) / float(track.attrib["width"]) == pytest.approx(
        31 / 40, abs=1e-3
    )


def test_small_shares_have_a_scale_of_their_own() -> None:
    low = Reliability((*BANDS[2:3], Band(0.0, 0.2, 1000, 97, 0.02)), 0, 0)
    svg = figures.forecasts(low, 530)
    root = fromstring(alone(svg))
    assert {"0 %", "10 %", "20 %"} <= set(texts(svg))
    track, bar = (next(r for r in root.iter(f"{SVG}rect") if r.get("class") == k)
                  for k in ("track", "our"))  # fmt: skip
    assert float(bar.attrib["width"]) / float(track.attrib["width"]) == pytest.approx(
        0.485, abs=1e-3
    )


@pytest.mark.parametrize("width", [1120, 700, 334])
@pytest.mark.parametrize(("days", "bins"), [(1, 45), (7, 16), (7, 50), (28, 40)])
def test_dates_below_the_bars_stand_apart(width: float, days: int, bins: int) -> None:
    first = date(2025, 1, 6)
    some = tuple(VotesOn(first + timedelta(days=n * days), 3, 1) for n in range(bins))
    root = fromstring(alone(figures.votes(VoteTimes(days, some, 3 * bins, bins), width)))
    dates = [t for t in root.iter(f"{SVG}text") if re.search("[A-Z][a-z]{2}", t.text or "")]
    places = [float(t.attrib["x"]) for t in dates]
    assert len(places) >= 3
    assert np.diff(places).min() >= 45
    assert places[-1] + 20 <= width
    assert len({t.text for t in dates}) == len(dates)  # a month that comes twice says its year


def test_the_map_fills_its_figure_and_no_axis_is_drawn_out_far() -> None:
    def spans(x: float, y: float) -> tuple[float, float]:
        corners = ((0.0, 0.0), (x, y), (0.0, y))
        dots = tuple(Dot(f"2607.0000{n}", "t", *at, 0) for n, at in enumerate(corners))
        found = PaperMap(date(2026, 6, 9), date(2026, 7, 6), 3, 0, 0.1, dots)
        root = fromstring(alone(figures.paper_map(found, 900)))
        discs = [c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
        at = np.array([[float(c.attrib["cx"]), float(c.attrib["cy"])] for c in discs])
        return tuple(np.ptp(at, axis=0))

    assert spans(1.0, 1.0) == pytest.approx((1.6 * 426, 426), abs=1)
    assert spans(1.0, 0.1) == pytest.approx((876, 1.6 * 87.6), abs=1)


def test_a_replay_that_is_lost_says_so_in_its_title() -> None:
    title = words.replay_title(replayed((), ("Rocchio", 0.9), ("keywords alone", 0.4)))
    assert title == "nDCG@10 0.80; the best simpler way, Rocchio, 0.90"
    assert words.replay_title(replayed(())) == "nDCG@10 0.80, with nothing to compare"


def test_lines_that_end_together_have_names_apart() -> None:
    names = ("rank", "keywords alone", "Rocchio", "arxiv-sanity-lite")
    point = Stretch(date(2026, 7, 6), 9, 3, 2, dict.fromkeys(names, 0.5))
    svg = figures.replay(replayed((point,)), 530)
    found = [t for t in fromstring(alone(svg)).iter(f"{SVG}text") if t.text in names]
    heights = sorted(float(t.attrib["y"]) for t in found)
    assert len(heights) == 4
    assert np.diff(heights).min() >= 16


def test_the_names_of_lines_on_the_axis_stay_in_the_figure() -> None:
    names = ("rank", "keywords alone", "Rocchio", "arxiv-sanity-lite")
    points = tuple(
        Stretch(date(2026, 7, 6 + n), 9 + n, 3, 2, dict.fromkeys(names, 0.5 - n / 2))
        for n in range(2)
    )
    svg = figures.replay(replayed(points), 334)
    found = [t for t in fromstring(alone(svg)).iter(f"{SVG}text") if t.text in names]
    axis = next(p for p in fromstring(alone(svg)).iter(f"{SVG}path") if p.get("class") == "axis")
    heights = sorted(float(t.attrib["y"]) for t in found)
    assert heights[-1] <= float(axis.attrib["d"].partition(" ")[2].partition("L")[0]) + 5
    assert np.diff(heights).min() >= 16


def test_rankers_that_found_nothing_lie_on_the_axis() -> None:
    point = Stretch(date(2026, 7, 6), 9, 3, 2, {"rank": 0.0})
    assert "nan" not in figures.replay(replayed((point,)), 334)


def test_keywords_that_brought_nothing_are_said() -> None:
    none = (KeywordCount("reverb", 0, 0, 0),)
    assert words.keywords_note(none).endswith("1 keyword brought none.")
    some = (KeywordCount("<b>&", 120, 9, 4), *none)
    assert words.keywords_title(some).endswith("you liked 9 of the 120 papers that it brought")
    assert {"<b>&", "9 : 4", "120"} <= set(texts(counts.keywords(some, 334)))


def test_listings_tell_every_kind_apart() -> None:
    kinds: tuple[Kind, ...] = ("complete", "complete", "partly", "missing", "unread")
    found = tuple(
        ListingDate(date(2026, 7, 6 + n), kind, 10 * n, ("cs.SD",), False, "", kind == "missing")
        for n, kind in enumerate(kinds)
    )
    assert words.listings_title(found) == "2 of the last 5 announcements are complete"
    assert words.listings_note(found).startswith("2 complete, 1 in part, 1 missing, 1 not read.")
    assert "rank fetch --days" in words.listings_note(found)
    classes = [r.get("class") for r in fromstring(alone(counts.listings(found, 530))).iter()]
    assert all(classes.count(k) == kinds.count(k) + 1 for k in set(kinds))  # + the legend


def test_a_map_of_papers_that_do_not_differ_is_drawn() -> None:
    dots = tuple(Dot(f"2607.0000{n}", "One title", 0.0, 0.0, 0) for n in range(3))
    found = PaperMap(date(2026, 6, 9), date(2026, 7, 6), 3, 5, 0.0, dots)
    assert "nan" not in figures.paper_map(found, 334)
    assert words.map_note(found).endswith("5 papers not read by the encoder yet.")


def test_the_plane_is_that_of_the_singular_vectors() -> None:
    rows = np.random.default_rng(3).normal(size=(50, 8)) * np.arange(1, 9)
    points, share = principal_plane(rows)
    u, s, _ = np.linalg.svd(rows - rows.mean(0), full_matrices=False)
    assert np.abs(points) == pytest.approx(np.abs(u[:, :2] * s[:2]))
    assert share == pytest.approx((s[:2] ** 2).sum() / (s**2).sum())
    again, _ = principal_plane(rows[::-1])
    assert again[::-1] == pytest.approx(points)


def test_a_figure_alone_has_its_title_and_a_margin() -> None:
    none = (KeywordCount('<b>& "reverb"', 3, 2, 0),)
    root = fromstring(alone(counts.keywords(none, 530)))
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    ground = next(root.iter(f"{SVG}rect"))
    assert (float(ground.attrib["x"]), float(ground.attrib["width"])) == (x, width) == (-16, 562)
    assert (root.get("width"), root.get("height")) == ("562", f"{height:g}")
    assert '“<b>& "reverb"”: you liked 2 of the 3 papers that it brought' in texts(
        counts.keywords(none, 530)
    )
    inside = [float(t.attrib["y"]) for t in root.iter(f"{SVG}text")]
    assert y + 12 < min(inside)
    assert max(inside) < y + height - 12


def test_rows_that_do_not_differ_lie_at_zero() -> None:
    points, share = principal_plane(np.ones((3, 4)))
    assert share == 0
    assert not points.any()


@pytest.mark.parametrize(("top", "last"), [(0, 1), (0.87, 1), (3, 3), (7, 8), (99, 100), (1, 1)])
def test_scales_are_round_and_reach_the_top(top: float, last: float) -> None:
    found = ticks(top)
    assert found[0] == 0
    assert found[-1] == pytest.approx(last)
    assert len(found) <= 6
