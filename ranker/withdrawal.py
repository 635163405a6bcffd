"""Whether a paper was withdrawn, as arXiv and authors write it. Pure.

arXiv keeps a withdrawn paper with a notice in its place: a comment, an abstract, sometimes the
title (https://info.arxiv.org/help/withdraw.html). Papers about withdrawal have no such notice.
"""

from __future__ import annotations

import re

_WORK = (
    r"(?:paper|article|manuscript|submission|(?:e-?|pre-?)print|work|letter|note|report|version)"
)
_GONE = r"withdra(?:wn|wed)"
# A paper may be withdrawn from a conference and stay where it is.
_HERE = r"\b(?!['’])(?!\s+from\b(?!\s+(?:the\s+)?arxiv))"
_BEEN = rf"(?:(?:has|have)\s+(?:now\s+)?been|is|was)\s+(?:\w+ly\s+|now\s+|being\s+)?{_GONE}{_HERE}"
_WHY = r"(?=\s*(?:$|[.;:,)\]!–—-]|(?:by|due|because|since|as|pending|owing|until|for|at)\b))"
_LABEL = r"(?:(?:arxiv\s+)?admin\s+note|note|comments?|notice)\s*:\s*"

_NOTICE = re.compile(
    rf"\b(?:this|our|the\s+present)\s+(?:\w+\s+)?{_WORK}\s+{_BEEN}"
    rf"|\b(?:authors?|we|i)\s+(?:(?:has|have)\s+|hereby\s+|decided\s+to\s+)*withdr(?:aw|ew|awn)\s+"
    rf"(?:this|the\s+present|our)\s+(?:\w+\s+)?{_WORK}{_HERE}"
    r"|\bhas\s+been\s+(?:withdrawn|removed)\s+by\s+(?:the\s+)?arxiv\b",
    re.IGNORECASE,
)
_AT_FIRST = re.compile(
    rf"\W*(?:{_LABEL})?(?:(?:the\s+)?{_WORK}\s+)?(?:temporarily\s+)?{_GONE}{_HERE}{_WHY}"
    rf"|\W*(?:{_LABEL})?(?:the\s+)?{_WORK}\s+{_BEEN}"
    rf"|\W*(?:{_LABEL})?(?:the\s+)?authors?\s+(?:has|have)\s+{_GONE}\s+(?:the|their)\s+{_WORK}",
    re.IGNORECASE,
)
_IN_COMMENT = re.compile(
    rf"[.;,(\[–—-]\s*(?:(?:the\s+)?{_WORK}\s+)?(?:(?:now|temporarily)\s+)?{_GONE}{_HERE}{_WHY}"
    rf"|[.;,(\[–—-]\s*(?:the\s+)?{_WORK}\s+{_BEEN}",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    rf"\W*{_GONE}\s*(?:[:.\])–—-]|$)|.*[(\[]\s*(?:{_WORK}\s+)?{_GONE}\b[^)\]]*[)\]]\W*$",
    re.IGNORECASE,
)


def is_withdrawn(title: str, abstract: str, comments: str = "") -> bool:
    """Whether the title, the abstract or arXiv's comments are a notice of withdrawal."""
    return (
        (_may(title) and bool(_IN_TITLE.match(title) or _NOTICE.match(title)))
        or (_may(abstract) and bool(_AT_FIRST.match(abstract) or _NOTICE.search(abstract)))
        or (_may(comments) and bool(_in_comments(comments)))
    )


def _in_comments(text: str) -> re.Match[str] | None:
    return _AT_FIRST.match(text) or _NOTICE.search(text) or _IN_COMMENT.search(text)


def _may(text: str) -> bool:
    """Nearly no text has the word, and this is asked of every one."""
    return "ithdr" in text or "ITHDR" in text or "removed by" in text
