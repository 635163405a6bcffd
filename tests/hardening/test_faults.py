"""The short form of bench.faults: a few of each fault, in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bench import faults

KNOWN = faults.known()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[faults.Bench]:
    made = faults.Bench(tmp_path_factory.mktemp("faults"), Random(1))
    yield made
    made.close()


@pytest.mark.parametrize("name", KNOWN)
def test_everything_survives(bench: faults.Bench, name: str) -> None:
    one = faults.FAULTS[name]
    if why := one.unable():
        pytest.skip(why)
    tally = one.do(bench, one.short)
    assert tally.injected >= one.short
    assert tally.lost == []


def test_the_table_is_put_between_its_marks_and_a_loss_is_told(
    bench: faults.Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(bench: faults.Bench, times: int) -> faults.Tally:
        return faults.Tally(times, ["a vote"], {1})

    monkeypatch.setattr(faults.Bench, "whole", bench.work)
    monkeypatch.setattr(faults, "FAULTS", {"x": faults.Fault("x", "y", lose, 2, 9, lambda: "")})
    table, lost = faults.run(["x"], short=True)
    assert lost == ["x: a vote"]
    assert "| x | y | 2 | 1 | 0 |" in table
    path = tmp_path / "docs.md"
    path.write_text(f"before\n{faults.BEGIN}\nold\n{faults.END}\nafter\n")
    faults.put_into(path, table)
    assert path.read_text() == f"before\n{faults.BEGIN}\n{table}\n{faults.END}\nafter\n"
