"""A template that came with a cloned workspace is a text with holes; it runs no code."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.digest.renderers import renderer
from ranker.digest.sandbox import MOST_ROUNDS
from ranker.errors import ConfigError
from tests.digest import example

CODE = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ digest.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ links.__globals__['__builtins__'] }}",
    "{{ links['__globals__'] }}",
    "{{ links|attr('__globals__') }}",
    "{{ bar.__code__.co_consts }}",
    "{{ '{0.__class__}'.format(digest) }}",
    "{{ ['{0.__class__}']|map('format', digest)|first }}{{ digest.__dict__ }}",
    "{{ self._TemplateReference__context.environment.__init__ }}",
    "{{ lipsum.__globals__.os }}",
]
SELF = "{% for one in [1, 2] %}{% include 'digest.md' %}{% endfor %}"
COSTLY = [
    ("{% for n in range(10 ** 12) %}{% endfor %}", "further"),
    ("{% for n in range(999999999) %}{% endfor %}", "counts further than 100,000"),
    ("{% for n in range(9000) %}{% for m in range(9000) %}x{% endfor %}{% endfor %}", "further"),
    ("{{ range(10000000000000000000000000) }}", "further"),
    ("{{ 'x' * 9000000000 }}", "repeats something"),
    ("{{ 9000000000 * 'x' }}", "repeats something"),
    ("{{ [0] * 9000000000 }}", "repeats something"),
    ("{{ 9 ** 9 ** 9 }}", "too large a power"),
    ("{{ 'x'|center(9000000) }}", "is more than"),
    ("{{ 'x'|indent(width=9000000) }}", "is more than"),
    ("{{ '%90000d' % 1 }}", "too wide"),
    ("{{ '%90000d'|format(1) }}", "too wide"),
    ("{{ '{:>90000}'.format(1) }}", "too wide"),
    ("{{ '{:>{}}'.format(1, 90000) }}", "too wide"),
    ("{% set x = 'x' * 999999 %}{% for n in range(60) %}{{ x }}{% endfor %}", "writes more than"),
    (SELF, "recursion"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion"),
]


def complaint(folder: Path, template: str) -> str:
    (folder / "digest.md").write_text(template, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        renderer("markdown", templates=folder).render(example.golden())
    return str(refused.value)


@pytest.mark.parametrize("template", CODE)
def test_no_template_reaches_python(tmp_path: Path, template: str) -> None:
    said = complaint(tmp_path, f"fine\n{template}")
    assert f"{tmp_path / 'digest.md'}, line 2: " in said
    assert "\n" not in said
    assert "uid=" not in said


@pytest.mark.parametrize(("template", "why"), COSTLY)
def test_what_would_not_end_is_refused(tmp_path: Path, template: str, why: str) -> None:
    said = complaint(tmp_path, template)
    assert f"{tmp_path / 'digest.md'}" in said
    assert why in said
    assert "\n" not in said
    assert len(said) < 400


def test_nothing_of_the_digest_can_be_changed(tmp_path: Path) -> None:
    assert "unsafe" in complaint(tmp_path, "{{ [1].append(2) }}")


def test_what_a_reader_writes_still_works(tmp_path: Path) -> None:
    template = (
        "{% for n in range(3) %}{{ n }}{% endfor %} {{ '-' * 10 }} {{ 'x'|center(5) }} "
        "{{ '%.2f'|format(0.5) }} {{ 2 ** 8 }} {{ '{:>4}'.format(7) }} {{ 7 % 4 }}"
    )
    (tmp_path / "digest.md").write_text(template, encoding="utf-8")
    shown = renderer("markdown", templates=tmp_path).render(example.golden())
    assert shown == "012 ----------   x   0.50 256    7 3"


def test_every_rendering_counts_anew(tmp_path: Path) -> None:
    (tmp_path / "digest.md").write_text(
        f"{{% for n in range({MOST_ROUNDS // 2 + 1}) %}}{{% endfor %}}.", encoding="utf-8"
    )
    markdown = renderer("markdown", templates=tmp_path)
    assert [markdown.render(example.golden()) for _ in range(3)] == ["."] * 3
