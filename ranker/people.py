"""Names of people as papers and readers write them, and whether two may be one person's.

No library is used: nameparser takes `Michael Iv`, `Rahman Md` and `Master Wu` for suffixes and
titles and needs 120 µs a name, probablepeople takes `LeCun, Yann` and `J.-P. Serre` for companies,
and neither compares two names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Match = Literal["full", "initial"]
"""How two names agree: as one person's, or by nothing but an initial of the first given name."""

COLLECTIVE = re.compile(
    r"\b(?:collaborations?|teams?|consorti(?:um|a)|groups?|community|network)$", re.IGNORECASE
)
SUFFIX = re.compile(r"(?:[Jj]r|JR|[Ss]r|SR|II|III|IV|2nd|3rd)\.?")
DEGREE = re.compile(r"(?:P[hH]\.? ?[dD]|D\.? ?Phil|M\.? ?D|[MBD]\.? ?Sc|D\.? ?Eng|Dr|Prof|Esq)\.?")
_SMALL_WORDS = """
van von vom der den de del della degli di da do dos das du la le los las ten ter te zu zum zur af av
bin ibn ben al el y e op
"""
_PARTICLES = frozenset(_SMALL_WORDS.split())
_TITLE = re.compile(r"(?:Dr|Prof|Professor)\.? (?=.* )")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[“\"][^“”\"]*[”\"]")
_THE = re.compile(r"(?:(?:for|on behalf of) )?(?:the )?", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_MARKS = {**_DASHES, **dict.fromkeys(map(ord, "'’‘ʼ`´"))}
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_JOINED = dict.fromkeys(map(ord, "-."))
_LONGEST = 200  # characters of a name that are compared
_GIVEN = re.compile(r"(-?)([^\s.-]+)(\.?)")


@dataclass(frozen=True, slots=True)
class _Given:
    """One given name, folded; `short` is an abbreviation, `tied` stands behind a hyphen."""

    text: str
    short: bool
    tied: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """Where the family name may begin. A reading that is not `sure` counts against a sure one."""

    given: tuple[_Given, ...]
    family: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Person:
    readings: tuple[_Reading, ...]
    suffix: str = ""


class Followed:
    """Names to look for among the authors of papers."""

    def __init__(self, names: Iterable[str]) -> None:
        people = [(_person(name), name) for name in dict.fromkeys(names)]
        self._wanted = [(_last_word(name), person) for person, name in people if person.readings]

    def among(self, authors: Sequence[str]) -> dict[str, Match]:
        """The authors that are followed. Where one has the name in full, no other counts for that
        name by an initial."""
        text = fold(" ".join(authors)) if self._wanted else ""
        if not any(word in text for word, _ in self._wanted):
            return {}  # nearly all papers
        folded = [(author, fold(author)) for author in authors]
        found: dict[str, Match] = {}
        for word, person in self._wanted:
            matches = {a: _matched(person, _person(a)) for a, text in folded if word in text}
            best = "full" if "full" in matches.values() else "initial"
            for author, match in matches.items():
                if match and match == best and found.get(author) != "full":
                    found[author] = match
        return found


@lru_cache(maxsize=64)
def followed(names: tuple[str, ...]) -> Followed:
    """`Followed`, read once for many papers."""
    return Followed(names)


def same_person(one: str, other: str) -> Match | None:
    """Whether two written names may be one person's: initials, middle names that one lacks,
    accents, hyphens, particles, suffixes and `Family, Given` are seen through; a nickname, another
    order without a comma, or `ue` for `ü` are not."""
    return _matched(_person(one), _person(other))


@lru_cache(maxsize=20_000)
def spelling(name: str) -> str:
    """The letters of a name: two names with the same are certainly one. `B.P. Abbott` is
    `B. P. Abbott`, `Wei-Lun Chao` is `Weilun Chao`, `José` is `Jose`; initials are no names."""
    if COLLECTIVE.search(name):
        name = _THE.sub("", name, count=1)
    return "".join(filter(str.isalnum, fold(name)))


def given_and_family(name: str) -> tuple[str, str]:
    """A name in its usual order as given names and family name, particles with the latter and
    `Jr.` with the former; of one word all is the family name."""
    words = [word for word in name.split() if word]
    suffix = [words.pop()] if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else []
    start = max(0, len(words) - 1)
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[:start] + suffix), " ".join(words[start:])


def fold(text: str) -> str:
    """Lower case without accents and apostrophes, every dash a hyphen."""
    text = text.translate(_MARKS)
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c)).translate(_LETTERS)


def _matched(one: _Person, other: _Person) -> Match | None:
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return None
    found = {
        _given_match(a.given, b.given)
        for a in one.readings
        for b in other.readings
        if a.family == b.family and (a.sure or b.sure)
    }
    return "full" if "full" in found else "initial" if "initial" in found else None


def _given_match(one: tuple[_Given, ...], other: tuple[_Given, ...]) -> Match | None:
    if "".join(a.text for a in one) == "".join(b.text for b in other):
        return "full"  # B.P. and B. P., Wei-Lun and Weilun; a name without given names
    shorter, longer = sorted((one, other), key=len)
    if not shorter or not all(map(_agree, shorter, longer)):
        return None
    if not all(_may_lack(shorter[-1], more) for more in longer[len(shorter) :]):
        return None
    return "initial" if shorter[0].short or longer[0].short else "full"


def _may_lack(last: _Given, more: _Given) -> bool:
    """Whether a name may end with `last` where the other goes on: Jean is not Jean-Pierre, Weilun
    may be W.-L., Wei may not."""
    if more.text in _PARTICLES and not more.short:
        return False
    return not more.tied or last.short or (more.short and more.text in last.text[1:])


def _agree(a: _Given, b: _Given) -> bool:
    if a.text == b.text:
        return True
    return (a.short and b.text.startswith(a.text)) or (b.short and a.text.startswith(b.text))


@lru_cache(maxsize=20_000)
def _person(name: str) -> _Person:
    name = " ".join(_BRACKETED.sub(" ", name[:_LONGEST].translate(_DASHES)).split())
    if COLLECTIVE.search(name):
        return _Person((_Reading((), fold(_THE.sub("", name, count=1)), True),))
    parts = [part.strip() for part in _TITLE.sub("", name).split(",")]
    suffixes = [part for part in parts[1:] if SUFFIX.fullmatch(part)]
    parts = [
        part
        for n, part in enumerate(parts)
        if part and not (n and (SUFFIX.fullmatch(part) or DEGREE.fullmatch(part)))
    ]
    if not parts:
        return _Person(())
    family, rest = parts[0].split(), " ".join(parts[1:]).split()
    for words in (family, rest):
        if len(words) > 1 and SUFFIX.fullmatch(words[-1]):
            suffixes.append(words.pop())
    readings = _inverted(family, rest) if rest else _in_order(family)
    return _Person(readings, fold(suffixes[0]).strip(".") if suffixes else "")


def _inverted(family: list[str], given: list[str]) -> tuple[_Reading, ...]:
    """`Berg, Jan van der` and `van der Berg, Jan`."""
    start = len(given)
    while start > 1 and given[start - 1] in _PARTICLES:
        start -= 1
    return (_reading(given[:start], given[start:] + family, sure=True),)


def _in_order(words: list[str]) -> tuple[_Reading, ...]:
    """The family name is the last word, with the particles in lower case before it; it may be more
    (`Gabriel García Márquez`), where the other name says so."""
    if len(words) == 1 and "." in words[0].rstrip("."):
        words = re.sub(r"\.(?=[^.-])", ". ", words[0]).split()  # Z.Zarezadeh
    start = max(0, len(words) - 1)
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return (
        _reading(words[:start], words[start:], sure=True),
        *(_reading(words[:n], words[n:], sure=False) for n in range(start - 1, 0, -1)),
    )


def _reading(given: list[str], family: list[str], *, sure: bool) -> _Reading:
    names = [
        one
        for hyphen, letters, stop in _GIVEN.findall(" ".join(given))
        for one in _given(letters, hyphen, stop)
    ]
    return _Reading(tuple(names), fold("".join(family)).translate(_JOINED), sure)


def _given(letters: str, hyphen: str, stop: str) -> list[_Given]:
    text, tied = fold(letters), bool(hyphen)
    if 2 <= len(letters) <= 3 and letters.isascii() and letters.isupper() and not stop:
        return [_Given(letter, True, tied or n > 0) for n, letter in enumerate(text)]  # JP Serre
    alone = len(text) == 1 and text.upper() != text  # in scripts with initials
    return [_Given(text, alone or (bool(stop) and len(text) <= 4), tied)] if text else []


def _last_word(name: str) -> str:
    """What every written form of the name holds, folded."""
    reading = _person(name)
    words = re.split(r"[\s,.-]+", fold(name))
    longest: Sequence[str] = [w for w in words if w and reading.readings[0].family.endswith(w)]
    return max(longest, key=len, default="")
