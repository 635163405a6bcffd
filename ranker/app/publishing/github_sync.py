"""`rank github sync`: thumbs from the digest issues in, old issues closed, the new digest out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ranker.app.feedback.github_votes import Reader
from ranker.app.learning.forecasting import keep_forecasts
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.feedback.votes import Vote
from ranker.github.access import Access
from ranker.github.body import issue_body, issue_title
from ranker.github.boxes import announcement_in
from ranker.github.client import GitHub
from ranker.github.issues import LABEL, Issue, close_issue, digest_issues, open_issue, read_issue
from ranker.github.trouble import GitHubUnavailableError, OddAnswerError

CLOSED_AFTER = timedelta(days=7)
READ_AFTER = timedelta(days=30)
"""A closed issue is still read for so long after it was last touched."""
_OPEN_TRIES = 2
_PAUSE = 10.0  # seconds, until an issue that may have been opened is in GitHub's list


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: the votes it read, the issues it closed, the one it opened or found."""

    votes: tuple[Vote, ...]
    closed: tuple[int, ...] = ()
    opened: Issue | None = None
    there: Issue | None = None
    notes: tuple[str, ...] = ()


def open_github(ws: Workspace, access: Access) -> GitHub:
    """The repository, over a session of its own, on the workspace's clock."""
    import requests

    session = requests.Session()
    return GitHub(session, access, clock=lambda: ws.now().timestamp(), sleep=ws.sleep)


def read_votes(ws: Workspace, github: GitHub) -> Synced:
    """Read ticked boxes and comments into the vote log; nothing changes on GitHub."""
    reader = Reader(ws, github)
    for issue in _all(ws, github, reader):
        reader.read(issue)
    return Synced(tuple(reader.votes), notes=reader.notes)


def sync(ws: Workspace, github: GitHub) -> Synced:
    """Read votes, close the issues of a week ago and before, and open one for the newest digest.

    What is read is kept at once, whatever GitHub refuses later. Raises GitHubError.
    """
    reader = Reader(ws, github)
    closed = []
    for issue in _all(ws, github, reader):
        reader.read(issue)
        if _is_over(ws, issue) and _close(github, reader, issue.number):
            closed.append(issue.number)
    done = Synced((), tuple(closed))
    digests = _newest_digests(ws)
    if not digests:
        reader.note("no digest was made yet, so no issue was opened; run `rank today`")
    elif digests[0].announcement < _horizon(ws):
        reader.note(
            f"the newest digest is of {digests[0].announcement}, more than a week ago; no issue "
            "was opened"
        )
    else:
        done = _publish(ws, github, reader, digests, done)
    return replace(done, votes=tuple(reader.votes), notes=reader.notes)


def _all(ws: Workspace, github: GitHub, reader: Reader) -> tuple[Issue, ...]:
    """Every open digest issue of ours, and those closed that somebody may still have ticked."""
    still_open = digest_issues(github, "open", note=reader.note)
    closed = digest_issues(github, "closed", since=ws.now() - READ_AFTER, note=reader.note)
    found = {issue.number: issue for issue in (*closed, *still_open)}
    return tuple(found[number] for number in sorted(found) if reader.is_ours(found[number]))


def _is_over(ws: Workspace, issue: Issue) -> bool:
    day = announcement_in(issue.body)
    return bool(issue.is_open and not issue.reopened and day and day < _horizon(ws))


def _horizon(ws: Workspace) -> date:
    return ws.now().date() - CLOSED_AFTER


def _close(github: GitHub, reader: Reader, number: int) -> bool:
    """Close an issue unless somebody just did, or took the label off it.

    Boxes may be ticked until the very moment, so the text is read again before and after.
    """
    try:
        fresh = read_issue(github, number)
        reader.read(fresh)
        if not fresh.is_open or LABEL not in fresh.labels or not reader.is_ours(fresh):
            return False
        reader.read(close_issue(github, number))
    except OddAnswerError as error:
        reader.note(f"#{number} may not be closed: {error}")
        return False
    return True


def _newest_digests(ws: Workspace) -> tuple[Digest, ...]:
    """Each profile's digest of the newest listing date that any has one of."""
    days = {p.name: ws.digests.newest_day(p.name) for p in ws.config.profiles}
    newest = max((day for day in days.values() if day), default=None)
    stored = [ws.digests.get(name, str(newest)) for name, day in days.items() if day == newest]
    return tuple(_sized(ws, s.digest) for s in stored if s)


def _sized(ws: Workspace, digest: Digest) -> Digest:
    return replace(digest, size=ws.config.digest.shown(digest.likely))


def _publish(
    ws: Workspace, github: GitHub, reader: Reader, digests: tuple[Digest, ...], done: Synced
) -> Synced:
    """Open the issue of an announcement unless it is there.

    After an outage nobody knows whether it was opened, so it is looked for before each try.
    """
    latest = [(name, github.file_url(name)) for name in _latest_files(ws, digests)]
    title, body = issue_title(digests), issue_body(digests, ws.paths.templates, latest)
    for attempt in range(_OPEN_TRIES):
        there = _find(ws, github, reader, digests[0].announcement)
        if there:
            return replace(done, there=there)
        try:
            opened = open_issue(github, title, body)
        except GitHubUnavailableError:
            if attempt == _OPEN_TRIES - 1:
                raise
            github.sleep(_PAUSE)
        else:
            for digest in digests:  # several interests' sections hold more than their one file
                keep_forecasts(ws, digest)
            return replace(done, opened=opened)
    raise AssertionError("the last try returns or raises")


def _latest_files(ws: Workspace, digests: tuple[Digest, ...]) -> list[str]:
    """The files of the newest digests, from the root of the repository (see files.py)."""
    if len(ws.config.profiles) == 1:
        return ["digests/latest.md"]
    return [f"digests/latest-{digest.profile}.md" for digest in digests]


def _find(ws: Workspace, github: GitHub, reader: Reader, day: date) -> Issue | None:
    """The announcement's issue of ours; a stranger's with its marker keeps no digest from going
    out."""
    issues = digest_issues(github, "all", since=ws.now() - READ_AFTER, note=reader.note)
    ours = (one for one in issues if announcement_in(one.body) == day and reader.is_ours(one))
    return next(ours, None)
