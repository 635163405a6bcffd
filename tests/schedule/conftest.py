"""A machine of fakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.patience import HUNG
from tests.schedule.machine import FakeMachine


@pytest.fixture
def fake(tmp_path: Path) -> FakeMachine:
    """A machine with a user's home and nothing on its PATH yet."""
    made = FakeMachine(tmp_path / "machine")
    made.give()
    return made


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake programs may take their time."""
    monkeypatch.setattr("ranker.schedule.commands._TIMEOUT", HUNG)
