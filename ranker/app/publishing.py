"""The digest as files in the workspace: one a day, and the latest."""

from __future__ import annotations

from ranker.app.workspace import Workspace
from ranker.digest.interface import renderer
from ranker.digest.value import Digest
from ranker.files import write_atomically

FEED_DIGESTS = 30


def publish(ws: Workspace, digest: Digest) -> None:
    """Write digests/<day>.md and digests/latest.md, unless this digest was written before.

    With several profiles each has its own pair, named after it.
    """
    several = len(ws.config.profiles) > 1
    suffix = f"-{digest.profile}" if several else ""
    day = ws.paths.digests / f"{digest.announcement}{suffix}.md"
    written = digest.outcome != "new announcement" and not digest.outcome.endswith("ranked anew")
    if written and day.exists():
        return
    text = renderer("markdown", templates=ws.paths.templates).render(digest)
    write_atomically(day, text)
    newest = max(ws.digests.days(digest.profile, 1), default=digest.announcement)
    if digest.announcement >= newest:
        write_atomically(ws.paths.digests / f"latest{suffix}.md", text)


def earlier_digests(ws: Workspace, profile_name: str | None) -> tuple[Digest, ...]:
    """The digests that a feed lists below the new one, newest first."""
    profile = ws.config.profile(profile_name)
    days = ws.digests.days(profile.name, FEED_DIGESTS)
    stored = (ws.digests.get(profile.name, str(day)) for day in days)
    return tuple(kept.digest for kept in stored if kept)
