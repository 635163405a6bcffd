"""docs/reference/ says what the program says: `python docs/reference.py` writes it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("commands.md", "settings.md", "templates.md", "python.md")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script that writes the pages."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    yield import_module("reference")
    for name in [name for name in sys.modules if name.startswith("reference")]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_program_says(made: ModuleType, name: str) -> None:
    written = (made.FOLDER / name).read_text("utf-8")
    assert written == made.NOTE + made.PAGES[name](), "run `python docs/reference.py`"


def test_no_page_is_left_over(made: ModuleType) -> None:
    assert {path.name for path in made.FOLDER.iterdir()} == set(made.PAGES) == set(PAGES)


def test_every_option_has_its_line(made: ModuleType) -> None:
    page = made.pages()["commands.md"]
    assert "| `--replacements none\\|liked\\|all` | Which replaced papers to rank, too." in page
    assert "\n#### `rank schedule install`\n" in page
    assert "rank votes --likes --format ids | rank like - --profile folding\n" in page


def test_a_setting_without_a_word_is_told(
    made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sys.modules["reference_settings"]
    kind, about, told = settings.TABLES["site"]
    monkeypatch.setitem(settings.TABLES, "site", (kind, about, told | {"place": "a slip"}))
    with pytest.raises(KeyError, match=r"\[site\]"):
        settings.page()


def test_a_variable_that_templates_have_not_is_told(
    made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = sys.modules["reference_templates"]
    monkeypatch.setitem(templates.VARIABLES, "weather", "a slip")
    with pytest.raises(KeyError, match="weather"):
        templates.page()
