"""The digest as files in the workspace: one a day, the latest, and one of each week.

A file is what the kept digest says, whatever a reader's view of it shows, and is written again
whenever it should say something else, or does. What a file rests on and what was written are
noted as hashes, so that a digest that is shown again need not be rendered to see that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ranker import __version__
from ranker.app.digests.merging import MERGED
from ranker.app.learning.forecasting import keep_forecasts
from ranker.app.workspace import Workspace
from ranker.digest.interface import BUILT_IN_TEMPLATES, FEED_DIGESTS
from ranker.digest.outcome import CONFIRMED
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.files import write_atomically


def is_published(ws: Workspace, digest: Digest) -> bool:
    """Whether the files of a digest say what they should. Nothing is written."""
    return _says(ws, digest, _files(ws, digest))


def publish(ws: Workspace, digest: Digest, notes: Sequence[str] = ()) -> None:
    """Write digests/<day>.md, and digests/latest.md if it is the newest, where need be.

    `notes` are what was found on the way, told once. With several profiles the pair is of all
    together; each has one of its own, named after it. What a file tells of a paper is kept as its
    forecast. The caller has the workspace alone.
    """
    _publish(ws, digest, _files(ws, digest), notes)


def publish_week(ws: Workspace, digest: Digest) -> None:
    """Write digests/week-<last day>.md where need be; each profile's is named after it where there
    are several. As `publish`, but no day's file is touched."""
    _publish(ws, digest, (week_file(ws, digest),), ())


def _publish(ws: Workspace, digest: Digest, files: Sequence[Path], notes: Sequence[str]) -> None:
    if _says(ws, digest, files):
        return
    keep_forecasts(ws, digest)  # before the file is there: a reader may vote as soon as it is
    filed = replace(_filed(digest), notes=(*notes, *digest.notes))
    text = renderer("markdown", templates=ws.paths.templates).render(filed).encode()
    written, rests = hashlib.sha256(text).hexdigest(), _rests(ws, digest)
    for path in files:
        if _hash_of_file(path) != written:
            write_atomically(path, text)
        ws.digests.note_file(path.name, rests, written)


def week_file(ws: Workspace, digest: Digest) -> Path:
    """The file of the week that ends with a digest's day."""
    return ws.paths.digests / f"week-{digest.announcement}{_suffix(ws, digest)}.md"


def file_of(ws: Workspace, digest: Digest) -> Path:
    """The file of a digest's day."""
    return _files(ws, digest)[0]


def earlier_digests(ws: Workspace, profile_name: str | None) -> tuple[Digest, ...]:
    """The digests that a feed lists below the new one, newest first."""
    several = len(ws.config.profiles) > 1
    name = MERGED if several and not profile_name else ws.config.profile(profile_name).name
    stored = (ws.digests.get(name, str(day)) for day in ws.digests.days(name, FEED_DIGESTS))
    return tuple(kept.digest for kept in stored if kept)


def feed_address(ws: Workspace, profile_name: str | None) -> str:
    """Where rank.toml says that the feed will be found, as `rank site` names its file; or empty."""
    together = len(ws.config.profiles) == 1 or not profile_name
    return ws.config.site.of("feed.atom" if together else f"feed-{profile_name}.atom")


def _files(ws: Workspace, digest: Digest) -> tuple[Path, ...]:
    suffix = _suffix(ws, digest)
    day = ws.paths.digests / f"{digest.announcement}{suffix}.md"
    newest = ws.digests.newest_day(digest.profile) or digest.announcement
    if digest.announcement < newest:
        return (day,)
    return day, ws.paths.digests / f"latest{suffix}.md"


def _suffix(ws: Workspace, digest: Digest) -> str:
    together = len(ws.config.profiles) == 1 or digest.profile == MERGED
    return "" if together else f"-{digest.profile}"


def _says(ws: Workspace, digest: Digest, files: Sequence[Path]) -> bool:
    """Whether each of the files says what it should."""
    rests = _rests(ws, digest)
    return all(ws.digests.file_of(p.name) == (rests, _hash_of_file(p)) for p in files)


def _filed(digest: Digest) -> Digest:
    """The digest without what is true only of this look at it."""
    return replace(digest, history="new", standing=CONFIRMED)


def _rests(ws: Workspace, digest: Digest) -> str:
    """What the text follows from, as a hash: the digest, the templates, the program."""
    stamps = []
    for folder in (BUILT_IN_TEMPLATES, ws.paths.templates):
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        stamps += [[p.name, (stat := p.stat()).st_size, stat.st_mtime_ns] for p in files]
    parts = [_filed(digest).to_json(), stamps, __version__]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _hash_of_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
