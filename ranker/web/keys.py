"""What lets a browser in: a session's secret, an address that opens once, the bookmarklet's token.

The session and the bookmarklet outlive the server, so that a tab left open goes on after a restart;
they are in `store/web.json`, which only its owner may read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from ranker.errors import StoreError

_BYTES = 32
_NAMES = ("session", "bookmark")


class Keys:
    """The secrets of one workspace's page."""

    def __init__(self, session: str, bookmark: str) -> None:
        self.session = session
        self.bookmark = bookmark
        self._opening: set[str] = set()

    @property
    def form_token(self) -> str:
        """What every form carries: it follows from the session, and does not tell it."""
        return hmac.new(self.session.encode(), b"form", hashlib.sha256).hexdigest()

    def new_opening(self) -> str:
        """A token that opens a session once."""
        token = secrets.token_urlsafe(_BYTES)
        self._opening.add(token)
        return token

    def opens(self, token: str) -> bool:
        """Whether it is such a token and was not used; from now on it is."""
        found = next((one for one in self._opening if same(one, token)), None)
        self._opening.discard(found or "")
        return found is not None


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, told in the same time whatever they share."""
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def read_keys(folder: Path) -> Keys:
    """The keys kept in that folder, made where there are none. Raises StoreError."""
    path = folder / "web.json"
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(path.read_bytes())
        values = [kept[name] for name in _NAMES]
        if all(isinstance(value, str) and len(value) >= _BYTES for value in values):
            path.chmod(0o600)
            return Keys(*values)
    keys = Keys(secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({name: getattr(keys, name) for name in _NAMES}, file)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from None
    return keys
