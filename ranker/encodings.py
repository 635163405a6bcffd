"""Text files as programs save them: UTF-8, UTF-16 and UTF-32, with or without a byte order mark,
and the old encoding of Windows in what is no UTF-8."""

from __future__ import annotations

import codecs

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_LEAST, _HEAD = 8, 256  # bytes


def wide_encoding(head: bytes) -> str:
    """The encoding of a text of two or four bytes a letter, by its mark or, where it has none, by
    the zeros of its first letters; "" for any other."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[: min(len(head), _HEAD) & ~1]
    if len(sample) < _LEAST:
        return ""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if not low and high > len(sample) // 2 * 0.7:
        return "utf-16-le"
    return "utf-16-be" if not high and low > len(sample) // 2 * 0.7 else ""


def text_of(data: bytes) -> str:
    """The text of a file, without byte order marks. Bytes that are no UTF-8, whether all of the
    file or what was pasted into it, are read as Windows' Latin letters."""
    wide = wide_encoding(data)
    return (data.decode(wide, "replace") if wide else narrow(data)).lstrip("\ufeff")


def whole(text: str) -> str:
    """The text with a question mark for half a character: JSON and others can spell one, and no
    file in UTF-8 can hold it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def narrow(data: bytes) -> str:
    """The text of bytes that are UTF-8, or Windows' Latin letters where they are not."""
    return data.decode("utf-8", "ranker.windows")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("ranker.windows", _as_windows)
