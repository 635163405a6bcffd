"""An open workspace: its config, its votes, its store, its encoder, each made when first used."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ranker.config import Paths, load_config
from ranker.digest.value import Digest
from ranker.errors import DamagedError, StoreError
from ranker.feedback.ignored import ignored
from ranker.feedback.shelf import Shelf
from ranker.feedback.votes import Vote, VoteFile, VoteLog, current
from ranker.settings import Config, Profile
from ranker.store.asked import Asked
from ranker.store.coverage import Coverage
from ranker.store.database import connect, is_read_only
from ranker.store.digests import DigestStore
from ranker.store.forecasts import Forecasts
from ranker.store.library_versions import LibraryVersions
from ranker.store.lists import LastLists
from ranker.store.papers import PaperStore
from ranker.store.vectors import VectorStore
from ranker.store.words import WordIndex
from ranker.store.work import WorkLock

if TYPE_CHECKING:
    from ranker.encoder.interface import Encoder
    from ranker.paper import Paper

log = logging.getLogger(__name__)


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


def late_encoder(ws: Workspace) -> Encoder:
    """The encoder that rank.toml names, opened when there is something to encode."""
    from ranker.encoder.lazy import LazyEncoder

    folder = ws.paths.models / "encoder"
    return LazyEncoder(lambda: ws.config.encoder, folder, ws.task.begin)


@dataclass
class Workspace:
    """One workspace and everything in it.

    `open_workspace` makes one. Another program closes it, by `close` or a `with` statement, may
    read its `config`, and may hold it for several jobs by `alone`; what else it has is internal.
    """

    paths: Paths
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    task: Task = QUIET
    make_encoder: Callable[[Workspace], Encoder] = late_encoder
    commit_every: int = 512
    """Texts embedded between commits: what a kill costs at most, some ten seconds of work."""
    command: str = "rank"
    """What those who wait for this process are told that it is."""
    patience: float = 5.0
    """Seconds to wait for another process that works here."""
    _votes: VoteFile | None = field(default=None, init=False, repr=False)
    _standing: dict[tuple[str, bool], dict[str, Vote]] = field(
        default_factory=dict, init=False, repr=False
    )
    _told: bool = field(default=False, init=False, repr=False)
    _unnoted: bool = field(default=False, init=False, repr=False)
    _unread: bool = field(default=False, init=False, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def config(self) -> Config:
        """What rank.toml says. Raises ConfigError that names the file, or UsageError."""
        return load_config(self.paths.config)

    @cached_property
    def papers(self) -> PaperStore:
        return PaperStore(self._db)

    @cached_property
    def asked(self) -> Asked:
        return Asked(self._db)

    @cached_property
    def library_versions(self) -> LibraryVersions:
        return LibraryVersions(self._db)

    @cached_property
    def words(self) -> WordIndex:
        return WordIndex(self._db)

    @cached_property
    def digests(self) -> DigestStore[Digest]:
        return DigestStore(self._db, Digest.from_json)

    @cached_property
    def lists(self) -> LastLists:
        return LastLists(self._db)

    @cached_property
    def forecasts(self) -> Forecasts:
        return Forecasts(self._db)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self._db)

    @cached_property
    def vote_log(self) -> VoteLog:
        return VoteLog(self.paths.votes)

    @property
    def vote_file(self) -> VoteFile:
        """The votes. The first reading tells which of them count for nobody."""
        if self._votes is None:
            self._votes = self.vote_log.read()
            if not self._told:
                names = [profile.name for profile in self.config.profiles]
                for line in ignored(self._votes, self.paths.votes, names):
                    log.error("%s", line)
                self._told = True
        return self._votes

    def forget_votes_read(self) -> None:
        """The log has grown: read it anew when it is next asked for."""
        self._votes = None
        self._standing.clear()

    def forget_config_read(self) -> None:
        """rank.toml has changed: read it anew, and keep the encoder unless it is another now."""
        before = vars(self).pop("config", None)
        if before is None or self.config.encoder != before.encoder:
            for name in ("encoder", "vectors"):
                vars(self).pop(name, None)

    @cached_property
    def shelf(self) -> Shelf:
        return Shelf(self.paths.shelf)

    @cached_property
    def encoder(self) -> Encoder:
        return self.make_encoder(self)

    @cached_property
    def vectors(self) -> VectorStore:
        """The vectors of the encoder's space. Those that are stored are read without opening it."""
        return self.vectors_of(self.encoder.fingerprint, self.encoder.dimensions)

    def vectors_of(self, fingerprint: str, dimensions: int) -> VectorStore:
        """The vectors of an encoder that need not be loaded."""
        return VectorStore(self._db, self.paths.vectors, fingerprint, dimensions)

    def votes_of(self, profile: Profile) -> dict[str, Vote]:
        """The votes of a profile that stand, by paper id."""
        votes, first = self.vote_file.votes, profile == self.config.profiles[0]
        key = profile.name, first
        if key not in self._standing:  # asked for a hundred times a morning
            self._standing[key] = current(votes, profile.name, first=first)
        return dict(self._standing[key])

    @property
    def newest_day(self) -> date:
        """The newest listing date that is stored; today, as the clock has it, where none is."""
        return self.papers.newest_announcement() or self.now().date()

    def stamp(self) -> tuple[object, ...]:
        """Another one than before, once anything that a digest rests on may have changed: the
        store, votes, rank.toml, the models in use, or the hour, by which announcements are due."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        models = (self.paths.models / profile.name for profile in self.config.profiles)
        files = map(written, (self.paths.votes, self.paths.config, *models))
        return (version, self._db.total_changes, f"{self.now():%Y-%m-%d %H}", *files)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the workspace for a job that writes much; who holds it may do so again.

        Yields
        ------
        None
            While the workspace is held.

        Raises
        ------
        BusyError
            Naming who has it, after a short wait.

        Examples
        --------
        >>> from ranker import cast_votes
        >>> with ws.alone():
        ...     cast = cast_votes(ws, ["9912.10001"], 1)
        ...     cast = cast_votes(ws, ["9912.10003"], -1)
        >>> cast.likes, cast.dislikes
        (1, 1)
        """
        with self._lock.held(self.patience):
            yield

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """As `alone`, for what is shown even where nothing can be kept: there is no need then."""
        if self.read_only:
            yield
            return
        with self.alone():
            yield

    @contextmanager
    def at_best(self) -> Iterator[None]:
        """For what is noted beside an answer: on a disk that cannot be written the answer stands,
        and one line says what was not kept."""
        try:
            yield
        except DamagedError:
            raise
        except StoreError as error:
            if not (self._unnoted or self.read_only):
                log.error("%s; what is shown is not noted, numbers mean another list", error)
            self._unnoted = True

    def close(self) -> None:
        """Close the store; it is opened anew when it is next used.

        Examples
        --------
        >>> ws.close()
        """
        for name in ("papers", "asked", "library_versions", "words", "digests", "lists",
                     "forecasts", "coverage", "vectors"):  # fmt: skip
            vars(self).pop(name, None)
        db = vars(self).pop("_db", None)
        if db is not None:
            db.close()

    def stored(self, ids: Iterable[str]) -> dict[str, Paper]:
        """The stored papers among these; none where the store cannot be read, which is told once.

        For what rests on votes, and has only the papers' titles from the store.
        """
        try:
            return self.papers.get(ids)
        except StoreError as error:
            self.tell_unread(error)
            return {}

    def tell_unread(self, error: StoreError) -> None:
        """Say once that the store cannot be read; who calls it goes on without."""
        if not self._unread:
            log.error("%s", error)
        self._unread = True

    @property
    def was_read_only(self) -> bool:
        """Whether that was found so far, without opening the store to see."""
        return "_db" in vars(self) and self.read_only

    @property
    def read_only(self) -> bool:
        """Whether nothing can be kept here: the disk is read-only, or so full that the store opens
        for reading alone."""
        return is_read_only(self._db)

    @cached_property
    def _lock(self) -> WorkLock:
        return WorkLock(self.paths.store, self.paths.home, self.command, self.now)

    @cached_property
    def _db(self) -> sqlite3.Connection:
        _ = self.config  # complains before a store is made where no workspace is
        return connect(self.paths.store / "papers.sqlite3")


def written(path: Path) -> tuple[int, int]:
    """When a file, or an entry of a folder, was last written, and its size; zeros for none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def open_workspace(home: str | Path) -> Workspace:
    """Open the workspace in a folder that `rank init` made.

    Parameters
    ----------
    home
        The folder with rank.toml.

    Returns
    -------
    Workspace
        Nothing of it is read yet: what is missing or broken is told when it is first used, by
        ConfigError, StoreError or EncoderError. It may be used in a `with` statement.

    Examples
    --------
    >>> from ranker import open_workspace
    >>> with open_workspace("papers") as mine:
    ...     [profile.name for profile in mine.config.profiles]
    ['hearing']
    """
    return Workspace(Paths(Path(home)))
