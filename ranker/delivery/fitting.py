"""How much of a digest goes into one mail: Gmail cuts a longer one off and hides the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

LIMIT = 102_000  # bytes of a whole message as it is sent
_ADDRESSES = 2_000  # of them for sender and recipients, who are added when it is sent
_FIRST = 32  # papers tried first: a usual morning's fit, and a try with thousands takes seconds
_GUESSES = 6  # tries by length, before halving


@dataclass(frozen=True, slots=True)
class _Try:
    count: int
    message: EmailMessage
    size: int


def fitting(make: Callable[[int], EmailMessage], papers: int) -> EmailMessage:
    """The message of `make(count)` with the most of `papers` that stays under the limit as sent.

    `make(0)` is returned where not even the first paper fits.
    """

    def tried(count: int) -> _Try:
        message = make(count)
        return _Try(count, message, len(message.as_bytes(policy=SMTP)))

    room = LIMIT - _ADDRESSES
    fits, over = tried(0), tried(min(papers, _FIRST))
    while over.size < room:
        if over.count == papers:
            return over.message
        fits, over = over, tried(min(papers, 2 * over.count))
    step = 0
    while (between := over.count - fits.count) > 1:
        # Papers are about as long as each other; where they are not, halving ends the search.
        share = (room - fits.size) / (over.size - fits.size) if step < _GUESSES else 0.5
        here = tried(fits.count + min(max(int(between * share), 1), between - 1))
        fits, over = (here, over) if here.size < room else (fits, here)
        step += 1
    return fits.message
