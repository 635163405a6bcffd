"""Colour where it is seen and wanted, and only there."""

from __future__ import annotations

import io
import sys

import pytest

from ranker.cli.style import styled


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert styled("why", "red") == "\x1b[31mwhy\x1b[0m"
    assert styled("why", bold=True) == "\x1b[1mwhy\x1b[0m"


def test_who_wants_no_colour_sees_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert styled("why", "red", bold=True) == "why"


def test_a_file_gets_no_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert styled("why", "red", bold=True) == "why"
