"""Waiting for the announcement that is due, as a run does that nobody watches."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from ranker.app.announcements.newest import Finding, look
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.digest import words
from ranker.errors import BusyError, SourceError

log = logging.getLogger(__name__)

RETRY_EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
"""arXiv's ad-hoc delays are mostly shorter; the next day's run catches up on a longer one."""


def wait_for_announcement(ws: Workspace, since: date | None = None) -> Finding:
    """Look until the announcement is out, or none is to be expected, or time is up; with `since`
    catch up on the listing dates from that one on. Raises SourceError, BusyError."""
    services, until = Services(ws), ws.now() + LONGEST_WAIT
    while True:
        last = ws.now() + RETRY_EVERY > until
        try:
            with ws.alone():
                finding = look(ws, services, ws.config.categories, since)
        except (SourceError, BusyError) as error:
            if last:
                raise
            log.info("%s", error)
        else:
            if last or finding.standing.confirmation != "unconfirmed":
                return finding
            log.info("%s; waiting", words.standing(finding.standing))
        ws.sleep(RETRY_EVERY.total_seconds())
