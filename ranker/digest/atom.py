"""The last digests as an Atom feed (RFC 4287), one entry a paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ranker.digest import escape, shown, words
from ranker.digest.interface import FEED_DIGESTS
from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest
from ranker.paper import links
from ranker.scored import RankedPaper

_AUTHORS = 20  # named one by one; who wrote with more is told in the entry itself


class AtomRenderer:
    """`feed.xml`, and `entry.html` for what an entry says.

    `earlier` are digests already made, in any order; one of the same profile and listing date as
    a newer one is left out. `address` is where the feed will be found, empty where nobody knows.
    """

    def __init__(
        self, templates: Path | None = None, earlier: Sequence[Digest] = (), address: str = ""
    ) -> None:
        self._templates = Templates(templates)
        self._earlier = tuple(earlier)
        self._address = address

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """The papers of at most 7 digests, the newest first and by rank, each where it was last.

        With `everything` all papers of the newest digest, else those shown. Raises ConfigError.
        """
        latest = {(d.announcement, d.profile): d for d in (*self._earlier, digest)}
        newest = [latest[key] for key in sorted(latest, reverse=True)[:FEED_DIGESTS]]
        entries: dict[str, dict[str, Any]] = {}
        for number, one in enumerate(newest):
            for entry in self._entries(one, everything=everything and not number):
                entries.setdefault(entry["urn"], entry)
        return self._templates.render(
            "feed.xml",
            **context(newest[0], everything=everything),
            title=f"arXiv digest: {escape.clean(digest.profile)}",
            urn=_urn("feed", digest.profile),
            updated=_moment(newest[0].announcement),
            address=self._address,
            page=self._address.rpartition("/")[0] + "/" if self._address else "https://arxiv.org/",
            entries=tuple(entries.values()),
        )

    def _entries(self, digest: Digest, *, everything: bool) -> Iterator[dict[str, Any]]:
        around = context(digest, everything=everything)
        for ranked in around["papers"]:
            paper = ranked.paper
            names = (shown.plain(name, escape.NAME_LIMIT) for name in paper.authors[:_AUTHORS])
            yield {
                "title": shown.plain(paper.title, escape.TITLE_LIMIT).strip() or paper.id,
                "urn": _urn("paper", digest.profile, paper.id),
                "updated": _moment(ranked.announced or digest.announcement),
                "links": links(paper.id),
                "authors": [name for name in names if name.strip()],
                "categories": paper.categories,
                "summary": _summary(ranked, digest),
                "content": self._templates.render(
                    "entry.html", **around | {"papers": (ranked,), "ranked": ranked}
                ),
            }


def _summary(ranked: RankedPaper, digest: Digest) -> str:
    """How likely a like is, what sets the paper apart, and its strongest reasons, as plain text."""
    reasons = (" ".join(words.reason(because)) for because in ranked.strongest())
    parts = (words.percent(ranked.probability), *words.flags(ranked, digest), *reasons)
    return escape.clean(" · ".join(parts))


def _moment(day: date) -> str:
    """Listing date L is announced at 20:00 ET the day before, 00:00 or 01:00 UTC of L."""
    return f"{day.isoformat()}T01:00:00Z"


def _urn(*parts: str) -> str:
    """The same parts give the same id for ever, as RFC 4287 asks (4.2.6)."""
    name = "/".join(("arxiv-ranker", *parts))
    return uuid.uuid5(uuid.NAMESPACE_URL, name.encode("ascii", "backslashreplace").decode()).urn
