r"""arXiv's announcement e-mail, https://info.arxiv.org/help/subscribe.html.

The text is a run of entries between rules of hyphens; `\\` separates an entry's fields from its
abstract. The date of the mail is the moment of the announcement, the listing date is one later.
"""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from email.utils import parsedate_to_datetime

from ranker.author_lists import split_authors
from ranker.calendar import listing_announced_at
from ranker.errors import RankError, SourceError
from ranker.paper import Entry, Kind
from ranker.sources.interface import Batch, Problem
from ranker.sources.mail_text import Mail, mails_of
from ranker.sources.record import make_entry
from ranker.sources.trouble import check_few

_RULE = re.compile(r"^(?:-{60,}|(?:%%--)+%*|(?:%-)+|(?:%%%---)+)\s*$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Z][A-Za-z-]*):[ \t]?(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_ID_LINE = re.compile(r"^arXiv:(\S+)(.*)$", re.MULTILINE)
_WINDOW = re.compile(r"received from\s[^\n]{5,60}?\sto\s+([^\n]{5,60})")
_NO_SOURCE = re.compile(r"\(0kb,\s*I")  # "ignore": arXiv's sign of a withdrawn version
_SEPARATOR = re.compile(r"^\\\\.*$", re.MULTILINE)
_SUBJECT = re.compile(r"(?P<list>[a-z][\w.-]+) daily(?: (?P<new>\d{1,9}) new)?")


def parse_mail(body: bytes, where: str) -> Batch:
    """Read a file of announcement mails, as `mail_text` finds them: each day has its own date.

    An entry that cannot be read becomes Problem "bad-line"; a count of new papers other than the
    subject's becomes Problem "mismatch". Raises SourceError where there is no entry at all.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    try:
        for mail in mails_of(body):
            _read(mail, where, entries, problems)
    except RecursionError:
        raise SourceError(f"{where}: a mail is nested too deeply to be read") from None
    if not entries:
        why = problems[0].message if problems else "no entry begins with \\\\ and arXiv:"
        raise SourceError(f"{where}: no paper in this announcement mail ({why})")
    days = {entry.announced for entry in entries}
    announced = days.pop() if len(days) == 1 else None
    return Batch("mail", tuple(entries), announced, problems=tuple(problems))


def _read(mail: Mail, where: str, entries: list[Entry], problems: list[Problem]) -> None:
    """Add what one mail holds."""
    sent, window = _listing_date(mail.sent), _window_date(mail.text)
    # A forwarded mail says when it was sent in the words and the time zone of somebody's program.
    announced = (window or sent) if mail.forwarded else (sent or window)
    mailing = _SUBJECT.search(mail.subject)
    found = 0
    for block in _RULE.split(mail.text):
        head = _ID_LINE.search(block)
        if head is None or not block.lstrip().startswith("\\\\"):
            continue
        try:
            entry = _entry(block, head, announced, mailing["list"] if mailing else "")
        except RankError as error:
            problems.append(Problem("bad-line", f"{where}: {head[0][:60].strip()}", str(error)))
            check_few(problems, where)
            continue
        entries.append(entry)
        found += entry.kind == "new"
    if mailing and mailing["new"] and int(mailing["new"]) != found:
        said = f"the subject says {int(mailing['new'])} new papers, {found} were found"
        problems.append(Problem("mismatch", where, said))


def _listing_date(sent: str) -> date | None:
    try:
        moment = parsedate_to_datetime(sent)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)  # "GMT" and "-0000" are both read as naive
        return listing_announced_at(moment)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _window_date(text: str) -> date | None:
    """The listing date by the time until which the mail says that papers were received.

    The cut-off itself is in it, so that a moment earlier decides.
    """
    match = _WINDOW.search(text)
    if match is None:
        return None
    try:
        until = parsedate_to_datetime(" ".join(match[1].split()))
        until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
        return listing_announced_at(until + timedelta(hours=1))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _entry(block: str, head: re.Match[str], announced: date | None, mailing: str) -> Entry:
    parts = _SEPARATOR.split(block)
    fields_text = parts[1] if len(parts) > 1 else block
    fields: dict[str, str] = dict(_FIELD.findall(fields_text))
    categories = fields.get("Categories", "").split()
    return make_entry(
        head[1],
        fields.get("Title", ""),
        parts[2] if len(parts) > 3 else "",
        split_authors(fields.get("Authors", "")),
        categories,
        announced=announced,
        kind=_kind(head[2], fields_text, categories, mailing),
        comments=fields.get("Comments", ""),
        doi=fields.get("DOI", ""),
        withdrawn=_NO_SOURCE.search(fields_text) is not None,
    )


def _kind(after_id: str, fields: str, categories: list[str], mailing: str) -> Kind:
    if "replaced with" in fields:
        primary = categories[0] if categories else mailing
        at_home = not mailing or primary == mailing or primary.startswith(f"{mailing}.")
        return "replace" if at_home else "replace-cross"
    return "cross" if "cross-list" in after_id else "new"
