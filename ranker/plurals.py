"""One is one."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 paper`, `3 papers`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
