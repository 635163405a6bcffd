"""A reader's templates replace the built-in ones; a broken one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.digest.renderers import renderer
from ranker.errors import ConfigError
from tests.digest import example

NAMES = {
    "markdown": "digest.md",
    "html": "digest.html",
    "atom": "feed.xml",
    "bibtex": "references.bib",
}


@pytest.mark.parametrize(("name", "file"), NAMES.items())
def test_a_file_of_the_same_name_replaces_the_template(
    name: str, file: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text("mine", encoding="utf-8")
    assert renderer(name, templates=tmp_path).render(example.golden()) == "mine"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_or_missing_folder_changes_nothing(name: str, tmp_path: Path) -> None:
    built_in = renderer(name).render(example.golden())
    assert renderer(name, templates=tmp_path).render(example.golden()) == built_in
    assert renderer(name, templates=tmp_path / "none").render(example.golden()) == built_in


def test_a_part_can_be_replaced_alone(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: rebeccapurple }", encoding="utf-8")
    page = renderer("html", templates=tmp_path).render(example.golden())
    assert "rebeccapurple" in page
    assert "--sans" not in page
    assert "Cloning Voices" in page


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        ("fine\n{% for x in %}\n", 2, "Expected an expression"),
        ("fine\nfine\n{% if digest %}never closed", 3, "endif"),
        ("{{ digest.titel }}", 1, "titel"),
        ("fine\n\n{{ nobody }}", 3, "nobody"),
        ("fine\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{{ digest.profile|shout }}", 1, "shout"),
        ('{% include "none.md" %}', 1, "none.md"),
    ],
)
@pytest.mark.parametrize(("name", "file"), NAMES.items())
def test_a_broken_template_is_named_with_its_line(
    name: str, file: str, template: str, line: int, reason: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(template, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        renderer(name, templates=tmp_path).render(example.golden())
    message = str(caught.value)
    assert f"{tmp_path / file}, line {line}:" in message
    assert reason in message
    assert "\n" not in message


def test_a_template_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "digest.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"digest\.md"):
        renderer("markdown", templates=tmp_path).render(example.golden())


def test_a_folder_in_a_templates_place_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "digest.md").mkdir()
    shown = renderer("markdown", templates=tmp_path).render(example.golden())
    assert "Cloning Voices" in shown
