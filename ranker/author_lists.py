"""Author lists as the sources write them, made into names: one paper, one list, whoever tells it.

https://info.arxiv.org/help/prep.html#author describes arXiv's line; what submitters make of it are
`CLEO Collaboration: A. One, et al`, `A. One & B. Two (for the HALO team)` and the like, and the
services pass on its pieces. A name keeps its `Jr.` or `Ph.D.`; affiliations, footnote signs and
`et al` are nobody.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from ranker.people import COLLECTIVE, DEGREE, SUFFIX
from ranker.text.tex import tex_to_unicode

# Casta~neda has lost the stroke of an accent, Ada~Sample has none.
_TEX_BLANK = re.compile(r"\\[,;:]|(?:\\ |(?<!\\)~)(?![a-z ])")
_TEX_BREAK = re.compile(r"\\(?:\\|(?:and|And|AND)(?![A-Za-z]))")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>")
_FOOTNOTE = re.compile(r"\$ ?\^[^$]{0,60}\$|\^(?:\{[^{}]{0,60}\}|[\d*]+)|[*†‡§¶]+")
_INNER_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNCLOSED = re.compile(r"\([^()]*$|[()]")
_ET_AL = re.compile(r"(?<!\w)et(?:\.\s*|\s+)al(?:ii|ia)?(?!\w)\.?", re.IGNORECASE)
# What stands between two names whatever kind of list it is.
_BETWEEN = re.compile(
    r"\s*[;:&]\s*|,?\s+with (?:an )?appendi(?:x|ces)(?: [a-z]+)? (?:by|of|from)\s+"
    r"|(?:^|,|\s)\s*(?:on behalf of\s+(?:the\s+)?|(?:for|representing)\s+"
    r"(?:the\s+|(?=[^,;:]{1,80}\b(?:collaborations?|teams?|consortium|group)\b)))",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*[,，、]\s*")
_AND = re.compile(r"\s+(?:and|AND|with(?= [A-Z]))\s+")
_TURNED_AND = re.compile(r"(?<=\.),? and (?=[^,]+, (?:-?[^\W\d_]\.[ -]?)+$)")  # One, A. and Two, B.
_LINK = re.compile(r"^(?:(?:and|AND|with|by)\s+)+|\s+(?:and|AND|with)$")
_NOBODY = re.compile(
    r"(?:and )?(?:many )?others|co-?authors|and|with|by|"
    r"\d+ authors?|(?:and )?\d+ (?:additional|more|other)(?: co-?)?\s?authors?(?: not shown)?",
    re.IGNORECASE,
)
# What arXiv's own lists make of `The HALO and Sky Collaborations`: "The HALO" and this.
_SHARED = re.compile(r"(?!.* and ).*\b(?:Collaborations|Consortia)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:-?[^\W\d_](?:[^\W\d_]{0,2}\.|(?!\w))[ -]?)+")


def split_authors(line: str) -> tuple[str, ...]:
    """The names in a line whose names stand between commas or "and"."""
    return _gathered(
        name
        for chunk in _BETWEEN.split(_plain(line) or _plain(line.strip("()[] ")))
        for part in _turned(_TURNED_AND.sub(", ", chunk))
        for name in _at_and(part)
    )


def author_names(written: Iterable[str]) -> tuple[str, ...]:
    """The names in a list that a source has split already, one a text; though what it holds may
    still be `One, Ann`, `Ann One & Bob Two`, a whole line or no name."""
    return _gathered(
        name
        for text in _closed(written)
        for chunk in _BETWEEN.split(_plain(text))
        for name in _names(chunk)
    )


def in_order(name: str) -> str:
    """`van der Vliet, Jan, Jr.` as `Jan van der Vliet Jr.`; other names as they are."""
    parts = [part for part in _COMMA.split(name.strip()) if part]
    added = [part for part in parts[1:] if SUFFIX.fullmatch(part) or DEGREE.fullmatch(part)]
    family, *given = [part for part in parts if part not in added] or [""]
    whole = " ".join([*given, family])
    return "".join([whole, *(_addition(part) for part in added)])


def _turned(chunk: str) -> list[str]:
    """`One, A., Two, B. C.` as two names; other lines split at their commas."""
    parts = _COMMA.split(chunk)
    family, given = parts[0::2], [_LINK.sub("", part) for part in parts[1::2]]
    in_turn = len(family) == len(given) and all(map(_INITIALS.fullmatch, given))
    if not in_turn or any(map(_INITIALS.match, family)):
        return parts
    return [f"{b} {_LINK.sub('', a)}" for a, b in zip(family, given, strict=True) if a]


def _closed(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, those of an affiliation put together again that was split at its commas."""
    held: list[str] = []
    depth = 0
    for piece in pieces:
        depth += piece.count("(") - piece.count(")")
        held.append(piece)
        if depth <= 0:
            yield ", ".join(held)
            held, depth = [], 0
    yield from held


def _plain(text: str) -> str:
    """Without TeX, entities, tags, affiliations and footnote signs, white space folded."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text or "~" in text:
        text = tex_to_unicode(_TEX_BLANK.sub(" ", _TEX_BREAK.sub(";", text)))
    text = _FOOTNOTE.sub("", text)
    for _ in range(4):  # affiliations nest, though never deeply
        text, removed = _INNER_BRACKETS.subn(" ", text)
        if not removed:
            break
    return " ".join(_ET_AL.sub(";", _UNCLOSED.sub(" ", text)).split())


def _names(chunk: str) -> list[str]:
    """The names in a piece of a list, which may be one name turned round."""
    sides = _AND.split(chunk)
    if len(sides) > 1 and all(side.count(",") == 1 for side in sides):
        return [in_order(side) for side in sides]  # One, Ann and Two, Bob
    parts = [part for part in _COMMA.split(chunk) if part]
    names = [p for p in parts if not (SUFFIX.fullmatch(p) or DEGREE.fullmatch(p))]
    if len(names) == 2 and not all(map(_is_whole, names)):
        return [in_order(chunk)]
    return [name for part in parts for name in _at_and(part)]


def _is_whole(name: str) -> bool:
    """Whether it has a given and a family name, and is not `B. P.` or the like."""
    return " " in name and not _INITIALS.fullmatch(name)


def _at_and(part: str) -> list[str]:
    """The names to both sides of "and"; `The CMS and LHCb Collaborations` is one."""
    names = _AND.split(part)
    if len(names) > 1 and COLLECTIVE.search(part):
        first = names[0].removeprefix("The ").removeprefix("the ")
        several = part.lower().endswith("s") and "." not in first
        if several or " " not in first:
            return [part]
    return names


def _gathered(names: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for raw in names:
        name = _LINK.sub("", raw.strip(" ,\\-_/|"))
        if SUFFIX.fullmatch(name) or DEGREE.fullmatch(name):
            if found and not found[-1].endswith(_addition(name)):
                found[-1] += _addition(name)
        elif found and _SHARED.fullmatch(name) and "." not in found[-1]:
            found[-1] += f" and {name}"
        elif any(map(str.isalpha, name)) and not _NOBODY.fullmatch(name):
            found.append(name)
    return tuple(found)


def _addition(part: str) -> str:
    """`Jr.` is part of a name, `Ph.D.` comes behind a comma."""
    return f" {part}" if SUFFIX.fullmatch(part) else f", {part}"
