"""No test's outcome hangs on how fast the machine is: how its waits are written, and `until`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import until

HERE = Path(__file__).parent
# A second or more of waiting, written as a number, would be too short somewhere. Less than that is
# for a server that never answers, or a step of a loop that something else ends.
SHORT = re.compile(r"(?:timeout=|\.wait\(|\.join\(|PATIENCE = )[1-9]|deadline=[^N]")
CLOCK = re.compile(r"\b(?:monotonic|perf_counter|process_time)\b|\btime\.time\(")


def lines() -> list[tuple[str, str]]:
    """Every line of the tests but for these two files, after its place."""
    found = (p for p in sorted(HERE.rglob("*.py")) if not p.name.endswith("patience.py"))
    return [
        (f"{path.relative_to(HERE)}:{number}", line)
        for path in found
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]


@pytest.mark.parametrize("pattern", [SHORT, CLOCK], ids=["short waits", "clocks"])
def test_no_test_waits_for_a_time_or_measures_one(pattern: re.Pattern[str]) -> None:
    assert len(lines()) > 10_000
    assert [where for where, line in lines() if pattern.search(line)] == []


def test_a_wait_ends_with_the_process_that_it_is_for(tmp_path: Path) -> None:
    code = "import sys; open(sys.argv[1], 'w').write('made')"
    made = tmp_path / "made"
    running = subprocess.Popen([sys.executable, "-c", code, str(made)])
    assert until(lambda: made.exists() and made.read_text(), running=running) == "made"
    running.wait()
    assert until(made.exists, running=running)
    with pytest.raises(AssertionError, match="ended with 0"):
        until(lambda: False, running=running)
