"""A digest as an e-mail: plain text first, the same digest as HTML beside it (RFC 2046, 5.1.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ranker.digest.escape import clean
from ranker.digest.value import Digest
from ranker.digest.words import count

_SUBJECT_LIMIT = 150
LIMIT = 102_000  # bytes of a message as it is sent; Gmail shows no more of one
_ADDRESSES = 2_000  # of them for sender and recipients, who are added when it is sent
_SMALLEST = 500  # bytes that a paper takes at least, in both parts together


def compose(subject: str, text: str, html: str, *, message_id: str, at: datetime) -> EmailMessage:
    """A message without sender and recipients, which are those of the day it is sent.

    `message_id` is the same for the same digest, so that a server that gets it twice, because
    the connection broke before it could confirm, shows it once. All lines are 7-bit and short.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = clean(subject, _SUBJECT_LIMIT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def fitting(make: Callable[[int], EmailMessage], papers: int) -> EmailMessage:
    """The message of `make(count)` with the most of `papers` that stays under the limit as sent.

    Without any paper it is returned whatever its size.
    """
    room = LIMIT - _ADDRESSES
    message = make(papers)
    if papers == 0 or _size(message) < room:
        return message
    fits, too_many, best = 0, min(papers, room // _SMALLEST), make(0)
    while too_many - fits > 1:
        count = (fits + too_many) // 2
        message = make(count)
        if _size(message) < room:
            fits, best = count, message
        else:
            too_many = count
    return best


def _size(message: EmailMessage) -> int:
    return len(message.as_bytes(policy=SMTP))


def subject_of(digest: Digest) -> str:
    """`arXiv 2026-07-06, hearing: 20 of 41 papers`."""
    shown, ranked = len(digest.shown), len(digest.papers)
    papers = f"{shown} of {count(ranked, 'paper')}" if ranked else "no papers"
    return f"arXiv {digest.announcement}, {digest.profile}: {papers}"


def trial_message(host: str, *, message_id: str, at: datetime) -> EmailMessage:
    """A short message that says that the settings work."""
    said = f"The e-mail settings of your workspace work: {host} took this message."
    return compose("rank: a test", said, f"<p>{clean(said)}</p>", message_id=message_id, at=at)
