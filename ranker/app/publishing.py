"""The digest as files in the workspace: one a day, and the latest."""

from __future__ import annotations

from ranker.app.workspace import Workspace
from ranker.digest.interface import renderer
from ranker.digest.value import Digest
from ranker.files import write_atomically


def publish(ws: Workspace, digest: Digest) -> None:
    """Write digests/<day>.md and digests/latest.md, unless they say the same already.

    With several profiles each has its own pair, named after it.
    """
    text = renderer("markdown").render(digest)
    several = len(ws.config.profiles) > 1
    suffix = f"-{digest.profile}" if several else ""
    day = ws.paths.digests / f"{digest.announcement}{suffix}.md"
    if day.exists() and day.read_text(encoding="utf-8") == text:
        return
    write_atomically(day, text)
    newest = max(ws.digests.days(digest.profile, 1), default=digest.announcement)
    if digest.announcement >= newest:
        write_atomically(ws.paths.digests / f"latest{suffix}.md", text)
