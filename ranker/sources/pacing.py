"""Politeness on disk: the spacing of requests and cool-downs, shared by all processes.

arXiv asks for one request per 3 seconds over the API, RSS and OAI-PMH together, one connection at
a time (https://info.arxiv.org/help/api/tou.html), and for 15 seconds between pages
(https://arxiv.org/robots.txt, Crawl-delay).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from ranker.errors import BusyError, StoreError
from ranker.files import write_atomically
from ranker.sources.trouble import ThrottledError

Service = Literal["api", "html"]  # "api" stands for the API, RSS and OAI-PMH together
SPACING: dict[Service, float] = {"api": 3.0, "html": 15.0}  # seconds
LONGEST_COOL_DOWN = 24 * 3600.0  # seconds; a stamp further ahead is a clock that was set back
_LOCK_PATIENCE = 600.0  # seconds; another process holds a turn for one request only

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _State:
    last: float = 0.0  # end of the last request, seconds since the epoch
    cool_until: float = 0.0


class Pacing:
    """Hands out turns, one request at a time per service, from stamps in `folder`.

    `clock` gives seconds since the epoch, `sleep` waits that many seconds.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def turn(self, service: Service) -> Iterator[None]:
        """Wait until one request to `service` is allowed, and hold the turn while it runs.

        Raises ThrottledError at once during a cool-down, BusyError when another process does not
        let go, StoreError where the folder cannot be written.
        """
        with self._locked(service):
            state = self._read(service)
            now = self._clock()
            if 0 < state.cool_until - now <= LONGEST_COOL_DOWN:
                raise ThrottledError(
                    f"arXiv asked for a pause until {_utc(state.cool_until)}; run again after it"
                )
            wait = min(SPACING[service], state.last + SPACING[service] - now)
            if wait > 0:
                logger.debug("waiting %.1f s before the next request", wait)
                self._sleep(wait)
            try:
                yield
            finally:
                self._write(service, _State(self._clock()))

    def cool_down(self, service: Service, seconds: float) -> str:
        """Forbid requests to `service` for `seconds`; returns the end, in UTC, as text."""
        until = self._clock() + min(seconds, LONGEST_COOL_DOWN)
        with self._locked(service):
            self._write(service, _State(self._clock(), until))
        return _utc(until)

    @contextmanager
    def _locked(self, service: Service) -> Iterator[None]:
        lock = FileLock(self._folder / f"{service}.lock", timeout=_LOCK_PATIENCE)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise BusyError(
                f"another rank process has been fetching for {_LOCK_PATIENCE / 60:.0f} minutes; "
                "wait for it or end it"
            ) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise StoreError(f"{self._folder} cannot be written: {why}") from error
        try:
            yield
        finally:
            lock.release()

    def _path(self, service: Service) -> Path:
        return self._folder / f"{service}.json"

    def _read(self, service: Service) -> _State:
        # A damaged or missing stamp costs at most one unspaced request.
        with suppress(OSError, ValueError, TypeError, KeyError):
            stamp = json.loads(self._path(service).read_bytes())
            return _State(float(stamp["last"]), float(stamp["cool_until"]))
        return _State()

    def _write(self, service: Service, state: _State) -> None:
        stamp = {"last": state.last, "cool_until": state.cool_until}
        write_atomically(self._path(service), json.dumps(stamp))


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
