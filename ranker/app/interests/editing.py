"""One word into a profile's list in rank.toml, or out of it, with every comment and line kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.items import Array

from ranker.app.interests.answers import check_words
from ranker.config import Paths, load_config, read_config
from ranker.errors import ConfigError
from ranker.files import write_atomically

_WHAT = {"keywords": "keyword", "exclude": "excluded word", "authors": "author"}
_IN_ARRAY = re.compile(
    r"#[^\n]*|(?P<value>\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\])*\"|'[^']*')", re.DOTALL
)
_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")


def add_words(paths: Paths, name: str, key: str, words: Sequence[str]) -> tuple[str, ...]:
    """Add to a profile's `keywords`, `exclude` or `authors`, at the end of the list.

    Returns those that were not there yet, whatever their case. Raises ConfigError, UsageError.
    """
    there = {word.casefold() for word in getattr(load_config(paths.config).profile(name), key)}
    new = tuple(w for w in check_words(words, _WHAT[key]) if w.casefold() not in there)
    if new:
        document = tomlkit.parse(read_config(paths.config))
        tables: Any = document["profile"]
        _extend(tables[name], key, new)
        write_atomically(paths.config, tomlkit.dumps(document))
    return new


def remove_word(paths: Paths, name: str, key: str, word: str) -> bool:
    """Take a word out of a profile's list, whatever its case; whether it was there.

    A comment beside it stays. Raises ConfigError where the list is written in a way that cannot be
    changed without losing some of it.
    """
    values = getattr(load_config(paths.config).profile(name), key)
    places = [n for n, one in enumerate(values) if one.casefold() == word.casefold()]
    if not places:
        return False
    document = tomlkit.parse(read_config(paths.config))
    tables: Any = document["profile"]
    before = tables[name][key].as_string()
    text = before
    for place in reversed(places):
        text = _without(text, place)
    wanted = [one for n, one in enumerate(values) if n not in places]
    if _read_array(text) != wanted or _comments(text) != _comments(before):
        raise ConfigError(f"{paths.config}: `{key}` of {name} is written oddly; edit it there")
    tables[name][key] = tomlkit.parse(f"{key} = {text}")[key]
    write_atomically(paths.config, tomlkit.dumps(document))
    return True


def toml_array(words: Sequence[str]) -> Array:
    """A list as `rank init` writes it: a word a line where there are many."""
    array = tomlkit.array()
    array.extend(words)
    return array.multiline(len(words) > 4)


def _extend(table: Any, key: str, words: Sequence[str]) -> None:
    """Put words at the end of a profile's list, in the style of those that are there."""
    if key not in table:
        table[key] = toml_array(words)
        return
    before = table[key].as_string()
    wanted = [*table[key].unwrap(), *words]
    table[key].extend(words)
    if _read_array(table[key].as_string()) == wanted:
        return
    # tomlkit forgets the comma after a last value that a comment follows.
    last = [found.end() for found in _IN_ARRAY.finditer(before) if found["value"]][-1]
    added = "".join(f", {tomlkit.item(word).as_string()}" for word in words)
    table[key] = tomlkit.parse(f"{key} = {before[:last]}{added}{before[last:]}")[key]


def _without(text: str, place: int) -> str:
    """An array's text without the value at that place and the comma behind it; a line that it
    had for itself goes with it. A comma before the last value may stay: TOML allows it."""
    start, end = [found.span() for found in _IN_ARRAY.finditer(text) if found["value"]][place]
    comma = _COMMA.match(text, end)
    if comma:  # maybe behind a comment, which stays
        text = text[: comma.end() - 1] + text[comma.end() :]
    line = text.rfind("\n", 0, start) + 1
    if line and not text[line:start].strip() and text[end : end + 1] == "\n":
        return text[:line] + text[end + 1 :]
    if comma:
        return text[:start] + text[end:].lstrip(" ")
    before = text[:start].rstrip(" ")
    return (before[:-1] if before.endswith(",") else before) + text[end:]


def _comments(text: str) -> list[str]:
    return [found[0].strip() for found in _IN_ARRAY.finditer(text) if not found["value"]]


def _read_array(text: str) -> list[str] | None:
    try:
        found: list[str] = tomllib.loads(f"words = {text}")["words"]
    except tomllib.TOMLDecodeError:
        return None
    return found
