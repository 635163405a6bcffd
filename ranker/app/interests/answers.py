"""What a reader types about an interest, taken apart: categories, words, names, choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ranker.errors import UsageError
from ranker.settings import LONGEST_KEYWORD
from ranker.taxonomy import CATEGORIES, SUCCESSORS, find_category

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_PIECE = re.compile(r'"([^"]*)"|([^,;"]+)')
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def split_categories(text: str) -> tuple[str, ...]:
    """The codes, as arXiv spells them, and the words for fields, each once, in the order typed.

    Blanks, commas, semicolons and plus signs separate codes; words that stand together are one
    field, so that "cs.sd machine learning" is cs.SD and "machine learning".
    """
    found: list[str] = []
    for piece in re.split(r"[,;+]", text):
        words = piece.split()
        alone = all(_is_code(word) for word in words)
        field: list[str] = []
        for word in words:
            # "physics" is an archive, but not in "computational physics".
            if "." in word or (_is_code(word) and (alone or "-" in word)):
                found += [*filter(None, [" ".join(field)]), find_category(word) or word]
                field = []
            else:
                field.append(word)
        found += filter(None, [" ".join(field)])
    return tuple(dict.fromkeys(found))


def read_as(text: str) -> tuple[str, ...]:
    """For each code that is read as another, such as a closed archive's, a word on it."""
    told = []
    for word in re.split(r"[\s,;+]+", text):
        code = find_category(word)
        if word.lower() in SUCCESSORS:
            told.append(f"arXiv closed {word}; its papers are now in {code}")
        elif code and code.lower() != word.lower():
            told.append(f"{word} is read as {code}, {CATEGORIES[code]}")
    return tuple(told)


def split_words(text: str) -> tuple[str, ...]:
    """Keywords or names: commas and semicolons separate them, and quotes where they are wanted."""
    return tidy("".join(pair) for pair in _PIECE.findall(text.translate(_QUOTES)))


def tidy(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, whatever its case, with single blanks; empty ones are left out."""
    found: dict[str, str] = {}
    for word in (" ".join(word.split()) for word in words):
        if word:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


def check_words(words: Iterable[str], what: str = "keyword") -> tuple[str, ...]:
    """The words, tidied. Raises UsageError for one without a letter or digit, which never hits,
    and for one too long to be looked for."""
    found = tidy(words)
    for word in found:
        if not any(character.isalnum() for character in word):
            raise UsageError(f"the {what} {word!r} has no letter or digit")
        if len(word) > LONGEST_KEYWORD:
            raise UsageError(
                f"the {what} {word[:40]!r}… is longer than {LONGEST_KEYWORD} characters"
            )
    return found


def choose(text: str, offered: Sequence[str]) -> tuple[str, ...]:
    """The offered categories that were chosen by number or range, and codes typed beside them.

    Nothing typed takes all, "none" or "0" none of them. Raises UsageError for anything else.
    """
    if not text.strip():
        return tuple(offered)
    if text.strip().casefold() in ("none", "0"):
        return ()
    chosen: list[str] = []
    for word in re.split(r"[\s,;]+", text.strip(" ,;\t")):
        numbers = _RANGE.fullmatch(word)
        code = find_category(word)
        if numbers:
            first, last = int(numbers[1]), int(numbers[2] or numbers[1])
            if not 1 <= first <= last <= len(offered):
                raise UsageError(f"{word!r} is none of the numbers 1 to {len(offered)}")
            chosen += offered[first - 1 : last]
        elif code:
            chosen.append(code)
        else:
            raise UsageError(f"{word!r} is no number of the list and no arXiv category")
    return tuple(dict.fromkeys(chosen))


def _is_code(word: str) -> bool:
    return find_category(word) is not None
