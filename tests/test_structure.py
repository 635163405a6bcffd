"""The pictures in ARCHITECTURE.md are what the imports are."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture
def structure() -> ModuleType:
    pytest.importorskip("grimp", reason="grimp is not installed; import-linter brings it")
    spec = importlib.util.spec_from_file_location("structure", ROOT / "docs" / "structure.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pictures_are_up_to_date(structure: ModuleType) -> None:
    page = structure.PAGE.read_text("utf-8")
    assert structure.BEGIN in page and structure.END in page
    assert structure.redrawn(page) == page, "run `python docs/structure.py`"


def test_an_arrow_that_a_longer_way_says_is_left_out(structure: ModuleType) -> None:
    arrows = {"a": {"b", "c"}, "b": {"c"}, "c": set()}
    chart = structure._chart(structure._levels(arrows), arrows)
    assert [line.strip() for line in chart.splitlines() if "-->" in line] == [
        "n0 --> n1",
        "n1 --> n2",
    ]


def test_a_circle_is_said(structure: ModuleType) -> None:
    with pytest.raises(ValueError, match="circle: a, b"):
        structure._levels({"a": {"b"}, "b": {"a"}})
