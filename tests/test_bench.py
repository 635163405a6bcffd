"""The bench finds what it measures: a name that moves in the program is missed here first."""

from __future__ import annotations

from tests.conftest import ROOT, python

SCRIPT = "one_run"  # runs a command when it is imported


def test_every_part_of_the_bench_can_be_imported() -> None:
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py"))
    assert SCRIPT in names
    names = [f"bench.{name}" for name in names if name not in ("__init__", SCRIPT)]
    assert len(names) > 15
    done = python(
        "import importlib, sys; [importlib.import_module(n) for n in sys.argv[1:]]", *names
    )
    assert (done.code, done.err) == (0, "")
