"""A workspace with a digest of `DAY`, a repository to sync it with, and nothing that sleeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ranker.app.publishing.github_sync import Synced, read_votes, sync
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.github.access import Access
from ranker.github.client import GitHub
from ranker.network.budget import Limits
from tests.github.server import REPOSITORY, TOKEN, FakeGitHub, serving
from tests.patience import HUNG


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our server may take its time."""
    monkeypatch.setattr("ranker.github.client._LIMITS", Limits(HUNG, HUNG, HUNG))


@pytest.fixture
def api() -> Iterator[FakeGitHub]:
    with serving() as running:
        yield running


@dataclass
class Ticking:
    """Seconds since the epoch that pass by sleeping only."""

    now: float = 1_783_342_800.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def github(api: FakeGitHub, ticking: Ticking) -> Iterator[GitHub]:
    import requests

    with requests.Session() as session:
        session.trust_env = False
        access = Access(REPOSITORY, TOKEN, api.base)
        yield GitHub(session, access, clock=ticking, sleep=ticking.sleep)


@dataclass
class Desk:
    """A workspace and its repository, synced as the workflow does it."""

    ws: Workspace
    api: FakeGitHub
    github: GitHub

    def sync(self) -> Synced:
        return sync(self.ws, self.github)

    def read(self) -> Synced:
        return read_votes(self.ws, self.github)

    def tick(self, face: str, paper_id: str, number: int = 1, *, off: bool = False) -> None:
        """Click a box in the browser."""
        body = self.api.issues[number]["body"].replace("\r\n", "\n")
        line = next(one for one in body.split("\n") if face in one and f" {paper_id} " in one)
        marks = ("[x]", "[ ]") if off else ("[ ]", "[x]")
        self.api.edit(number, line, line.replace(*marks, 1))

    @property
    def votes(self) -> dict[str, int]:
        """The votes that stand."""
        profile = self.ws.config.profiles[0]
        return {i: v.vote for i, v in self.ws.votes_of(profile).items()}

    @property
    def log_lines(self) -> int:
        return len(self.ws.vote_log.read().votes)


@pytest.fixture
def desk(workspace: Workspace, papers_file: Path, api: FakeGitHub, github: GitHub) -> Desk:
    """The digest of `DAY` is made, no issue is opened yet."""
    today(workspace, Request(path=papers_file))
    return Desk(workspace, api, github)
