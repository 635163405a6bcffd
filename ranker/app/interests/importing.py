"""What `rank init --import` starts from: a library of likes, or the keyword filter's config.py."""

from __future__ import annotations

from pathlib import Path

from ranker.errors import InputFileError
from ranker.feedback.importers.keyword_filter import KeywordFilter, read_keyword_filter
from ranker.feedback.importers.recognise import read_likes, read_text, recognise


def read_old(path: Path) -> KeywordFilter | None:
    """The keyword filter's configuration, or None where the file holds votes or likes.

    Raises InputFileError for a file that holds neither, before anything is written.
    """
    text = read_text(path)
    if recognise(text, str(path)) == "keyword-filter":
        return read_keyword_filter(text, str(path))
    found = read_likes(path)
    if not found.votes:
        raise InputFileError(f"no vote was read: {found.bad_lines[0]}")
    return None
