"""A walk through a piece of TeX, which turns it into Unicode sign by sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ranker.text import symbols

_DEEPEST = 20  # commands and groups within each other; beyond, the source is as readable
_NAME = re.compile(r"\\([A-Za-z]+)\*?")
_BLANK = re.compile(r"\s+")
_PLAIN = re.compile(r"[^\\{}_^~$'\s]+")
KEPT_BLANK = "\x00"
"""What `\\,` reads until the end, while the blanks of mathematics come and go."""
_SPACES = ",;:> ~\t\n"


class TooDeepError(Exception):
    """More within each other than anybody writes who is to be read."""


class Walk:
    """Reads a piece of TeX from left to right. `at` is the next character, `whole` whether every
    command so far was known; `known` are those of several parts, by name."""

    def __init__(self, tex: str, known: Mapping[str, Command], *, maths: bool) -> None:
        self._known = known
        self.tex = tex
        self.maths = maths
        self._depth = 0
        self.at = 0
        self.whole = True

    def all(self) -> str:
        """All of it."""
        parts = []
        while self.at < len(self.tex):
            if self.tex[self.at] == "}":
                self.at += 1  # closes nothing
            parts.append(self._until_closed())
        return "".join(parts)

    def one(self) -> str:
        """One command with its groups, one group, one sign."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooDeepError
        seen = self._one(self.tex[self.at : self.at + 1])
        self._depth -= 1
        return seen

    def _one(self, sign: str) -> str:
        if sign == "\\":
            return self._command()
        if sign == "{":
            return self.group()
        if sign in ("_", "^"):
            self.at += 1
            return self.script(sign)
        self.at += 1
        if sign == "~":
            return " "
        if sign == "'" and self.maths:
            return "′"
        return "" if sign == "$" else sign

    def _until_closed(self) -> str:
        """Up to the brace that closes the group, which stays, or the end."""
        parts: list[str] = []
        while self.at < len(self.tex) and self.tex[self.at] != "}":
            if plain := _PLAIN.match(self.tex, self.at):
                parts.append(plain[0])
                self.at = plain.end()
            elif blank := _BLANK.match(self.tex, self.at):
                self.at = blank.end()
                parts.append(" ")
            else:
                parts.append(self.one())
        return "".join(parts)

    def group(self) -> str:
        """The inside of the group that begins here."""
        self.at += 1
        inside = self._until_closed()
        self.at += 1  # the brace that closes it, or the end
        self.at = min(self.at, len(self.tex))
        return inside

    def argument(self) -> str:
        """The group or the sign behind a command."""
        self.skip_blanks()
        if self.at >= len(self.tex) or self.tex[self.at] == "}":
            return ""
        return self.one().strip()

    def option(self) -> str:
        """What stands in brackets behind a command, if anything does."""
        if self.tex[self.at : self.at + 1] != "[":
            return ""
        end = self.tex.find("]", self.at, self.at + 60)
        if end < 0:
            return ""
        found = self.tex[self.at + 1 : end]
        self.at = end + 1
        return found

    def skip_blanks(self) -> None:
        """On to the next sign that is none."""
        if blank := _BLANK.match(self.tex, self.at):
            self.at = blank.end()

    def script(self, sign: str) -> str:
        """What stands behind `_` or `^`, in small signs where Unicode has all of them."""
        said = self.argument().replace(" ", "") if self.maths else self.argument()
        table, whole = (
            (symbols.SUBSCRIPTS, symbols.LOWERED)
            if sign == "_"
            else (symbols.SUPERSCRIPTS, symbols.RAISED)
        )
        if said and all(c in table or c in whole for c in said):
            return "".join(table.get(c) or whole[c] for c in said)
        if len(said) < 2 or (said.isalnum() and (sign == "_" or said.isnumeric())):
            return sign + said if said else ""
        return f"{sign}({said})"

    def _command(self) -> str:
        start = self.at
        name = _NAME.match(self.tex, start)
        if name is None:
            return self._sign()
        self.at = name.end()
        word = name[1]
        if (said := symbols.SYMBOLS.get(word)) is not None:
            return said + self._behind(start, word)
        if word in symbols.OPERATORS:
            return self._operator(word, start)
        if known := self._known.get(word):
            return known(self, word)
        return self._foreign(word, start)

    def _foreign(self, word: str, start: int) -> str:
        said = _of_library(word)
        if said is None:
            self.whole = False
            while self.tex[self.at : self.at + 1] == "{":
                self.group()
            return self.tex[start : self.at]
        return said + self._behind(start, word)

    def _sign(self) -> str:
        r"""`\,`, `\%`, `\"o`, `\\`."""
        sign = self.tex[self.at + 1 : self.at + 2]
        self.at = min(self.at + 2, len(self.tex))
        if not sign:
            return "\\"
        if sign in symbols.ACCENTS and not self.maths:
            return self._known[sign](self, sign)
        if sign in _SPACES or sign == "\\":
            return KEPT_BLANK
        if sign in "-/!@":
            return ""
        if sign in "()[]":  # of mathematics that ends nowhere
            return "\\" + sign
        return "‖" if sign == "|" and self.maths else sign

    def _behind(self, start: int, word: str) -> str:
        """TeX swallows the blank behind a command; here it stays between words, and where another
        stands before the command."""
        if self.tex[self.at : self.at + 2] == "{}":
            self.at += 2
        blank = _BLANK.match(self.tex, self.at)
        if blank is None:
            return ""
        spaced = start > 0 and self.tex[start - 1].isspace()
        kept = word not in symbols.LETTERS and (spaced or not self.maths)
        self.at = blank.end()
        return " " if kept else ""

    def _operator(self, word: str, start: int) -> str:
        before = self.tex[start - 1 : start]
        blank = " " if before and (before.isalnum() or before in ")}") else ""
        self.skip_blanks()
        after = self.tex[self.at : self.at + 1]
        return f"{blank}{word}{' ' if after.isalnum() or after == chr(92) else ''}"


Command = Callable[[Walk, str], str]
"""Reads a command of that name, with what belongs to it, where the walk has come behind it."""


@lru_cache(maxsize=1024)
def _of_library(name: str) -> str | None:
    """What pylatexenc has for a command without groups; None for one that it does not know."""
    from ranker.text.tex import by_library

    said = by_library("\\" + name)
    return None if said is None or "\\" in said else said
