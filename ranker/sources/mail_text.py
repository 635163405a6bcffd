"""What a mail says, from the file that a mail program saved: the message and its text.

Programs save mails raw, encoded, under long heads, as HTML, quoted in a forwarded one, several to
a file (mbox, https://www.rfc-editor.org/rfc/rfc4155) or with a count on top (Apple's .emlx).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from textwrap import dedent

from ranker.sources.page_text import parse_html

_FROM_LINE = re.compile(
    rb"(?:\A|(?<=\n))From [^\n]*\b\d{4}\b[^\n]*\n(?=>?[A-Za-z][\w-]*:[ \t])|\A>?From [^\n]*\n"
)
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_EMLX = re.compile(rb"\A\s*\d{1,9}\s*\r?\n(?=[A-Za-z][\w-]*:[ \t])")
_QUOTE = re.compile(r"^(?:> ?|\| ?)+", re.MULTILINE)
_QUOTED_ENTRY = re.compile(r"^[>|][>| ]*arXiv:\S", re.MULTILINE)
# An end of line in the markup behind one that is meant.
_HTML_LINE = re.compile(r"(<br\s*/?>|</(?:p|div)>)[ \t]*\n", re.IGNORECASE)
_ENTRY = re.compile(r"^arXiv:\S", re.MULTILINE)
_FORWARDED = re.compile(
    r"^[^\w\n]*(?:Begin forwarded message|Forwarded [Mm]essage|Original [Mm]essage"
    r"|Weitergeleitete Nachricht|Message transf[ée]r[ée])",
    re.MULTILINE,
)
_FORWARDED_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc)\s*:", re.IGNORECASE)
_INNER = re.compile(r"^[^\w\n]*(Date|Sent|Subject):[ \t]*(.+?)\*?\s*$", re.MULTILINE)
_BODY = re.compile(r"^[>| ]*(?:-{60,}|\\\\)", re.MULTILINE)  # where what arXiv wrote begins


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject, date and text of one mail; of a forwarded one, those of the mail inside, which
    are empty where it does not say them."""

    subject: str
    sent: str
    text: str
    forwarded: bool = False


def mails_of(body: bytes) -> Iterator[Mail]:
    """The mails of a file, each with its text decoded; a text without a head is one as well."""
    body = _EMLX.sub(b"", body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))
    starts = [match.start() for match in _FROM_LINE.finditer(body)]
    ends = [*starts[1:], len(body)] if starts else [len(body)]
    for start, end in zip(starts or [0], ends, strict=True):
        whole = body[start:end]
        if starts:
            whole = _ESCAPED_FROM.sub(rb"\1", _FROM_LINE.sub(b"", whole, count=1))
        message = message_from_bytes(whole, policy=policy.compat32)
        for inner in _attached(message) or [message]:
            yield _mail(inner, whole)


def _attached(message: Message) -> list[Message]:
    """The mails that one brings as attachments, whatever it calls them."""
    found: list[Message] = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            found += [inner] if isinstance(inner, Message) else []
        elif kind == "application/octet-stream":
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes) and b"arXiv:" in raw:
                raw = raw.replace(b"\r\n", b"\n")
                inner = message_from_bytes(raw, policy=policy.compat32)
                if not inner.keys():
                    inner.set_payload(raw)
                found.append(inner)
    return found


def _mail(message: Message, whole: bytes) -> Mail:
    subject, sent = _header(message, "Subject"), _header(message, "Date")
    text = _text(message, whole)
    above = _BODY.split(text, maxsplit=1)[0]
    forwarded = bool(_FORWARDED_SUBJECT.match(subject) or _FORWARDED.search(above))
    if _QUOTED_ENTRY.search(text):
        forwarded = True
        text = _QUOTE.sub("", text)
    if not _ENTRY.search(text):
        text = dedent(text)
    if forwarded:
        said = dict(reversed(_INNER.findall(above)))
        subject = said.get("Subject", "")
        sent = said.get("Date") or said.get("Sent", "")
    sender = _header(message, "From").lower()
    return Mail(subject, sent, text, forwarded or bool(sender and "arxiv" not in sender))


def _text(message: Message, whole: bytes) -> str:
    if not message.keys():
        message.set_payload(whole)
    parts = [part for part in message.walk() if not part.is_multipart()]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    html = [part for part in parts if part.get_content_type() == "text/html"]
    texts = [_decoded(part) for part in plain]
    if not any("arXiv:" in text for text in texts) and html:
        texts = [_from_html(_decoded(part)) for part in html]
    text = "\n".join(text for text in texts if "arXiv:" in text) or "\n".join(texts)
    return (text or whole.decode("utf-8", "replace")).replace("\xa0", " ")


def _decoded(part: Message) -> str:
    """By the charset that the mail declares; where it lies or says none, UTF-8 or Windows'."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return raw.decode(charset).replace("\r\n", "\n")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1").replace("\r\n", "\n")


def _from_html(markup: str) -> str:
    soup = parse_html(_HTML_LINE.sub(r"\1", markup))
    for line_end in soup.find_all(["br", "p", "div"]):
        line_end.insert_after("\n") if line_end.name != "br" else line_end.replace_with("\n")
    return soup.get_text()


def _header(message: Message, name: str) -> str:
    try:
        return str(make_header(decode_header(str(message.get(name, "")))))
    except (ValueError, LookupError):
        return str(message.get(name, ""))
