"""bench/soak.py, shortened to ten days; and what its year is held to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bench.soak import soak
from bench.soak_figure import Day, draw, grown, table


def test_ten_days_lose_and_repeat_nothing(tmp_path: Path) -> None:
    result = soak(tmp_path / "home", days=10, profiles=2, every=0)
    assert (result.lost, result.repeated) == (set(), set())
    assert (result.votes_lost, result.votes_doubled) == (0, 0)
    assert result.announced > 80
    assert result.cast.total() > 20
    assert {name: len(papers) > 40 for name, papers in result.shown.items()} == {
        "speech": True,
        "galaxy": True,
    }
    assert len(table(result.days).splitlines()) == 6


def test_what_may_not_grow_is_told(tmp_path: Path) -> None:
    first = Day(date(2026, 1, 5), 1.0, 100.0, 1_000, 1_000, 1_000, 1_000)
    calm = [
        replace(
            first,
            listing=first.listing + timedelta(days=n),
            store=1_000 * n,
            vectors=100 * n,
            digests=500 * n,
        )
        for n in range(80)
    ]
    assert grown(calm) == []
    leaking = [replace(day, memory=100.0 + n) for n, day in enumerate(calm)]
    assert [line.split(",")[0] for line in grown(leaking)] == ["memory"]
    faster = [replace(day, store=day.store * n) for n, day in enumerate(calm)]
    assert [line.split(",")[0] for line in grown(faster)] == ["store"]
    draw(calm, tmp_path / "soak.svg")
    assert (tmp_path / "soak.svg").read_text("utf-8").rstrip().endswith("</svg>")
