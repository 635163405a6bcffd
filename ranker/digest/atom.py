"""The last digests as an Atom feed (RFC 4287), one entry a digest."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from ranker.digest import escape
from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest

ENTRIES = 30


class AtomRenderer:
    """`feed.xml`, and `entry.html` for what an entry says.

    `earlier` are digests already made, in any order; one of the same profile and listing date as
    a newer one is left out.
    """

    def __init__(self, templates: Path | None = None, earlier: Sequence[Digest] = ()) -> None:
        self._templates = Templates(templates)
        self._earlier = tuple(earlier)

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """The feed of at most 30 digests, newest first. Raises ConfigError."""
        latest = {(d.announcement, d.profile): d for d in (*self._earlier, digest)}
        newest = sorted(latest, reverse=True)[:ENTRIES]
        entries = [self._entry(latest[key], everything=everything) for key in newest]
        return self._templates.render(
            "feed.xml",
            digest=digest,
            title=f"arXiv digest: {escape.clean(digest.profile)}",
            urn=_urn("feed", digest.profile),
            updated=entries[0]["updated"],
            entries=entries,
        )

    def _entry(self, digest: Digest, *, everything: bool) -> dict[str, str]:
        shown = context(digest, everything=everything)
        return {
            "title": f"{shown['day']}: {shown['counts']}",
            "urn": _urn("digest", digest.profile, digest.announcement.isoformat()),
            # Listing date L is announced at 20:00 ET the day before, 00:00 or 01:00 UTC of L.
            "updated": f"{digest.announcement.isoformat()}T01:00:00Z",
            "content": self._templates.render("entry.html", **shown),
        }


def _urn(*parts: str) -> str:
    """The same parts give the same id for ever, as RFC 4287 asks (4.2.6)."""
    name = "/".join(("arxiv-ranker", *parts))
    return uuid.uuid5(uuid.NAMESPACE_URL, name.encode("ascii", "backslashreplace").decode()).urn
