"""A workspace of invented papers, and `rank` run in this process or in one of its own."""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

import ranker
from ranker import sample
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.workspace import Workspace
from ranker.config import Paths
from ranker.sources.files import read_papers
from tests.compiled_templates import compile_once
from tests.invented import Clock, HashingEncoder, announcement, library, write_papers
from tests.patience import HUNG

ROOT = Path(ranker.__file__).parents[1]
START = "from ranker.cli.main import main; main()"

# No test leaves this machine: what is not local is refused, in processes that tests start too.
_NOWHERE, _LOCAL = "http://127.0.0.1:9", "127.0.0.1,localhost"
for name, value in (("http", _NOWHERE), ("https", _NOWHERE), ("no", _LOCAL)):
    os.environ |= {f"{name}_proxy": value, f"{name.upper()}_PROXY": value}

# Beside other workers more threads are no quicker: those of BLAS wait for each other at full speed.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
threadpool_limits(1, user_api="blas")  # of numpy, which is loaded already

# A slow machine draws and tries its examples slowly, and that is all there is to it.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")
compile_once()

# Hundreds of processes of tests import the package, which nobody gains from compiling each time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

LONG = {"test_push.py", "test_daily.py", "test_soak.py", "test_nothing_leaves.py", "test_crowd.py"}
LONG_FOR = {"compiled_folder", "browser"}
MEASURED = {"feedback", "models", "test_exploring.py", "test_ignored_votes.py", "test_ranking.py"}
"""Folders and files of the tests that coverage is measured in."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: whichever worker is done early takes from the rest, and none is
    left alone with it at the end, nor waits for the encoder that another one compiles.

    Measuring coverage costs half the time of a test again, so only those are measured that are to
    reach all of what must be covered (CAREFUL in the Makefile).
    """
    for item in items:
        if not MEASURED & {item.path.name, item.path.parent.name}:
            item.add_marker("no_cover")
    items.sort(
        key=lambda item: (
            item.path.name not in LONG and not LONG_FOR & set(getattr(item, "fixturenames", ()))
        )
    )


def pytest_collection_finish() -> None:
    """What all tests share from here on, modules and thousands of tests, is no garbage: the
    collector need not go through it again each time that it looks for some."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr that says what is wrong."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("rank: ")
        assert "Traceback" not in self.err
        assert "fault of rank" not in self.err
        return lines[0]


Rank = Callable[..., Done]


@pytest.fixture(autouse=True)
def ordinary_logging() -> Iterator[None]:
    """Undo what `rank` does to its logger in this process, for the tests that come after."""
    yield
    logger = logging.getLogger("ranker")
    logger.handlers.clear()
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the workspace will be; nothing of the machine's own shows through."""
    monkeypatch.delenv("RANK_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def papers_file(tmp_path: Path) -> Path:
    """The announcement of `DAY`, 40 papers, as a papers file."""
    return write_papers(tmp_path / "announcement.jsonl", announcement())


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    """120 papers of the week before, as a papers file."""
    return write_papers(tmp_path / "library.jsonl", library())


@pytest.fixture
def workspace(home: Path, clock: Clock, encoder: HashingEncoder) -> Workspace:
    """A workspace with keywords and the week's papers, not yet embedded."""
    return new_workspace(home, clock, encoder)


def new_workspace(home: Path, clock: Clock, encoder: HashingEncoder) -> Workspace:
    """The same, made anew."""
    profile = check_profile("hearing", (), ("speech", "noise", "room acoustics"))
    create_workspace(Paths(home), profile)
    made = reopened(home, clock, encoder)
    made.papers.add(library(), clock().date(), from_file=True)
    return made


def reopened(home: Path, clock: Clock, encoder: HashingEncoder) -> Workspace:
    """The workspace as the next process would see it, with the test's clock and encoder."""
    return Workspace(Paths(home), now=clock, make_encoder=lambda ws: encoder, patience=0)


@pytest.fixture
def rank(
    home: Path, clock: Clock, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> Rank:
    """Run a command in this process, with `--home` unless the command names one itself."""
    from ranker.cli import options
    from ranker.cli.main import main

    monkeypatch.setattr(options, "open_workspace", lambda at: reopened(at, clock, encoder))
    monkeypatch.setattr("ranker.encoder.opening.open_encoder", lambda *_, **__: encoder)

    def run(*words: object, at: Path | None = home) -> Done:
        out, err = io.StringIO(), io.StringIO()
        front = ["--home", str(at)] if at else []
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stop:
            main([*front, *map(str, words)])
        code = stop.value.code
        return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())

    return run


@dataclass
class Kept:
    """A workspace to copy, and what the clock said when it was done."""

    home: Path
    time: datetime | None = None


@pytest.fixture(scope="session")
def kept_workspace(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Filled by the first test that is `ready`; the others copy what its commands have made."""
    return Kept(tmp_path_factory.mktemp("kept") / "home")


@pytest.fixture
def ready(rank: Rank, library_file: Path, home: Path, clock: Clock, kept_workspace: Kept) -> Rank:
    """`rank` in a workspace with keywords and the week's papers."""
    kept = kept_workspace
    if kept.time is not None:
        shutil.copytree(kept.home, home)
        clock.time = kept.time
        return rank
    words = [w for k in ("speech", "noise", "room acoustics") for w in ("--keyword", k)]
    assert rank("init", "--profile", "hearing", *words).code == 0
    assert rank("fetch", "--from", library_file).code == 0
    gc.collect()  # closes the store, so that its files are whole
    shutil.copytree(home, kept.home)
    kept.time = clock.time
    return rank


def python(code: str, *words: object, **options: Any) -> Done:
    """Run Python code on this checkout in a process of its own."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("RANK_")}
    environ |= {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        check=False, env=environ, capture_output=True, text=True, timeout=HUNG,
        stdin=subprocess.DEVNULL,
        **options,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def rank_process(words: Sequence[object], **options: Any) -> Done:
    """Run a `rank` command as a reader does: a process of its own, the packaged encoder."""
    return python(START, *words, **options)


COMPILE = """
import sys
from pathlib import Path
from ranker.encoder.opening import open_encoder
from ranker.settings import DEFAULT_ENCODER
folder = Path(sys.argv[1])
fingerprint = open_encoder(DEFAULT_ENCODER, folder).fingerprint
# Opened where it will stay, both graphs, so that their cache is whole from here on.
open_encoder(DEFAULT_ENCODER, folder).encode(["speech", " ".join(f"word{n}" for n in range(99))])
print(fingerprint)
"""

REFERENCE = """
import json, sys
import numpy as np
from ranker.encoder import weights
from ranker.encoder.transformer import TransformerEncoder
from ranker.settings import DEFAULT_ENCODER
reference = TransformerEncoder(weights.locate(DEFAULT_ENCODER))
np.save(sys.argv[1], reference.encode(json.loads(sys.argv[2])))
print(reference.fingerprint)
"""


def shared(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> tuple[Path, str]:
    """A folder and what `make` says of it, made once a session, whichever worker comes first.

    The workers of pytest-xdist have folders of their own, beside each other.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    said = folder / "said.txt"
    with FileLock(f"{folder}.lock"):
        if not said.exists():
            folder.mkdir(exist_ok=True)
            said.write_text(make(folder))
    return folder, said.read_text()


@pytest.fixture(scope="session")
def compiled_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The packaged encoder, compiled once a session in a process of its own.

    Whatever starts a `rank` that embeds takes it from here, and nobody writes to it.
    """

    def compile_there(folder: Path) -> str:
        done = python(COMPILE, folder)
        assert (done.code, done.err) == (0, "")
        return done.out.strip()

    folder, fingerprint = shared(tmp_path_factory, "encoder", compile_there)
    before = _sizes(folder)
    yield folder / fingerprint
    assert _sizes(folder) == before


def _sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def link_encoder(compiled: Path, models: Path) -> None:
    """Give the compiled encoder to a workspace, by its folder models/.

    The files are linked, not their folder: OpenVINO's cache goes by the path of the graph, so that
    each workspace fills one of its own, and the shared one stays as it is.
    """
    folder = models / "encoder" / compiled.name
    folder.mkdir(parents=True)
    for path in compiled.iterdir():
        if path.is_file():
            (folder / path.name).symlink_to(path)


@dataclass(frozen=True)
class Reference:
    """The packaged encoder compiled, and what sentence-transformers makes of the same texts."""

    compiled: Path
    texts: list[str]
    vectors: NDArray[np.float32]


@pytest.fixture(scope="session")
def reference(compiled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Made once a session, in a process of its own, so that torch stays out of this one."""
    entries = read_papers(sample.announcement_path()).entries
    texts = [e.paper.text for e in entries]
    texts += ["", "a", "语音增强的新方法", "Größe, naïve $\\alpha$ 🎧", "speech " * 2000]

    def encode_there(folder: Path) -> str:
        done = python(REFERENCE, folder / "vectors.npy", json.dumps(texts))
        assert (done.code, done.err) == (0, "")
        return done.out.strip()

    folder, fingerprint = shared(tmp_path_factory, "reference", encode_there)
    assert fingerprint == compiled_folder.name
    return Reference(compiled_folder, texts, np.load(folder / "vectors.npy"))
