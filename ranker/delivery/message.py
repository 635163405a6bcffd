"""A digest as an e-mail: plain text first, the same digest as HTML beside it (RFC 2046, 5.1.4)."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ranker.digest.escape import clean
from ranker.digest.value import Digest
from ranker.plurals import count

_SUBJECT_LIMIT = 150


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


def subject_of(digest: Digest, *, weekly: bool = False) -> str:
    """`arXiv 2026-07-06, hearing: 20 of 41 papers`; a `weekly` one's begins `arXiv, week to`."""
    shown, ranked = len(digest.shown), len(digest.papers)
    papers = f"{shown} of {count(ranked, 'paper')}" if ranked else "no papers"
    begun = "arXiv, week to" if weekly else "arXiv"
    return f"{begun} {digest.announcement}, {digest.profile}: {papers}"


def trial_message(host: str, *, message_id: str, at: datetime) -> EmailMessage:
    """A short message that says that the settings work."""
    said = f"The e-mail settings of your workspace work: {host} took this message."
    return compose("rank: a test", said, f"<p>{clean(said)}</p>", message_id=message_id, at=at)
