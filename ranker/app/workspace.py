"""An open workspace: its config, its votes, its store, its encoder, each made when first used."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.config import Paths, load_config
from ranker.feedback.votes import Vote, VoteFile, VoteLog, current
from ranker.files import held
from ranker.settings import Config, Profile
from ranker.store.coverage import Coverage
from ranker.store.database import connect
from ranker.store.digests import DigestStore
from ranker.store.papers import PaperStore
from ranker.store.vectors import VectorStore
from ranker.store.words import WordIndex

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ranker.models.encoder import Encoder


def utc_now() -> datetime:
    """The clock of a real run."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Task:
    """Tells whoever watches what is going on: `begin(what, total)` returns the advance function.

    A total of 0 is work of unknown length, done at the first advance.
    """

    begin: Callable[[str, int], Callable[[int], None]]


QUIET = Task(begin=lambda what, total: lambda done: None)


@dataclass
class Workspace:
    """One workspace and everything in it."""

    paths: Paths
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    task: Task = QUIET
    commit_every: int = 512
    """Texts embedded between commits: what a kill costs at most, some ten seconds of work."""
    _opening: Future[Encoder] | None = field(default=None, init=False, repr=False)

    @cached_property
    def config(self) -> Config:
        return load_config(self.paths.config)

    @cached_property
    def papers(self) -> PaperStore:
        return PaperStore(self._db)

    @cached_property
    def words(self) -> WordIndex:
        return WordIndex(self._db)

    @cached_property
    def digests(self) -> DigestStore:
        return DigestStore(self._db)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self._db)

    @cached_property
    def vote_log(self) -> VoteLog:
        return VoteLog(self.paths.votes)

    @cached_property
    def vote_file(self) -> VoteFile:
        return self.vote_log.read()

    def forget_votes_read(self) -> None:
        """The log has grown: read it anew when it is next asked for."""
        self.__dict__.pop("vote_file", None)

    @cached_property
    def encoder(self) -> Encoder:
        from ranker.models.encoder import open_encoder

        done = self.task.begin("loading the encoder (compiling it, the first time)", 0)
        if self._opening is not None:
            encoder = self._opening.result()
        else:
            asked = self.config.encoder
            encoder = open_encoder(asked.model, self.paths.models / "encoder", asked.tokens)
        done(1)
        return encoder

    def open_encoder_meanwhile(self) -> None:
        """Have the encoder opened by a thread, where it is compiled; what fails is raised later."""
        folder = self.paths.models / "encoder"
        if "encoder" in self.__dict__ or self._opening is not None:
            return
        if (folder / self.encoder_fingerprint).is_dir():
            from concurrent.futures import ThreadPoolExecutor

            from ranker.models.encoder import open_encoder

            asked = self.config.encoder
            one = ThreadPoolExecutor(1, "encoder")
            self._opening = one.submit(open_encoder, asked.model, folder, asked.tokens, ready=True)
            one.shutdown(wait=False)

    @property
    def encoder_fingerprint(self) -> str:
        """What names the encoder's space, without loading it: its files, not only its name."""
        encoder: Encoder | None = self.__dict__.get("encoder")
        return encoder.fingerprint if encoder else self._located

    @cached_property
    def _located(self) -> str:
        from ranker.models.weights import locate

        return locate(self.config.encoder.model, self.config.encoder.tokens).fingerprint

    @cached_property
    def vectors(self) -> VectorStore:
        """The vectors of the encoder's space. Those that are stored are read without opening it."""
        from ranker.models.compiled import dimensions_of

        if "encoder" not in self.__dict__:
            dimensions = dimensions_of(self.paths.models / "encoder" / self.encoder_fingerprint)
            if dimensions is not None:
                return self.vectors_of(self.encoder_fingerprint, dimensions)
        return self.vectors_of(self.encoder.fingerprint, self.encoder.dimensions)

    def vectors_of(self, fingerprint: str, dimensions: int) -> VectorStore:
        """The vectors of an encoder that need not be loaded."""
        folder = self.paths.store / "vectors"
        return VectorStore(self._db, folder, fingerprint, dimensions)

    def votes_of(self, profile: Profile) -> dict[str, Vote]:
        """The votes of a profile that stand, by paper id."""
        first = profile == self.config.profiles[0]
        return current(self.vote_file.votes, profile.name, first=first)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the workspace for a job that writes much. Raises BusyError, at once."""
        home = self.paths.home
        busy = f"another rank is at work in {home}; try again when it is done"
        with held(self.paths.store / "work.lock", home, busy):
            yield

    @cached_property
    def _db(self) -> sqlite3.Connection:
        _ = self.config  # complains before a store is made where no workspace is
        return connect(self.paths.store / "papers.sqlite3")


def open_workspace(home: Path) -> Workspace:
    """The workspace at `home`; its parts complain when they are used and not there."""
    return Workspace(Paths(home))
