"""The month of bench/simulate.py, shortened: nothing is lost and nothing repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.simulate import SCENARIOS, simulate, table


@pytest.mark.parametrize("scenario", ["calm", "stale feeds", "all of these"])
def test_nothing_is_lost_and_nothing_repeated(tmp_path: Path, scenario: str) -> None:
    result = simulate(scenario, tmp_path, days=8)
    assert (result.lost, result.repeated) == (0, 0)
    assert result.stored == result.announced > 80


def test_the_scenarios_do_misbehave(tmp_path: Path) -> None:
    calm = simulate("calm", tmp_path / "calm", days=8)
    bad = simulate("all of these", tmp_path / "bad", days=8)
    assert calm.announced == bad.announced
    assert calm.outcomes["could not confirm"] == 0
    assert bad.outcomes != calm.outcomes
    assert set(SCENARIOS) >= {"calm", "missed runs", "two-day gaps"}
    assert table([calm]).splitlines()[2].startswith("| calm | ")
