"""The queue of digests to mail: one file a message, moved to sent/ when it is sent.

A digest is waiting, or sent, or unknown, and each step between is one rename, which needs no
space on a full disk. What was sent is never queued again; of it an empty file stays.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

from ranker.digest.value import Digest
from ranker.errors import StoreError
from ranker.files import held, write_atomically

_LOCK_PATIENCE = 120.0  # seconds; another process is sending


@dataclass(frozen=True, slots=True)
class DigestKey:
    """What makes two digests the same mail: announcement, profile, and the papers in their order.

    The same votes and settings give the same order; so this is the digest's basis as a reader
    can see it.
    """

    announcement: str
    profile: str
    content: str

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.prefix}{self.content}"

    @property
    def prefix(self) -> str:
        """What the files of every version of this announcement's digest start with."""
        return f"{self.announcement}+{quote(self.profile, safe='')}+"


def key_of(digest: Digest, *, weekly: bool = False) -> DigestKey:
    """The key of a digest; a `weekly` one is another mail than that of its last day."""
    papers = "\n".join(f"{r.paper.id}v{r.paper.version}" for r in digest.papers)
    content = hashlib.sha256(papers.encode()).hexdigest()[:16]
    day = digest.announcement.isoformat()
    return DigestKey(f"week-{day}" if weekly else day, digest.profile, content)


class Outbox:
    """The queue in `folder`, safe against other processes and crashes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sent = folder / "sent"

    def put(self, key: DigestKey, message: EmailMessage) -> bool:
        """Queue a message, unless it was sent before; False if so. Raises StoreError.

        It takes the place of an earlier version of the same digest that still waits.
        """
        with self._alone():
            if self._sent_path(key.name).exists():
                return False
            write_atomically(self._path(key.name), message.as_bytes(policy=SMTP))
            for other in self.waiting():
                if other.startswith(key.prefix) and other != key.name:
                    self._remove(other)
            return True

    def waiting(self) -> tuple[str, ...]:
        """The names of the messages that wait, oldest announcement first."""
        return tuple(sorted(p.stem for p in self._folder.glob("*.eml")))

    def knows(self, key: DigestKey) -> bool:
        """Whether any version of this announcement's digest waits or was sent."""
        sent = (p.stem for p in self._sent.glob("*.eml"))
        return any(name.startswith(key.prefix) for name in (*self.waiting(), *sent))

    def send_all(self, send: Callable[[EmailMessage], None]) -> tuple[str, ...]:
        """Send what waits, oldest first; returns the subjects. Whatever `send` raises stops it.

        A message leaves the queue only when `send` has returned, and at once.
        """
        subjects = []
        with self._alone():
            for name in self.waiting():
                message = self._read(name)
                send(message)
                subjects.append(str(message["Subject"]))
                self._mark_sent(name)
        return tuple(subjects)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.eml"

    def _read(self, name: str) -> EmailMessage:
        path = self._path(name)
        try:
            return message_from_bytes(path.read_bytes(), policy=SMTP)
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}") from None

    def _sent_path(self, name: str) -> Path:
        return self._sent / f"{name}.eml"

    def _mark_sent(self, name: str) -> None:
        kept = self._sent_path(name)
        try:
            self._path(name).replace(kept)
        except OSError as error:
            raise StoreError(f"sent, but {kept} cannot be written: {error.strerror}") from None
        with suppress(OSError):  # only the name counts
            os.truncate(kept, 0)

    def _remove(self, name: str) -> None:
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{path} cannot be removed: {error.strerror}") from None

    def _alone(self) -> AbstractContextManager[None]:
        # The lock lies in sent/, so that the folder is there before anything is sent.
        busy = "another rank is sending mail; try again when it is done"
        return held(self._sent / ".lock", self._folder, busy, _LOCK_PATIENCE)
