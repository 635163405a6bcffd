"""arXiv's announcement e-mail, https://info.arxiv.org/help/subscribe.html.

The text is a run of entries between rules of hyphens; `\\\\` separates an entry's fields from its
abstract. The date of the mail is the moment of the announcement, the listing date is one later.
"""

from __future__ import annotations

import re
from datetime import UTC, date
from email import message_from_bytes
from email.utils import parsedate_to_datetime

from ranker.errors import RankError, SourceError
from ranker.paper import Entry, Kind
from ranker.sources.calendar import listing_announced_at
from ranker.sources.interface import Batch, Problem
from ranker.sources.record import make_entry, split_authors

_RULE = re.compile(r"^(?:-{60,}|(?:%%--)+%*|(?:%-)+|(?:%%%---)+)\s*$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Z][A-Za-z-]*):[ \t]?(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_ID_LINE = re.compile(r"^arXiv:(\S+)(.*)$", re.MULTILINE)
_NO_SOURCE = re.compile(r"\(0kb,\s*I")  # "ignore": arXiv's sign of a withdrawn version
_SEPARATOR = re.compile(r"^\\\\.*$", re.MULTILINE)
_SUBJECT = re.compile(r"(?P<list>[a-z][\w.-]+) daily(?: (?P<new>\d+) new)?")


def parse_mail(body: bytes, where: str) -> Batch:
    """Read one announcement mail, raw or as a mail program saved it (quoted-printable, base64).

    An entry that cannot be read becomes Problem "bad-line"; a count of new papers other than the
    subject's becomes Problem "mismatch". Raises SourceError where there is no entry at all.
    """
    subject, sent, text = _opened(body)
    announced = _listing_date(sent)
    mailing = _SUBJECT.search(subject)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for block in _RULE.split(text):
        head = _ID_LINE.search(block)
        if head is None or not block.lstrip().startswith("\\\\"):
            continue
        try:
            entries.append(_entry(block, head, announced, mailing["list"] if mailing else ""))
        except RankError as error:
            problems.append(Problem("bad-line", f"{where}: {head[0][:60].strip()}", str(error)))
    if not entries:
        why = problems[0].message if problems else "no entry begins with \\\\ and arXiv:"
        raise SourceError(f"{where}: no paper in this announcement mail ({why})")
    if mailing and mailing["new"]:
        told, found = int(mailing["new"]), sum(entry.kind == "new" for entry in entries)
        if told != found:
            said = f"the subject says {told} new papers, {found} were found"
            problems.append(Problem("mismatch", where, said))
    return Batch("mail", tuple(entries), announced, problems=tuple(problems))


def _opened(body: bytes) -> tuple[str, str, str]:
    """Subject, date and text; a mail saved without its headers is all text."""
    message = message_from_bytes(body)
    part = next(
        (part for part in message.walk() if part.get_content_type() == "text/plain"), message
    )
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else body
    text = (raw or body).decode("utf-8", "replace").replace("\r\n", "\n")
    return str(message.get("Subject", "")), str(message.get("Date", "")), text


def _listing_date(sent: str) -> date | None:
    try:
        moment = parsedate_to_datetime(sent)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)  # "GMT" and "-0000" are both read as naive
        return listing_announced_at(moment)
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
        withdrawn=_NO_SOURCE.search(fields_text) is not None,
    )


def _kind(after_id: str, fields: str, categories: list[str], mailing: str) -> Kind:
    if "replaced with" in fields:
        primary = categories[0] if categories else mailing
        at_home = not mailing or primary == mailing or primary.startswith(f"{mailing}.")
        return "replace" if at_home else "replace-cross"
    return "cross" if "cross-list" in after_id else "new"
