"""A keyword as a pattern over readings (ranker/text/reading.py). docs/keywords.md has the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ranker.models.letter_case import NOTHING_DOUBTED, SEPARATORS, SHORT, Guard
from ranker.text.compounds import closes, is_word, openings
from ranker.text.number import number_forms
from ranker.text.reading import read
from ranker.text.signs import GREEK_NAMES

# "~" is TeX's unbreakable blank.
_BETWEEN = r"[\s~\-]*"
_APART = r"[\s~\-]+"
_HYPHEN = r"(?:-\s*)?"
# Scripts that put no blank between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Korean puts its particles behind the word, without a blank; "SU(2)" may have an index.
_LETTER = rf"[^\W{_UNSPACED}]"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_SPELLED_UMLAUT = re.compile(r"(?<=[^aeiou])([aou])e(?=[^aeiou])")
_LONGEST_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class KeywordPattern:
    """`regex` finds the keyword in a reading; `part` stands in every reading that has it."""

    source: str
    part: str
    guard: Guard | None

    def regex(self, text: str) -> re.Pattern[str]:
        """What finds it in that text, compiled when it is first looked for.

        Most texts are of letters alone that blanks part, for which the pattern is a short one; the
        other takes ten times as long to compile.
        """
        if text.isascii() or not _has_unspaced(text):
            return _compiled(self.source.replace(_LETTER, r"\w"))
        return _compiled(self.source)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a keyword: as typed, as read, and whether a blank was typed before it."""

    typed: str
    read: str
    after_blank: bool


@lru_cache(maxsize=4096)
def keyword_pattern(keyword: str) -> KeywordPattern | None:
    """None for a keyword in which nothing can be looked for."""
    stem, any_ending = without_star(keyword.strip())
    words = _words(stem)
    if not words:
        return None
    forms = [
        (word.read,) if any_ending and n == len(words) - 1 else _forms(word, n, words)
        for n, word in enumerate(words)
    ]
    body = _body(words, forms)
    if any_ending:
        body += rf"{_LETTER}*" if words[-1].read[-1:].isalnum() else r"\w*"
    source = _begin(words[0].read, forms[0], body) + _end(words, any_ending)
    return KeywordPattern(source, _part(forms), None if any_ending else _guard(words, forms[-1]))


def _has_unspaced(text: str) -> bool:
    """Whether a script that puts no blank between words stands in the text."""
    return not text.isascii() and _compiled(f"[{_UNSPACED}]").search(text) is not None


def _ends_freely(last: str) -> bool:
    return last in ")]}" or "\uac00" <= last <= "\ud7a3" or _has_unspaced(last)


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def without_star(keyword: str) -> tuple[str, bool]:
    """The keyword, and whether it asks for every ending. "A*" and "K*" are names."""
    if re.search(r"(?<!\w)\w\*$", keyword):
        return keyword, False
    return keyword.rstrip("*"), keyword.endswith("*")


def _words(stem: str) -> list[_Word]:
    words: list[_Word] = []
    for typed in re.finditer(rf"[^\s\-\u2010-\u2015\u2212]+|{SEPARATORS.pattern}", stem):
        if SEPARATORS.fullmatch(typed[0]):
            continue
        before = stem[: typed.start()]
        found = read(typed[0]).text.strip()
        # A sign may have read as a hyphen or a blank: `21\,cm`.
        for n, part in enumerate(p for p in SEPARATORS.split(found) if p):
            words.append(_Word(typed[0], part, n > 0 or not before or before[-1].isspace()))
    return words


def _forms(word: _Word, n: int, words: Sequence[_Word]) -> tuple[str, ...]:
    """What may stand for a word: the last, and one before "of", in singular and plural."""
    spellings = {word.read, *_umlauts(word)}
    owner = word.read.removesuffix("'s")
    if owner != word.read:
        # Of a mere 's, nothing would be left but what stands everywhere.
        return (word.read, owner) if any(map(str.isalnum, owner)) else (word.read,)
    if n < len(words) - 1 and words[n + 1].read != "of":
        return tuple(sorted(spellings))
    if _is_acronym(word.typed):
        own = word.read
        return (own,) if own.endswith("s") else (own, own + "s")
    if word.typed[-1] == "s" and word.typed[:-1].isupper() and len(word.typed) > 2:
        return (word.read, word.read[:-1])
    return tuple(sorted(form for spelling in spellings for form in number_forms(spelling)))


def _umlauts(word: _Word) -> set[str]:
    """As "Schroedinger" for "Schrödinger", and the other way round in names."""
    spelled = word.typed.translate(_UMLAUTS)
    if spelled != word.typed:
        return {read(spelled).text}
    if len(word.read) > _LONGEST_ACRONYM and word.typed[:1].isupper() and not is_word(word.read):
        return {_SPELLED_UMLAUT.sub(r"\1", word.read)}
    return set()


def _is_acronym(typed: str) -> bool:
    return typed.isupper() and typed.isalnum() and 1 < len(typed) <= _LONGEST_ACRONYM


def _body(words: Sequence[_Word], forms: Sequence[Sequence[str]]) -> str:
    body = _alternatives(forms[0])
    for before, word, own in zip(words, words[1:], forms[1:], strict=False):
        closed = not word.after_blank or closes(before.read, word.read)
        body += (_BETWEEN if closed else _APART) + _alternatives(own)
    return body


def _alternatives(forms: Sequence[str]) -> str:
    """Any of the forms, with its openings; what all begin with stands first, once."""
    opened = [_opened(form) for form in forms]
    shared = _shared([piece for pieces, _ in opened for piece in pieces[:1]])
    if len(forms) == 1:
        return opened[0][1]
    rests = sorted(
        {text[len(re.escape(shared)) :] for _, text in opened}, key=lambda r: (-len(r), r)
    )
    return re.escape(shared) + "(?:" + "|".join(rests) + ")"


def _shared(texts: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(texts), max(texts)
    return first[: next((n for n, c in enumerate(first) if last[n : n + 1] != c), len(first))]


def _opened(form: str) -> tuple[list[str], str]:
    """The pieces of a word between its openings, and the whole as a pattern."""
    pieces, text, last = [], "", 0
    for place, blank in openings(form):
        pieces.append(form[last:place])
        text += re.escape(form[last:place]) + (_BETWEEN if blank else _HYPHEN)
        last = place
    return [*pieces, form[last:]], text + re.escape(form[last:])


def _begin(first: str, forms: Sequence[str], body: str) -> str:
    """The pattern with no letter before it.

    What every form begins with is looked for first, since the search for literal letters is
    many times faster than that for a place between words.
    """
    if not first or _has_unspaced(first[0]):
        return body
    start = re.escape(_shared([_opened(form)[0][0] for form in forms]))
    if not start or not body.startswith(start):
        return rf"(?<!{_LETTER}){body}"
    return rf"{start}(?<!{_LETTER}{start}){body[len(start) :]}"


def _end(words: Sequence[_Word], any_ending: bool) -> str:
    last = words[-1].read
    if any_ending or not last or _ends_freely(last[-1]):
        return "" if not any_ending else rf"(?!{_LETTER})"
    if last[-1] in "+#":  # "C++17"
        return r"(?![^\W\d]|[+#])"
    if len(words) == 1 and len(last) == 1 and last.isalpha():  # "C" is neither "C++" nor "C*"
        return rf"(?!{_LETTER}|\+\+|#|\*)"
    return rf"(?!{_LETTER})"


def _part(forms: Sequence[Sequence[str]]) -> str:
    """The longest stretch that all that the keyword finds has in common."""
    parts = [""]
    for own in forms:
        split = [_opened(form)[0] for form in own]
        parts.append(_shared([pieces[0] for pieces in split]))
        if len(own) > 1 and all(len(pieces) == len(split[0]) for pieces in split):
            parts += [_shared(column) for column in zip(*split, strict=True)]
        elif len(own) == 1:
            parts += split[0]
    return max(parts, key=len)


def _guard(words: Sequence[_Word], forms: Sequence[str]) -> Guard | None:
    last = words[-1]
    acronym = last.typed.isupper() or last.typed[:-1].isupper()
    short = (
        len(words) == 1
        and 1 < len(last.typed) < SHORT
        and last.typed.isascii()
        and last.typed.isalnum()
    )
    greek = len(words) == 1 and last.read in GREEK_NAMES and not last.typed.islower()
    guard = Guard(
        last.typed if short else "",
        greek and last.typed.isascii() and last.typed.isalpha(),
        _doubtful_plurals(last, forms, acronym=acronym),
    )
    return guard if guard != NOTHING_DOUBTED else None


def _doubtful_plurals(last: _Word, forms: Sequence[str], *, acronym: bool) -> tuple[str, ...]:
    """Plurals in s of acronyms and short words, which may be other words in capitals."""
    if acronym and last.typed[-1] == "s":
        return (last.read,)
    plurals = (form for form in forms if form != last.read and form.startswith(last.read))
    return tuple(p for p in plurals if p.endswith("s") and (acronym or len(p) <= SHORT + 1))
