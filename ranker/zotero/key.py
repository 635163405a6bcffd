"""Zotero's API key: from the environment or the keyring."""

from __future__ import annotations

from collections.abc import Mapping

from ranker.credentials import find_secret
from ranker.errors import UsageError

VARIABLE = "ZOTERO_API_KEY"


def find_key(environ: Mapping[str, str], *, needed: bool) -> str:
    """The key; where it is not `needed`, since public libraries are read without, maybe "".

    Raises UsageError that says where it may be put.
    """
    try:
        return find_secret("key for Zotero", VARIABLE, "zotero", environ).strip()
    except UsageError:
        if needed:
            raise
        return ""
