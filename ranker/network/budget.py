"""What one request may cost, and the account that is kept of it while it runs."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces, and in all with every redirect; bytes of the headers
    of an answer and of its body, unpacked; and how many redirects are followed."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    head: int = 64 * 1024
    body: int = 32 * 1024 * 1024
    redirects: int = 5


class TooLateError(Exception):
    """The deadline is over. Deliberately no OSError: no library takes it for a broken line."""


class TooMuchError(Exception):
    """More was sent than is read. The message goes on after the name of the host."""


class Account:
    """The seconds that something has in all, with every try and the waits between them. It begins
    now; `timer` gives seconds."""

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        self.seconds = seconds
        self._timer = timer
        self._end = timer() + seconds

    def left(self) -> float:
        """Seconds until its end, below 0 behind it."""
        return self._end - self._timer()


class Budget:
    """What is kept of one try, redirects and all: it ends by its limits, or with the account of
    all tries. `timer` gives seconds."""

    def __init__(
        self, limits: Limits, timer: Callable[[], float], account: Account | None = None
    ) -> None:
        self.limits = limits
        self._timer = timer
        self._account = account
        self._in_head = True
        self.renew()

    def renew(self) -> None:
        """Begin the account anew, for one more thing that is asked of the same peer."""
        self._end = self._timer() + self.limits.total
        self._head = self._all = 0

    def left(self) -> float:
        """Seconds until the deadline, above 0. Raises TooLateError."""
        left = self._end - self._timer()
        if self._account is not None:
            left = min(left, self._account.left())
        if left <= 0:
            raise self.too_late()
        return left

    def too_late(self) -> TooLateError:
        """What is raised when its time, or that of all tries, is over."""
        seconds = self.limits.total
        if self._account is not None and self._account.left() <= 0:
            seconds = self._account.seconds
        return TooLateError(f"no complete answer within {seconds:g} s")

    def begin_answer(self) -> None:
        """What comes now are an answer's headers."""
        self._in_head, self._head = True, 0

    def begin_body(self) -> None:
        """What comes now is no header."""
        self._in_head = False

    def received(self, count: int) -> None:
        """So many more bytes came. Raises TooMuchError."""
        self._all += count
        if self._in_head:
            self._head += count
            if self._head > self.limits.head:
                raise TooMuchError(f"sent more than {self.limits.head >> 10} kB of headers")
        # What is not the body's own, as the framing of chunks and their trailers, has an end, too.
        if self._all > self.limits.head + 2 * self.limits.body:
            raise self.too_much()

    def too_much(self) -> TooMuchError:
        return TooMuchError(f"sent more than {self.limits.body / (1024 * 1024):.3g} MB")

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """While this lasts, the connections of this thread keep the account."""
        before = _current.set(self)
        try:
            yield
        finally:
            _current.reset(before)


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current() -> Budget | None:
    """The budget in force, if there is one."""
    return _current.get()


def watched(sock: socket.socket, raw: Any, budget: Budget) -> io.BufferedReader:
    """A buffered reader over `raw`, the unbuffered one of `sock`, which ends with the budget."""
    return io.BufferedReader(_Watched(sock, raw, budget))


class _Watched(io.RawIOBase):
    """Bytes of a socket. A peer that sends a byte now and then stays below every timeout between
    two pieces, so each read may last until the deadline only."""

    def __init__(self, sock: socket.socket, raw: Any, budget: Budget) -> None:
        super().__init__()
        self._sock = sock
        self._raw = raw
        self._budget = budget
        self._patience = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._budget.left()
        self._sock.settimeout(left if self._patience is None else min(left, self._patience))
        try:
            count = int(self._raw.readinto(buffer) or 0)
        except TimeoutError:
            self._budget.left()  # where the deadline has come, it is what ended the read
            raise
        self._budget.received(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
