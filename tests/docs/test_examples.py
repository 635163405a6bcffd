"""What the docs show of Python, templates and settings works as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import ranker
from ranker import Workspace
from ranker.config import parse_config
from ranker.digest.markdown import MarkdownRenderer
from tests.conftest import ROOT
from tests.digest.example import golden

DOCS = ROOT / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def test_the_python_on_the_first_lines_ranks_papers(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ranker, "open_workspace", lambda home: workspace, raising=False)
    exec(blocks("reference/python.md", "python")[0], {})
    assert re.fullmatch(r"\d+% Rooms that hear\n", capsys.readouterr().out)


def test_the_short_template_makes_a_list_of_titles(tmp_path: Path) -> None:
    (tmp_path / "digest.md").write_text(blocks("templates.md", "jinja")[0], "utf-8")
    shown = golden()
    made = MarkdownRenderer(tmp_path).render(shown)
    assert made.startswith("# Monday ")
    assert len(re.findall(r"^- \d+ % \[.+\]\(https://arxiv.org/abs/.+\)$", made, re.M)) == len(
        shown.shown
    )


NAMES = sorted(path.name for path in DOCS.glob("*.md"))
TOML = [(name, block) for name in NAMES for block in blocks(name, "toml")]


@pytest.mark.parametrize(("page", "block"), TOML, ids=[page for page, _ in TOML])
def test_settings_are_what_rank_toml_takes(page: str, block: str) -> None:
    config = parse_config(tomllib.loads(block) | {"profile": {"hearing": {}}})
    assert config.email_fault == ""


def test_there_are_settings_to_try() -> None:
    assert {"mail.md", "site.md", "zotero.md"} <= {page for page, _ in TOML}


def test_each_field_of_the_digest_is_told() -> None:
    told = set(
        re.findall(r"`(\w+)`", (DOCS / "json.md").read_text("utf-8").split("## `rank why`")[0])
    )
    digest = golden().to_json()
    fields = {*digest, *digest["model"], *digest["standing"], *digest["papers"][0]}
    assert fields - told == set()
