"""Files as Windows saves them: every one is read, or it is said how to save it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ranker.encodings import text_of
from tests.conftest import Rank

WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig")


@pytest.mark.parametrize("encoding", [*WIDE, "cp1252"])
def test_a_text_is_read_in_whatever_encoding(encoding: str) -> None:
    assert text_of("2601.00007 # Über Räume".encode(encoding)) == "2601.00007 # Über Räume"


def test_what_was_pasted_in_another_encoding_costs_no_other_letter() -> None:
    assert (
        text_of("“Räume” ".encode() + "Größe – ".encode("cp1252") + b"\x81")
        == "“Räume” Größe – \ufffd"
    )
    assert text_of(b"\xef\xbb\xbf\xef\xbb\xbfa") == "a"
    assert text_of(b"a\0") == "a\0"


@pytest.mark.parametrize("encoding", WIDE)
def test_ids_votes_papers_and_settings_are_read(
    ready: Rank, home: Path, tmp_path: Path, encoding: str
) -> None:
    ids, papers, kept = tmp_path / "ids.txt", tmp_path / "p.jsonl", tmp_path / "votes.jsonl"
    ids.write_bytes("2601.00007\r\n2601.00008\r\n".encode(encoding))
    assert "2 votes added" in ready("import", ids, "--offline").out
    papers.write_bytes('{"id":"2601.00007","title":"Räume"}\r\n'.encode(encoding))
    assert "1 paper read: 1 new" in ready("fetch", "--from", papers).out
    ready("export", kept)
    kept.write_bytes(kept.read_text("utf-8").encode(encoding))
    assert "0 votes added, 2 were there already" in ready("import", kept, "--offline").out
    settings = home / "rank.toml"
    settings.write_bytes(settings.read_text().replace("\n", "\r\n").encode(encoding))
    assert "2 likes" in ready("status").out


def test_papers_in_the_old_encoding_of_windows_are_read(ready: Rank, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    row = json.dumps({"id": "2601.00007", "title": "Größe"}, ensure_ascii=False)
    path.write_bytes(row.encode("cp1252"))
    ready("fetch", "--from", path)
    assert "Größe" in ready("show", "2601.00007").out


def test_settings_that_are_no_utf8_say_how_to_save_them(ready: Rank, home: Path) -> None:
    settings = home / "rank.toml"
    text = settings.read_text()
    settings.write_bytes(text.replace("speech", "Räume").encode("cp1252"))
    assert "save it anew with the encoding UTF-8" in ready("status").complaint
    settings.write_text(text.replace('"speech"', "“speech”"), encoding="utf-8")
    assert "write straight quotation marks" in ready("status").complaint
