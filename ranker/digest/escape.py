"""Titles, abstracts and names come from strangers: one function per output makes them harmless.

Every function first takes out what no paper needs and every output suffers from (`clean`),
then escapes what is active in its own format. Texts are escaped here, at output, and stored raw.
JSON is the exception: it keeps texts whole, and `json_text` only spells dangerous characters out.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE_LIMIT = 400
ABSTRACT_LIMIT = 4000
NAME_LIMIT = 120
COMMENTS_LIMIT = 400

# ECMA-48 control sequences (CSI) and operating system commands (OSC), with 7-bit introducers.
_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
# C0, DEL and C1 controls; bidirectional marks, embeddings, overrides and isolates (UAX #9);
# zero-width and other invisible format characters; interlinear annotations, tags, surrogates
# and noncharacters, of which the last two are illegal in XML.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff"
)
_DROPPED = re.compile(f"[{_INVISIBLE}]")
# Joiners shape Persian, Indic scripts and emoji; beside ASCII or in a row they only hide text.
_BESIDE = r"[^\x00-\x7f\u200c\u200d]"
_JOINERS = re.compile(rf"(?<!{_BESIDE})[\u200c\u200d]|[\u200c\u200d](?!{_BESIDE})")
_SPACES = re.compile(r"[\s\x85]+")

# As pandoc reads it: no space inside the dollars, no digit behind, so that prices stay prices.
_MATH = re.compile(r"\$(?![\s$])([^$]{1,400}?)(?<![\s\\])\$(?!\d)")
URL = re.compile(r"\bhttps?://[A-Za-z0-9./_~%?=&#+:-]*[A-Za-z0-9/]")
# What must stay in one piece to mean anything.
WHOLE = re.compile(f"{_MATH.pattern}|(?P<url>{URL.pattern})")
_MARKDOWN_ACTIVE = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_MARKDOWN_LEAD = re.compile(r"^(\s*)(?:([#+=-])|(\d{1,9})([.)]))")
# GitHub turns @name into a notification and #1 into a cross-reference.
_MENTION = re.compile(r"(?<!\w)@(?=\w)|#(?=\d)")
_MARKDOWN_MATH = {"<": r"\lt ", ">": r"\gt ", "[": r"\lbrack ", "]": r"\rbrack ", "`": "'"}

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

_BIBTEX = {
    "\\": r"\textbackslash{}",
    # BibTeX counts escaped braces too, so they are written as words.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
}
# A title must not bring \input or \write18 into a reader's document: only these are kept.
_TEX_MATH = frozenset(
    re.findall(
        r"\w+",
        """
        alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi
        pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
        Upsilon Phi Psi Omega mathbb mathbf mathcal mathfrak mathit mathrm mathsf boldsymbol text
        sqrt frac log exp sin cos tan min max sup inf lim sum prod int partial nabla infty ell hbar
        dagger star ast circ cdot times otimes oplus pm mp to rightarrow leftarrow mapsto le leq ge
        geq neq ne lt gt ll gg sim simeq approx equiv propto in notin subset subseteq cup cap forall
        exists langle rangle lfloor rfloor lceil rceil left right vert tilde widetilde hat widehat
        bar overline vec dot prime odot perp parallel
        """,
    )
)


def clean(text: str, limit: int | None = None) -> str:
    """The text without controls, ANSI sequences, bidirectional and invisible characters.

    White space of any kind becomes a single space. Past `limit` characters the text is cut and
    ends in an ellipsis.
    """
    text = _SEQUENCES.sub("", text)
    text = _SPACES.sub(" ", _JOINERS.sub("", _DROPPED.sub("", text)))
    return text if limit is None else cut(text, limit)


def cut(text: str, limit: int) -> str:
    """The first `limit` characters, the last of which is an ellipsis where something is cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def terminal(text: str, limit: int | None = None) -> str:
    """For a rich Text, which knows no markup: nothing in it can move the cursor or set a colour."""
    return clean(text, limit)


def markdown(text: str, limit: int | None = None, *, starts: bool = True) -> str:
    """For a line of GitHub-flavoured Markdown. `$…$` stays mathematics, an URL stays a link.

    `starts` says that the text may start the line, where `#`, `-` or `1.` would be active.
    """
    text = clean(text, limit)
    parts, end = [], 0
    for match in WHOLE.finditer(text):
        parts.append(_markdown_plain(text[end : match.start()]))
        if match["url"]:
            parts.append(f"<{match['url']}>")
        else:
            parts.append("$" + markdown_maths(match[1]) + "$")
        end = match.end()
    parts.append(_markdown_plain(text[end:]))
    line = "".join(parts)
    return _MARKDOWN_LEAD.sub(_escape_lead, line) if starts else line


def markdown_text(text: str, *, starts: bool = True) -> str:
    """The same for text without mathematics: a dollar sign is one."""
    text = clean(text)
    parts: list[str] = []
    end = 0
    for url in URL.finditer(text):
        parts += (_markdown_plain(text[end : url.start()]), f"<{url[0]}>")
        end = url.end()
    line = "".join((*parts, _markdown_plain(text[end:])))
    return _MARKDOWN_LEAD.sub(_escape_lead, line) if starts else line


def markdown_maths(tex: str) -> str:
    """The inside of a formula, so that nothing in it is Markdown."""
    return _translate(clean(tex), _MARKDOWN_MATH)


def html(text: str, limit: int | None = None) -> Markup:
    """For element content and quoted attributes, safe under Jinja2's autoescape."""
    from markupsafe import escape

    return escape(clean(text, limit))


def csv(text: str, limit: int | None = None) -> str:
    """For a cell: a leading `=`, `+`, `-` or `@` is no formula for a spreadsheet (OWASP)."""
    text = clean(text, limit).strip()
    return "'" + text if text.startswith(_FORMULA) else text


def xml(text: str, limit: int | None = None) -> str:
    """For XML 1.0 element content and quoted attributes (https://www.w3.org/TR/xml/#charsets)."""
    return str(html(text, limit))


def bibtex(text: str, limit: int | None = None) -> str:
    """For a field in braces. Plain mathematics is kept; other TeX is spelled out as text."""
    text = clean(text, limit)
    parts, end = [], 0
    for match in _MATH.finditer(text):
        parts.append(_translate(text[end : match.start()], _BIBTEX))
        parts.append(match[0] if is_plain_maths(match[1]) else _translate(match[0], _BIBTEX))
        end = match.end()
    parts.append(_translate(text[end:], _BIBTEX))
    return "".join(parts)


def json_text(document: str) -> str:
    r"""A JSON document with what `clean` would drop written as \uXXXX, so nothing is lost."""
    return re.sub(f"[{_INVISIBLE}\x85\u200c\u200d\u2028\u2029]", _spell_out, document)


def _markdown_plain(text: str) -> str:
    text = _MARKDOWN_ACTIVE.sub(lambda match: "\\" + match[0], text)
    return _MENTION.sub(lambda match: match[0] + "\u2060", text)


def _escape_lead(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}\\{match[2]}"
    return f"{match[1]}{match[3]}\\{match[4]}"


def is_plain_maths(tex: str) -> bool:
    r"""Whether it has balanced braces and harmless commands alone: no `\input`, no `\href`."""
    depths = list(accumulate({"{": 1, "}": -1}.get(character, 0) for character in tex))
    if set(tex) & set('%#&~"@') or min(depths) < 0 or depths[-1]:
        return False
    commands = re.findall(r"\\([A-Za-z]+|.)", tex)
    return all(c in _TEX_MATH or c in ",;:! " for c in commands)


def _translate(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


def _spell_out(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
