"""Tables of rank.toml checked against the settings that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, TypeVar

from ranker.errors import ConfigError
from ranker.settings import (
    ArxivSettings,
    DigestSettings,
    EmailSettings,
    EncoderSettings,
    SiteSettings,
    ZoteroSettings,
)

_Settings = TypeVar(
    "_Settings",
    ArxivSettings,
    EncoderSettings,
    DigestSettings,
    EmailSettings,
    ZoteroSettings,
    SiteSettings,
)


def table_in(kind: type[_Settings], data: dict[str, Any], name: str) -> _Settings:
    """The settings of a table, those that it does not name by default. Raises ConfigError."""
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{name} must be a table")
    defaults = kind()
    check_keys(table, [f.name for f in fields(kind)], name + ".")
    values = {k: _setting(v, getattr(defaults, k), f"{name}.{k}") for k, v in table.items()}
    return kind(**values)


def _setting(value: Any, default: Any, where: str) -> Any:
    if isinstance(default, tuple):
        return words_in(value, where)
    wanted = type(default)
    if where == "digest.size" and isinstance(value, str):
        return value
    right = isinstance(value, wanted) or (wanted is float and isinstance(value, int))
    if not right or isinstance(value, bool):
        raise ConfigError(f"{where} is {value!r}; it must be a {_PLAIN[wanted]}")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ConfigError(f"{where} is too large a number; take at most {_LARGEST:,}")
    return value.rstrip("/") if where.endswith("_url") else value


_LARGEST = 1_000_000_000  # of what is counted here; systems and files take no number of any size
_PLAIN = {str: "string", int: "whole number", float: "number"}


def words_in(value: Any, where: str) -> tuple[str, ...]:
    """A list of texts, each once. Raises ConfigError."""
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ConfigError(f'{where} must be a list of strings, like ["speech", "noise"]')
    return tuple(dict.fromkeys(v.strip() for v in value if v.strip()))


def check_keys(table: Mapping[str, Any], known: Any, prefix: str) -> None:
    """Raise ConfigError for a key that is not known, with the one that may be meant."""
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise ConfigError(f"unknown setting {prefix}{key}; {hint}")
