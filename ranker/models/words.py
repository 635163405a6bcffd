"""One tokeniser for everything that counts words."""

from __future__ import annotations

import re

from ranker.text.reading import read

_TOKEN = re.compile(r"[a-z][a-z0-9]+")
_STOP_TEXT = """
a about above across after again against all almost also although always am among an and another
any are around as at be became because become been before being below between both but by can
cannot could did do does doing done down due during each either else enough etc even ever every
few first for from further get give given had has have having he hence her here hers him his how
however i if in indeed into is it its itself last least less like made many may me might mine
more moreover most much must my myself near neither never nevertheless next no nor not nothing
now of off often on once one only onto or other others otherwise our ours out over own per
perhaps rather same second see seem seems several she should show shows since so some still such
than that the their theirs them then there thereby therefore these they this those though three
through throughout thus to together too toward towards two under until up upon us use used uses
using various very via was we well were what when where whereas whether which while who whole
whom whose why will with within without would yet you your yours
"""
_STOP_WORDS = frozenset(_STOP_TEXT.split())


def tokens(text: str) -> list[str]:
    """Lower-case words of two letters or more, without stop words or numbers, as keywords read
    them: accents are folded, and mathematics is spelled (`CO$_2$` is "co2")."""
    return [t for t in _TOKEN.findall(read(text).text) if t not in _STOP_WORDS]


def is_stop_word(word: str) -> bool:
    """Whether a lower-case word says nothing of a paper."""
    return word in _STOP_WORDS
