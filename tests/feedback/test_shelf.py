"""The shelf's file: which of its lines say something, and what stands in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ranker.errors import InputFileError
from ranker.feedback.shelf import Shelf, ShelfItem

AT = datetime(2026, 7, 6, 9, 30, tzinfo=UTC)
PAPER = "2607.00001"


def test_of_each_field_the_last_line_stands_and_the_time_is_that_of_saving(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf.jsonl")
    shelf.put(PAPER, "note", "räume", AT)
    shelf.put(PAPER, "saved", True, AT + timedelta(hours=1), "Speech in rooms")
    shelf.put(PAPER, "read", True, AT + timedelta(hours=2))
    shelf.put("2607.00002", "read", True, AT)
    shelf.put("2607.00002", "read", False, AT + timedelta(hours=3))
    assert shelf.all() == {
        PAPER: ShelfItem(PAPER, AT + timedelta(hours=1), True, True, "räume", "Speech in rooms"),
        "2607.00002": ShelfItem("2607.00002", AT + timedelta(hours=3)),
    }
    assert "räume" in shelf.path.read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "half a li",
        "[1]",
        "[" * 100_000,
        '{"at": "2026-07-06T09:30:00+00:00", "saved": true}',
        '{"id": "", "at": "2026-07-06T09:30:00+00:00", "saved": true}',
        '{"id": 1, "at": "2026-07-06T09:30:00+00:00", "saved": true}',
        '{"id": "2607.00002", "saved": true}',
        '{"id": "2607.00002", "at": "yesterday", "saved": true}',
        '{"id": "2607.00002", "at": "2026-07-06T09:30:00", "saved": true}',  # in which zone?
        '{"id": "2607.00002", "at": "0001-01-01T00:00:00+02:00", "saved": true}',
    ],
)
def test_a_line_that_is_none_costs_no_other(tmp_path: Path, line: str) -> None:
    shelf = Shelf(tmp_path / "shelf.jsonl")
    shelf.put(PAPER, "saved", True, AT)
    with shelf.path.open("a") as file:
        file.write(f"{line}\n")
    shelf.put(PAPER, "read", True, AT + timedelta(hours=1))
    assert shelf.all() == {PAPER: ShelfItem(PAPER, AT, saved=True, read=True)}


def test_a_field_of_another_kind_is_passed_over(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf.jsonl")
    shelf.path.write_text(
        '{"id": "2607.00001", "at": "2026-07-06T09:30:00+00:00", "saved": true, "note": ["a"],'
        ' "read": 1, "title": null}\n'
    )
    assert shelf.all() == {PAPER: ShelfItem(PAPER, AT, saved=True)}


def test_no_shelf_is_empty_and_a_folder_is_named(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "none.jsonl").all() == {}
    with pytest.raises(InputFileError, match="cannot be read") as refused:
        Shelf(tmp_path).all()
    assert str(tmp_path) in str(refused.value)
