"""Which of arXiv's formats a text is in, told from its content, never from its file name."""

from __future__ import annotations

import re
from typing import Literal

from ranker.safexml import is_html

Format = Literal["papers", "wrapper", "api", "feed", "oai", "mail", "html", "unknown"]

HEAD_BYTES = 16_384  # enough to see past the longest mail header or XML preamble
_MAIL_ENTRY = re.compile(rb"^arXiv:\S+", re.MULTILINE)
_MAIL_RULE = re.compile(rb"^(?:-{60,}|\\\\)\r?$", re.MULTILINE)
# A saved mail, whose entries may be encoded or stand far behind a long head.
_MAIL_HEAD = re.compile(
    rb"(?:\d{1,9}\s*\r?\n)?(?:>?From [^\n]*\n)?"
    rb"(?:X-[\w-]+|From|To|Cc|Subject|Date|Return-Path|Received|Received-SPF|Delivered-To|Status"
    rb"|Message-ID|MIME-Version|Content-Type|DKIM-Signature|ARC-[\w-]+|Authentication-Results"
    rb"|Reply-To|Sender|List-[\w-]+|Envelope-To|Mailing-List):[ \t]"
    rb"(?:[^\n]*\n[A-Za-z \t][^\n]*[\n:]|[^\n]{4000})",
    re.IGNORECASE,
)
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:feed|rss|rdf:RDF)[\s>]", re.IGNORECASE)
_API_MARK = re.compile(rb"opensearch|arxiv\.org/api/", re.IGNORECASE)


def detect(head: bytes) -> Format:
    """Recognise the format of a text from its first `HEAD_BYTES` bytes.

    `papers` is JSON, `wrapper` one JSON object that holds a recorded answer (url,
    status_code, body), `api` the API's Atom, `feed` rss.arxiv.org's Atom or RSS.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return "wrapper" if b'"status_code"' in text and b'"body"' in text else "papers"
    if re.match(rb"\[\s*\{", text):
        return "papers"
    if text.startswith(b"<"):
        return _markup(text)
    if _MAIL_HEAD.match(text) or (_MAIL_RULE.search(text) and _MAIL_ENTRY.search(text)):
        return "mail"
    return "unknown"


def _markup(text: bytes) -> Format:
    if is_html(text):
        return "html"
    if b"OAI-PMH" in text:
        return "oai"
    if _FEED_ROOT.search(text):
        return "api" if _API_MARK.search(text) else "feed"
    return "unknown"
