"""The wheel alone is the program: all that the code reads is in it, and what it says of itself."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PARTS = ("pyproject.toml", "README.md", "LICENSE")


def _setuptools() -> int:
    try:
        return int(importlib.metadata.version("setuptools").partition(".")[0])
    except importlib.metadata.PackageNotFoundError:
        return 0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built without a network, from a copy, so that nothing is left in the repository."""
    if _setuptools() < 77:
        pytest.skip("setuptools 77 or newer is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        shutil.copy(ROOT / name, folder)
    unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "ranker", folder / "ranker", ignore=unwanted)
    code = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    words = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    [built] = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_has_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    """Templates, titles.npy and the sample papers are what a forgotten line leaves out."""
    package = ROOT / "ranker"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if name.startswith("ranker/")}
    assert packed == wanted
    assert {Path(name).suffix for name in packed} > {".npy", ".jsonl", ".html", ".css", ".js"}


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """No tests, votes or models of whoever built it."""
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert len(tops) == 2
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ranker"}


def test_the_wheel_says_where_it_runs_and_names_nobody(wheel: zipfile.ZipFile) -> None:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    lines = wheel.read(name).decode("utf-8").partition("\n\n")[0].splitlines()
    assert "Requires-Python: >=3.11" in lines
    for minor in range(11, 15):
        assert f"Classifier: Programming Language :: Python :: 3.{minor}" in lines
    for system in ("MacOS", "Microsoft :: Windows", "POSIX :: Linux"):
        assert f"Classifier: Operating System :: {system}" in lines
    addresses = [line.split()[-1] for line in lines if line.startswith("Project-URL: ")]
    assert len(addresses) == 5
    assert all(one.startswith("https://example.org/arxiv-ranker") for one in addresses)
