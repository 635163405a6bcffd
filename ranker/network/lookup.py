"""The addresses of a name, within the time that a request has left for them.

The system's own lookup takes as long as it likes and cannot be stopped, so it runs in a thread that
is left behind where it is late, and holds up nobody's end.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from ipaddress import ip_address
from typing import TypeVar

from ranker.network.budget import Budget

T = TypeVar("T")


def addresses(name: str, port: int, budget: Budget) -> list[str]:
    """What `name` stands for, each once, in the order to be tried.

    Raises TooLateError where the budget ends first, socket.gaierror where nobody knows it.
    """
    look = partial(socket.getaddrinfo, name, port, 0, socket.SOCK_STREAM)
    try:
        found = look() if is_address(name) else within(budget.left(), look)
    except TimeoutError:
        raise budget.too_late() from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connected(name: str, port: int, patience: float, budget: Budget) -> socket.socket:
    """A connection to the first address that answers, each given `patience` seconds at most.

    Raises TooLateError, OSError.
    """
    failure = OSError(f"{name} has no address")
    for address in addresses(name, port, budget):
        try:
            return socket.create_connection((address, port), min(patience, budget.left()))
        except OSError as error:
            failure = error
    raise failure


def within(seconds: float, look: Callable[[], T]) -> T:
    """What `look` returns or raises. Raises TimeoutError where that takes longer."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(look())
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="name lookup", daemon=True).start()
    return answer.result(seconds)


def is_address(name: str) -> bool:
    """Whether it is an address already, of either version of IP, and no name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
