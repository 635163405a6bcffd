"""No host is asked but the configured ones, and no file is left outside the workspace.

What Python opens, looks up, connects to and starts is seen by an audit hook, which nothing in the
process can take off; it refuses any host that is not on this machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ranker
from tests.announcement.fake_arxiv import fake_arxiv
from tests.announcement.reader import Clock, Reader, eastern
from tests.announcement.world import invent
from tests.conftest import Done, python
from tests.encoder import small_bert
from tests.zotero.server import KEY as ZOTERO_KEY
from tests.zotero.server import fake_zotero

WATCH = """
import atexit, json, os, sys
from pathlib import Path
from typing import Any
report = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)  # by forks, too
workspace = Path(sys.argv.pop(1))
temporary = Path(os.environ["TMPDIR"])  # which the test looks into afterwards

def note(kind, what):
    os.write(report, (json.dumps([kind, what]) + chr(10)).encode())

def note_path(written):
    path = Path(os.path.abspath(os.fsdecode(written)))
    if path.parts[1] != "dev" and not {workspace, temporary} & {path, *path.parents}:
        note("written", str(path))

def note_host(host, port):
    host = host.decode() if isinstance(host, bytes) else str(host)
    note("hosts", [host, int(port or 0)])
    if host not in ("127.0.0.1", "localhost"):
        raise OSError(f"{host} was asked")

def watch(event, args):
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        note_host(*args[1][:2])
    elif event == "socket.getaddrinfo":
        note_host(*args[:2])
    elif event.startswith("socket.gethostby"):
        note_host(args[0], 0)
    elif event == "open" and isinstance(args[0], (str, bytes)):
        if args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            note_path(args[0])
    elif event == "os.mkdir":
        note_path(args[0])
    elif event in ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork"):
        note("started", [event, str(args[:1])])

sys.addaudithook(watch)
atexit.register(
    lambda: note("modules", [name for name, found in sys.modules.items() if found is not None])
)
"""

RUN = """
from datetime import datetime
from ranker.app import workspace as workspaces
from ranker.cli.main import main
from ranker.encoder import compiling
moment = datetime.fromisoformat(sys.argv.pop(1))

def opened(home):
    made = workspaces.Workspace(workspaces.Paths(home))
    made.now, made.sleep = lambda: moment, lambda seconds: None
    return made

workspaces.open_workspace = opened
compiling.LEAST_GAIN = float(sys.argv.pop(1))
# Each step of compiling is taken, on a few texts; how good it is, test_quantising.py looks into.
learned, others = compiling._texts()
compiling._texts = lambda: (learned[:8], others[:4])
compiling.LEAST_COSINE = 0.9
main(["--home", str(workspace), *sys.argv[1:]])
"""

COMPILE = """
import numpy as np
from ranker.encoder.opening import open_encoder
encoder = open_encoder(sys.argv[1], workspace / "converted")
np.save(workspace / "vectors.npy", encoder.encode(json.loads(sys.argv[2])))
"""

EIGHT_BITS, NO_EIGHT_BITS = 0.0, 1000.0  # times as fast, to be taken


@dataclass
class Machine:
    """Where a watched process finds its home, its workspace and its temporary files."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def run(self, code: str, *words: object) -> tuple[Done, dict[str, list[Any]]]:
        temporary = self.folder / "temporary"
        for folder in (self.home, temporary, self.workspace):
            folder.mkdir(exist_ok=True)
        xdg = {f"XDG_{kind}_HOME": f"{self.home}/{kind}" for kind in ("CACHE", "CONFIG", "DATA")}
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
        unset = {"HF_HUB_OFFLINE": "", "DO_NOT_TRACK": "", "HF_HOME": "", "CI": ""}
        env = {"HOME": str(self.home), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        report = self.folder / "report.jsonl"
        environ = env | xdg | proxies | unset
        done = python(WATCH + code, report, self.workspace, *words, env=environ)
        assert done.code == 0, done.err
        seen: dict[str, list[Any]] = {"hosts": [], "written": [], "started": []}
        for kind, what in map(json.loads, report.read_text().splitlines()):
            seen.setdefault(kind, []).append(what)
        seen["written"] += [str(path) for path in temporary.iterdir()]
        return done, seen | {"modules": seen["modules"][-1]}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def loaded(seen: dict[str, list[Any]]) -> set[str]:
    """What the process has imported of the things that it should not."""
    unwanted = ("openvino_telemetry", "openvino.tools", "torch", "transformers")
    every = (*unwanted, "sentence_transformers", "huggingface_hub")
    return {name for name in every if name in seen["modules"]}


def papers(path: Path) -> Path:
    """Two papers, long enough to go through the eight-bit graph."""
    rows = [
        {
            "id": f"2607.0000{number}",
            "title": f"Enhancing speech in room number {number}",
            "abstract": " ".join(f"word{n} about noise" for n in range(number * 40, 160)),
            "authors": ["Ada Sample"],
            "categories": ["cs.SD"],
        }
        for number in (1, 2)
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def test_a_first_morning_from_a_file_asks_no_host_and_leaves_the_home_empty(
    machine: Machine,
) -> None:
    machine.workspace.mkdir()
    (machine.workspace / "rank.toml").write_text('[profile.hearing]\nkeywords = ["speech"]\n')
    words = ("today", "--from", papers(machine.folder / "papers.jsonl"), "--format", "json")
    done, seen = machine.run(RUN, "2026-07-14T13:00:00+00:00", EIGHT_BITS, *words)
    assert len(json.loads(done.out)["papers"]) == 2
    assert len(list(machine.workspace.glob("models/encoder/*/eight_bit.xml"))) == 1
    assert (seen["hosts"], seen["written"], seen["started"]) == ([], [], [])
    assert loaded(seen) == set()
    assert list(machine.home.iterdir()) == []


def test_a_first_morning_asks_the_configured_bases_alone_whatever_was_consented_to(
    machine: Machine,
) -> None:
    consent = machine.home / "intel" / "openvino_telemetry"
    consent.parent.mkdir(parents=True)
    consent.write_text("1")
    now = "2026-07-14 09:00"
    world = invent(7, date(2026, 7, 8), date(2026, 7, 14))
    with fake_arxiv(world, lambda: eastern(now)) as arxiv:
        Reader(machine.workspace, arxiv, Clock(eastern(now))).settle()
        moment = eastern(now).isoformat()
        done, seen = machine.run(RUN, moment, NO_EIGHT_BITS, "today", "--format", "json")
        port = int(arxiv.server.base.rpartition(":")[2])
    assert json.loads(done.out)["papers"]
    assert {tuple(host) for host in seen["hosts"]} == {("127.0.0.1", port)}
    assert (seen["written"], seen["started"]) == ([], [])
    assert loaded(seen) == set()
    assert [p for p in machine.home.rglob("*") if p.is_file()] == [consent]
    assert consent.read_text() == "1"


def test_another_model_is_compiled_without_telling_anyone(machine: Machine) -> None:
    """It needs torch and transformers, but not the converter that tells."""
    model = small_bert.write(machine.folder / "model")
    _, seen = machine.run(COMPILE, model, json.dumps(small_bert.TEXTS))
    assert (seen["hosts"], seen["written"], seen["started"]) == ([], [], [])
    assert loaded(seen) & {"openvino_telemetry", "openvino.tools"} == set()
    assert list(machine.home.iterdir()) == []
    assert "torch" in seen["modules"]
    assert len(list(machine.workspace.glob("converted/*/model.xml"))) == 1
    vectors = np.load(machine.workspace / "vectors.npy")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_openvino_is_imported_in_one_place() -> None:
    """Imported by anyone else, it brings along its converter, which tells."""
    imported = re.compile(r"^ *(?:import|from) openvino\b", re.MULTILINE)
    sources = Path(ranker.__file__).parent.rglob("*.py")
    found = {path.name for path in sources if imported.search(path.read_text("utf-8"))}
    assert found == {"converting.py"}  # parts of it, after runtime.openvino()


def test_zotero_asks_the_configured_address_alone(machine: Machine) -> None:
    """pyzotero asks for templates and follows redirects, if it is let."""
    with fake_zotero() as zotero:
        zotero.add("Rooms that listen to noise", url="https://elsewhere.example/paper")
        zotero.add("Noise", archiveID="2607.00001")
        machine.workspace.mkdir()
        (machine.workspace / "rank.toml").write_text(
            f'[profile.hearing]\nkeywords = ["speech"]\n[zotero]\nweb_url = "{zotero.base}"\n'
        )
        key = f"import os; os.environ['ZOTERO_API_KEY'] = '{ZOTERO_KEY}'\n"
        words = ("zotero", "import", "--offline")
        moment = "2026-07-14T13:00:00+00:00"
        done, seen = machine.run(key + RUN, moment, NO_EIGHT_BITS, *words)
        port = int(zotero.base.rpartition(":")[2])
    assert "2 votes added" in done.out
    assert {tuple(host) for host in seen["hosts"]} == {("127.0.0.1", port)}
    assert (seen["written"], seen["started"]) == ([], [])
    assert list(machine.home.iterdir()) == []
