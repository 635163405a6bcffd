"""A plain install has what the commands need, and no message names a package that is not there."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import ROOT


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def test_review_needs_nothing_beyond_a_plain_install() -> None:
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    assert any(re.match(r"textual\b", line) for line in dependencies)
    assert "tui" not in str(project()["optional-dependencies"])


def test_no_message_names_this_project_as_a_package() -> None:
    """It is not on the package index: what is missing is named by its own name."""
    for path in (ROOT / "ranker").rglob("*.py"):
        assert "arxiv-ranker[" not in path.read_text(), path
