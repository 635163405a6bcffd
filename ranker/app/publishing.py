"""The digest as files in the workspace: one a day, and the latest."""

from __future__ import annotations

from ranker.app.merging import MERGED
from ranker.app.workspace import Workspace
from ranker.digest.interface import renderer
from ranker.digest.value import Digest
from ranker.files import write_atomically

FEED_DIGESTS = 30


def publish(ws: Workspace, digest: Digest) -> None:
    """Write digests/<day>.md and digests/latest.md, unless this digest was written before.

    With several profiles the pair is of all together; each has one of its own, named after it.
    """
    together = len(ws.config.profiles) == 1 or digest.profile == MERGED
    suffix = "" if together else f"-{digest.profile}"
    day = ws.paths.digests / f"{digest.announcement}{suffix}.md"
    if digest.history == "shown" and day.exists():
        return
    text = renderer("markdown", templates=ws.paths.templates).render(digest)
    write_atomically(day, text)
    newest = max(ws.digests.days(digest.profile, 1), default=digest.announcement)
    if digest.announcement >= newest:
        write_atomically(ws.paths.digests / f"latest{suffix}.md", text)


def earlier_digests(ws: Workspace, profile_name: str | None) -> tuple[Digest, ...]:
    """The digests that a feed lists below the new one, newest first."""
    several = len(ws.config.profiles) > 1
    name = MERGED if several and not profile_name else ws.config.profile(profile_name).name
    stored = (ws.digests.get(name, str(day)) for day in ws.digests.days(name, FEED_DIGESTS))
    return tuple(kept.digest for kept in stored if kept)
