"""A misbehaving local server and a client on an injected clock: nothing really sleeps."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ranker.network.budget import Limits
from ranker.sources.http import Client
from ranker.sources.pacing import Pacing
from tests.patience import HUNG
from tests.sources.server import Server, serving

PATIENT = Limits(connect=HUNG, read=HUNG, total=HUNG)
IMPATIENT = Limits(read=0.3)  # for a server that hangs, and for no other


@dataclass
class FakeClock:
    """Seconds since the epoch that pass by sleeping, or by `tick` at every look."""

    now: float = 1_783_300_000.0
    tick: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def make_client(clock: FakeClock, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Builds clients that share one clock and one politeness folder, as processes do."""
    import requests

    sessions: list[requests.Session] = []

    def build(limits: Limits = PATIENT, contact: str = "") -> Client:
        session = requests.Session()
        session.trust_env = False
        sessions.append(session)
        pacing = Pacing(tmp_path / "politeness", clock, clock.sleep)
        return Client(
            session,
            pacing,
            contact=contact,
            limits=limits,
            clock=clock,
            sleep=clock.sleep,
            timer=clock,
            chance=random.Random(7),
        )

    yield build
    for session in sessions:
        session.close()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()
