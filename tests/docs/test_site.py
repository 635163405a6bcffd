"""The site of the docs builds without a warning, and asks no host for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.patience import HUNG

CHART = """
flowchart TD
  n0["cli"]
  n1["app"]
  n2["ground floor"]
  n0 --> n1
  n1 --> n2
  n0 --> n2
"""


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The scripts of docs/ can be imported, and are forgotten afterwards."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    yield
    for name in ("conf", "flowchart"):
        sys.modules.pop(name, None)


@pytest.fixture
def chart(scripts: None) -> ModuleType:
    return import_module("flowchart")


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("furo")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "--quiet",
        "docs",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HUNG)
    assert (done.returncode, done.stderr) == (0, "")
    first = (tmp_path / "index.html").read_text("utf-8")
    assert '<picture class="only-dark">' in first
    assert first.count("toctree-l1") > 30
    assert '<svg class="chart"' in (tmp_path / "architecture.html").read_text("utf-8")


def test_what_a_page_loads_from_elsewhere_is_told(scripts: None, tmp_path: Path) -> None:
    pytest.importorskip("furo")
    (tmp_path / "own.html").write_text(
        '<img src="a.png"><a href="https://example.org">a link</a><script src="b.js"></script>'
        '<link rel="canonical" href="https://example.org">'
    )
    foreign = import_module("conf").foreign
    assert foreign(tmp_path) == []
    (tmp_path / "other.html").write_text('<link rel="stylesheet" href="https://example.org/a.css">')
    (tmp_path / "other.css").write_text("body { src: url(//example.org/font.woff2) }")
    assert [one.split()[0] for one in foreign(tmp_path)] == ["other.css", "other.html"]


def test_a_chart_has_its_nodes_and_arrows_from_the_top_down(chart: ModuleType) -> None:
    drawn = chart.drawn(CHART)
    nodes = {name: float(y) for y, name in re.findall(r'y="([\d.]+)">([^<]+)</text>', drawn)}
    assert nodes["cli"] < nodes["app"] < nodes["ground floor"]
    assert drawn.count('class="way"') == 3


def test_a_long_arrow_goes_beside_what_stands_between(chart: ModuleType) -> None:
    drawn = chart.drawn(CHART)
    box = re.search(r'x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*/><text[^>]*>app<', drawn)
    assert box is not None
    left, width = map(float, box.groups())
    ways = re.findall(r'class="way" d="([^"]+)"', drawn)
    between = [
        float(re.findall(r"([\d.]+) [\d.]+C", way)[-1]) for way in ways if way.count("C") == 2
    ]
    assert len(between) == 1
    assert not left < between[0] < left + width


def test_an_empty_chart_is_an_error(chart: ModuleType) -> None:
    with pytest.raises(ValueError, match="without a node"):
        chart.drawn("flowchart TD")
