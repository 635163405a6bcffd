"""A backlog embedded on a Dask cluster on 127.0.0.1, one of whose workers is killed half-way."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranker.app.papers import cluster
from ranker.app.papers.cluster import ClusterEncoder
from ranker.app.papers.ingest import embed
from ranker.app.workspace import Workspace
from ranker.encoder.compiled import CompiledEncoder
from ranker.errors import EncoderError
from ranker.settings import EncoderSettings
from tests.conftest import ROOT, START, link_encoder, python
from tests.invented import DAY, library
from tests.patience import HUNG, until

pytest.importorskip("distributed")

SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"


# What a busy machine takes its time for, the program would give up after ten seconds.
PATIENT = f"from ranker.app.papers import cluster; cluster.CONNECT = {HUNG}; {START}"


@pytest.fixture(scope="module")
def caches(compiled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worker's cache that has the compiled encoder, so that no worker compiles it."""
    folder = tmp_path_factory.mktemp("cache")
    link_encoder(compiled_folder, folder / "rank")
    return folder


@contextmanager
def process(code: str, *words: object, caches: Path) -> Iterator[subprocess.Popen[bytes]]:
    environ = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(caches)}
    started = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)], cwd=caches, env=environ,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@pytest.fixture(scope="module")
def scheduler(caches: Path) -> Iterator[str]:
    """The address of a scheduler whose workers come and go with the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("--host", "127.0.0.1", "--port", port, "--no-dashboard")
    with process(SCHEDULER, *words, caches=caches) as started:

        def listening() -> bool:
            with socket.socket() as asked:
                return asked.connect_ex(("127.0.0.1", port)) == 0

        until(listening, running=started)
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def running(address: str, caches: Path, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """That many workers of one thread each."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                process(
                    WORKER, address, "--host", "127.0.0.1", "--nthreads", 1, "--no-nanny",
                    "--no-dashboard", "--name", secrets.token_hex(4), caches=caches,
                )
            )
            for _ in range(workers)
        ]  # fmt: skip
        wait_for(address, workers)
        yield started
    wait_for(address, 0)


def wait_for(address: str, workers: int) -> None:
    """Until the scheduler knows so many workers, those that were killed no more."""
    from distributed import Client

    with Client(address, timeout=HUNG, set_as_default=False) as client:
        until(lambda: len(client.scheduler_info(-1)["workers"]) == workers)


def test_a_worker_killed_half_way_costs_no_paper(
    workspace: Workspace,
    compiled_folder: Path,
    caches: Path,
    scheduler: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "TEXTS", 8)
    monkeypatch.setattr(cluster, "CONNECT", HUNG)
    local = CompiledEncoder(compiled_folder)
    ids = [entry.paper.id for entry in library()[:64]]
    with running(scheduler, caches, 2) as workers:
        encoder = ClusterEncoder(local, EncoderSettings(), scheduler)
        assert encoder.threads == 2
        embedded: list[int] = []

        def killing(done: int) -> None:
            embedded.append(done)
            if len(embedded) == 3:
                os.kill(workers[0].pid, signal.SIGKILL)
                workers[0].wait()

        whole = encoder.encode

        monkeypatch.setattr(encoder, "encode", lambda texts, advance=None: whole(texts, killing))
        workspace = replace(workspace, make_encoder=lambda ws: encoder)
        got = embed(workspace, ids)
        encoder.close()
    assert workers[0].returncode == -signal.SIGKILL
    assert sum(embedded) == len(ids) == len(got.ids) == workspace.vectors.count()
    assert len(workspace.vectors.matrix()) == len(ids)
    texts = [workspace.papers.get([i])[i].text for i in got.ids]
    np.testing.assert_allclose(got.values, local.encode(texts), atol=1e-3)


def test_a_cluster_that_is_not_there_or_has_no_workers_is_told(
    compiled_folder: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = CompiledEncoder(compiled_folder)
    monkeypatch.setattr(cluster, "CONNECT", 1)  # nobody will answer, however long one waits
    with pytest.raises(EncoderError, match="does not answer"):
        ClusterEncoder(local, EncoderSettings(), "tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster, "CONNECT", HUNG)
    with pytest.raises(EncoderError, match="has no workers"):
        ClusterEncoder(local, EncoderSettings(), scheduler)


def test_fetch_takes_a_cluster_by_its_address(
    workspace: Workspace, compiled_folder: Path, caches: Path, scheduler: str, library_file: Path
) -> None:
    link_encoder(compiled_folder, workspace.paths.models)
    home = workspace.paths.home
    with running(scheduler, caches, 1):
        words = ("--home", home, "fetch", "--from", library_file, "--cluster", scheduler)
        done = python(PATIENT, *words)
    assert (done.code, done.err) == (0, "")
    assert "120 papers read" in done.out
    fetched = workspace.vectors_of(compiled_folder.name, 384)
    assert fetched.count() == 120
    newest = workspace.papers.newest_announcement()
    assert newest is not None
    assert newest < DAY
