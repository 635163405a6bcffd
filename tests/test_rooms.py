"""Data goes one way: no room below the use cases imports them."""

from __future__ import annotations

import ast
from pathlib import Path

import ranker

ABOVE = ("app", "cli", "web")


def test_only_app_cli_and_web_know_the_use_cases() -> None:
    package = Path(ranker.__file__).parent
    files = [f for f in package.rglob("*.py") if f.relative_to(package).parts[0] not in ABOVE]
    assert len(files) > 50
    upwards = [
        f"{file.relative_to(package)}: {module}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for module in _imported(node)
        if module.startswith(tuple(f"ranker.{room}" for room in ABOVE))
    ]
    assert upwards == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{one.name}" for one in node.names]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []
