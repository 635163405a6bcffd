"""What of a keyword the encoder reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ranker.app.learning.training import _keyword_vectors
from ranker.app.workspace import Workspace
from tests.invented import HashingEncoder


def test_a_star_is_taken_off_unless_it_is_the_name_s(
    workspace: Workspace, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(encoder, "encode", read.extend)
    profile = replace(workspace.config.profile(None), keywords=("K*", "denois*"))
    _keyword_vectors(workspace, profile)
    assert read == ["K*", "denois"]
