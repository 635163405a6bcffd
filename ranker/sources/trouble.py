"""Errors of a source that have a `Trouble` of their own, and their way into a `Problem`."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.errors import RankError, SourceError, UnreachableError
from ranker.sources.interface import Problem, Trouble


class ThrottledError(UnreachableError):
    """arXiv told us to slow down, and still so after the tries allowed, or is cooling down."""


class UnknownCategoryError(SourceError):
    """arXiv knows no category of that name."""


class RefusedError(SourceError):
    """arXiv read the request and would not answer it: one of its words is at fault."""


MOST_PROBLEMS = 1000  # of one answer: what is of another kind must not become a million messages


def check_few(problems: Sequence[Problem], where: str) -> None:
    """Raise SourceError for more problems than an answer of the right kind can have."""
    if len(problems) > MOST_PROBLEMS:
        raise SourceError(f"{where}: more than {MOST_PROBLEMS:,} entries cannot be read")


def problem_of(error: RankError, where: str) -> Problem:
    """The Problem that `error` means for `where` (a category, a date, an address)."""
    trouble: Trouble = "not-arxiv"
    if isinstance(error, ThrottledError):
        trouble = "throttled"
    elif isinstance(error, UnreachableError):
        trouble = "unreachable"
    elif isinstance(error, UnknownCategoryError):
        trouble = "unknown-category"
    return Problem(trouble, where, str(error))
