"""A backlog embedded on a Dask cluster on 127.0.0.1, one of whose workers is killed half-way."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranker.app import cluster
from ranker.app.cluster import ClusterEncoder
from ranker.app.ingest import embed
from ranker.app.workspace import Workspace
from ranker.errors import EncoderError
from ranker.models.compiled import CompiledEncoder
from ranker.settings import EncoderSettings
from tests.conftest import ROOT, Reference, rank_process
from tests.invented import DAY, library

pytest.importorskip("distributed")

SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"


@pytest.fixture(scope="module")
def caches(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worker's cache that has the compiled encoder, so that no worker compiles it."""
    folder = tmp_path_factory.mktemp("cache")
    shutil.copytree(reference.compiled, folder / "rank" / "encoder" / reference.compiled.name)
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


@contextmanager
def running(caches: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with that many workers of one thread each, and the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    words = ("--host", "127.0.0.1", "--port", port, "--no-dashboard")
    with process(SCHEDULER, *words, caches=caches):
        made = [
            process(
                WORKER, address, "--host", "127.0.0.1", "--nthreads", 1, "--no-nanny",
                "--no-dashboard", "--name", number, caches=caches,
            )
            for number in range(workers)
        ]  # fmt: skip
        started = [one.__enter__() for one in made]
        try:
            wait_for(address, workers)
            yield address, started
        finally:
            for one in made:
                one.__exit__(None, None, None)


def wait_for(address: str, workers: int) -> None:
    from distributed import Client

    deadline = time.monotonic() + 60
    while True:
        try:
            with Client(address, timeout=60, set_as_default=False) as client:
                if workers:
                    client.wait_for_workers(workers, timeout=60)
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_a_worker_killed_half_way_costs_no_paper(
    workspace: Workspace,
    reference: Reference,
    caches: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "TEXTS", 8)
    local = CompiledEncoder(reference.compiled)
    ids = [entry.paper.id for entry in library()]
    with running(caches, 2) as (address, workers):
        encoder = ClusterEncoder(local, EncoderSettings(), address)
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
    reference: Reference, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = CompiledEncoder(reference.compiled)
    monkeypatch.setattr(cluster, "CONNECT", 1)
    with pytest.raises(EncoderError, match="does not answer"):
        ClusterEncoder(local, EncoderSettings(), "tcp://127.0.0.1:9")
    with running(caches, 0) as (address, _), pytest.raises(EncoderError, match="has no workers"):
        ClusterEncoder(local, EncoderSettings(), address)


def test_fetch_takes_a_cluster_by_its_address(
    workspace: Workspace, reference: Reference, caches: Path, library_file: Path
) -> None:
    models = workspace.paths.models / "encoder" / reference.compiled.name
    shutil.copytree(reference.compiled, models)
    home = workspace.paths.home
    with running(caches, 1) as (address, _):
        words = ("--home", home, "fetch", "--from", library_file, "--cluster", address)
        done = rank_process(words)
    assert (done.code, done.err) == (0, "")
    assert "120 papers read" in done.out
    fetched = workspace.vectors_of(reference.compiled.name, 384)
    assert fetched.count() == 120
    assert workspace.papers.newest_announcement() < DAY
