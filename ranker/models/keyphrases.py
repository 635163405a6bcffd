"""Words and phrases that some papers have and others have not. Pure.

What counts is in how many papers a phrase stands, not how often. It must be more frequent there
than chance allows: the log odds ratio over its standard error (Monroe, Colaresi & Quinn 2008,
equation 22, with half a paper as prior). Of those that are, a keyword should find much and hardly
anything else, so they stand by the root of how many papers have them, times the log of how much
rarer they are elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ranker.models.words import is_stop_word
from ranker.paper import Paper
from ranker.text.display import pieces
from ranker.text.reading import read

LONGEST = 3  # words
LEAST_CERTAINTY = 2.0  # standard errors
LARGEST_SHARE = 0.05  # of the other papers: what is more frequent there is no keyword
_PRIOR = 0.5  # papers
_MOST_RARE = 200.0  # times: beyond, it is how few the others are that tells
_LONGER = 0.75  # of a phrase's papers that have a longer one, which then stands for it
_OVERLAP = 0.6  # of a phrase's papers: more of them under a chosen phrase that has its words

_NO_WORDS = re.compile(r"\$|\\[A-Za-z]+|https?://\S+")
_FORMULA_WORD = re.compile(r"\w{1,12}\*?")  # "CO₂", "p" of "p-adic"; longer ones are no words
_CLAUSE = re.compile(r"[^\w\s'’\-‐‑]+")
_WORD = re.compile(r"(?=[\d_]*[^\W\d_])\w[\w'’‐‑-]*\w")
# What every abstract says; of a phrase it may be neither end.
_ANYWHERE_TEXT = """
able achieve achieves analysis approach approaches article based better compared consider data
demonstrate different effect effective effects evaluate existing experiment experiments
experimental find findings framework high however important improve improved improves including
investigate large low method methods model models new novel number obtain obtained paper
performance present presents problem problems propose proposed proposes provide provides recent
result results significant significantly state-of-the-art studies study system systems task tasks
technique techniques theory work works
"""
_SAID_ANYWHERE = frozenset(_ANYWHERE_TEXT.split())


@dataclass(frozen=True, slots=True)
class Keyphrase:
    """A phrase as it is mostly written, the numbers of the papers that have it, in how many of the
    other papers it stands, and its weight."""

    text: str
    papers: tuple[int, ...]
    others: int
    weight: float


def keyphrases(
    papers: Sequence[Paper], others: Iterable[Paper], least: int, most: int
) -> tuple[Keyphrase, ...]:
    """At most so many phrases that at least `least` of the papers have, the weightiest first.

    Of phrases within each other that stand in much the same papers, one is given.
    """
    owners: dict[str, set[int]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for number, paper in enumerate(papers):
        for key, form in _phrases(paper):
            owners[key].add(number)
            written[key][form] += 1
    frequent = _longest({key: has for key, has in owners.items() if len(has) >= least})
    elsewhere, count = Counter[str](), 0
    for paper in others:
        count += 1
        elsewhere.update({key for key, _ in _phrases(paper)} & frequent)
    weights = {
        key: _weight(len(owners[key]), len(papers), elsewhere[key], count) for key in frequent
    }
    order = sorted(
        (key for key, weight in weights.items() if weight),
        key=lambda key: (-weights[key], -len(key.split()), key),
    )
    chosen: list[str] = []
    for key in order:
        if len(chosen) < most and not any(_repeats(key, one, owners) for one in chosen):
            chosen.append(key)
    return tuple(
        Keyphrase(
            _plainly(written[key].most_common(1)[0][0]),
            tuple(sorted(owners[key])),
            elsewhere[key],
            weights[key],
        )
        for key in chosen
    )


def _longest(owners: dict[str, set[int]]) -> set[str]:
    """The phrases, without those that mostly stand within one longer phrase."""
    within = set()
    for key, has in owners.items():
        words = key.split()
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                part = " ".join(words[start:end])
                if part != key and len(has) >= _LONGER * len(owners.get(part, ())):
                    within.add(part)
    return set(owners) - within


def _weight(have: int, papers: int, others_have: int, others: int) -> float:
    """What a phrase is worth as a keyword; 0 for one that is too frequent or hardly more so."""
    if not others:
        return sqrt(have)

    def odds(some: int, every: int) -> float:
        return log((some + _PRIOR) / (every - some + _PRIOR))

    error = sqrt(1 / (have + _PRIOR) + 1 / (others_have + _PRIOR))
    ahead = odds(have, papers) - odds(others_have, others)
    if ahead < LEAST_CERTAINTY * error or others_have > max(1, LARGEST_SHARE * others):
        return 0.0
    rarer = (have + _PRIOR) / (papers + 1) * (others + 1) / (others_have + _PRIOR)
    return sqrt(have) * log(min(rarer, _MOST_RARE))


def _repeats(key: str, chosen: str, owners: dict[str, set[int]]) -> bool:
    inner, outer = sorted((f" {key} ", f" {chosen} "), key=len)
    shared = len(owners[key] & owners[chosen])
    return inner in outer and shared >= _OVERLAP * len(owners[key])


def _phrases(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every phrase of up to three words, by the key that its forms share, and as written."""
    for field in (paper.title, paper.abstract):
        for clause in _CLAUSE.split(_NO_WORDS.sub(" ; ", _with_words_of_formulas(field))):
            words = _WORD.findall(clause)
            keys = [_key(word) for word in words]
            dull = [is_stop_word(key) or key in _SAID_ANYWHERE for key in keys]
            for start in range(len(words)):
                if dull[start]:
                    continue
                for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                    if is_stop_word(keys[end - 1]) and keys[end - 1] != "of":
                        break
                    if not dull[end - 1]:
                        key = " ".join(keys[start:end]).replace("-", " ")
                        yield key, " ".join(words[start:end])


def _with_words_of_formulas(field: str) -> str:
    """The text as a reader sees it, with a break for every formula that is no word."""
    parts: list[str] = []
    end = 0
    for piece in pieces(field):
        is_word = not piece.tex or _FORMULA_WORD.fullmatch(piece.seen)
        parts += (field[end : piece.start], piece.seen if is_word else " ; ")
        end = piece.end
    return "".join((*parts, field[end:]))


def _key(word: str) -> str:
    """A word without case, accents and, roughly, number: what the keyword finds anyway."""
    folded = word.casefold() if word.isascii() else read(word).text
    if len(word) > 2 and word[:-1].isupper() and word[-1] == "s":
        return folded[:-1]
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is")):
        return folded[:-3] + "y" if folded.endswith("ies") else folded[:-1]
    return folded


def _plainly(form: str) -> str:
    """Without the capitals of a title; those within a word are its own ("BERT", "MoS2")."""
    return " ".join(w.lower() if w[1:] == w[1:].lower() else w for w in form.split())
