"""The digest as one JSON object, the `--format json` contract."""

from __future__ import annotations

import json

from ranker.digest import escape, words
from ranker.digest.value import Digest


class JsonRenderer:
    """Strict JSON (RFC 8259) in UTF-8, texts whole and raw, with controls spelled out."""

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """One indented object. Raises ValueError for a score that is not finite."""
        told = {"announcement": digest.announcement.isoformat(), "outcome": words.outcome(digest)}
        data = told | digest.to_json(everything=everything)
        document = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)
        return escape.json_text(document) + "\n"
