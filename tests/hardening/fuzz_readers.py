"""How each parser of what strangers write is given an input, and its answer looked through.

Each raises a RankError for what is refused, and AssertionError where what was read is no value of
the domain.
"""

from __future__ import annotations

import atexit
import io
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from ranker.errors import RankError
from ranker.paper import KINDS, Entry, Paper, canonical_id, parse_id, rejoined
from ranker.settings import LONGEST_KEYWORD
from tests.hardening.fuzzing import check_sound, refused

NAME = "input"
MEMBERS = {"rank.toml": b"[profile.one]\n", "feedback/votes.jsonl": b"{}\n"}
"""What the archives of the samples hold."""


@cache
def _folder() -> Path:
    """Kept until the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="rank-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(data: bytes, name: str = NAME) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _check_entries(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        paper = entry.paper
        assert canonical_id(paper.id) == paper.id
        assert paper.title.strip() and paper.version >= 1 and entry.kind in KINDS
        assert "\0" not in paper.title + paper.abstract + paper.comments + "".join(paper.authors)


def read_feed(data: bytes) -> None:
    from ranker.sources.feed_xml import day_of_feed, parse_feed

    batch = parse_feed(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)
    day_of_feed(data)


def read_api(data: bytes) -> None:
    from ranker.sources.api_xml import parse_api

    batch = parse_api(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def read_oai(data: bytes) -> None:
    from ranker.sources.oai_xml import parse_oai

    page = parse_oai(data, NAME)
    check_sound(page)
    _check_entries(page.batch.entries)
    assert page.token is None or page.token.strip()


def read_mail(data: bytes) -> None:
    from ranker.sources.mail import parse_mail

    batch = parse_mail(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def read_listing(data: bytes) -> None:
    from ranker.sources.listing_html import parse_listing

    page = parse_listing(data, "cs.SD")
    check_sound(page)
    _check_entries(page.entries)
    assert 0 <= page.rows <= page.total


def read_papers(data: bytes) -> None:
    from ranker.sources.files import read_stream

    batch = read_stream(io.BytesIO(data), NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def read_library(data: bytes) -> None:
    from ranker.feedback.importers.recognise import read_likes
    from ranker.feedback.votes import votes_in

    likes = read_likes(_file(data))
    check_sound(likes)
    written = "".join(vote.to_line() for vote in likes.votes)
    assert votes_in(written, NAME).votes == likes.votes


def read_keyword_filter(data: bytes) -> None:
    from ranker.feedback.importers.keyword_filter import read_keyword_filter

    found = read_keyword_filter(_text(data), NAME)
    check_sound(found)
    assert all(len(word) <= LONGEST_KEYWORD for word in (*found.keywords, *found.exclude))


def read_votes(data: bytes) -> None:
    from ranker.feedback.votes import current, digest_of, read_votes, votes_in

    found = read_votes(_file(data, "votes.jsonl"))
    check_sound(found)
    assert all("\n" not in line for line in found.bad_lines)
    written = "".join(vote.to_line() for vote in found.votes)
    assert votes_in(written, NAME).votes == found.votes
    digest_of(current(found.votes, "one", first=True))


def read_shelf(data: bytes) -> None:
    from ranker.feedback.shelf import Shelf

    found = Shelf(_file(data, "shelf.jsonl")).all()
    check_sound(found)
    assert all(kept.id == paper_id for paper_id, kept in found.items())
    assert sorted(found.values(), key=lambda kept: kept.at) is not None


def read_config(data: bytes) -> None:
    from ranker.app.interests.editing import add_words, remove_word
    from ranker.config import Paths, load_config

    path = _file(data, "rank.toml")
    config = load_config(path)
    check_sound(config)
    assert config.profiles
    name = config.profiles[0].name
    add_words(Paths(path.parent), name, "keywords", ["a new one"])
    assert "a new one" in load_config(path).profile(name).keywords
    remove_word(Paths(path.parent), name, "keywords", "a new one")
    assert load_config(path) == config


def read_ids(data: bytes) -> None:
    from ranker.feedback.importers.identifying import mentioned

    text = _text(data)
    list(mentioned(text))
    rejoined(text.split())
    for written in {text, *text.splitlines()}:
        try:
            paper_id, version = parse_id(written)
        except RankError as error:
            refused(error)
        else:
            assert parse_id(paper_id) == (paper_id, None)
            assert version is None or 1 <= version <= 999


def read_keywords(data: bytes) -> None:
    from ranker.digest.marks import marked
    from ranker.models.keywords import KeywordMatcher

    keyword, _, text = _text(data).partition("\n")
    title, _, abstract = text.partition("\n")
    matcher = KeywordMatcher([keyword[:LONGEST_KEYWORD], title[:40]])
    paper = Paper("2607.00001", title, abstract)
    hits = matcher.hits(paper)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(getattr(paper, hit.field))
    assert {hit.keyword for hit in hits} == set(matcher.fields(paper))
    marked(abstract, hits, "abstract", 2000)


def read_tex(data: bytes) -> None:
    from ranker.digest.mathml import mathml
    from ranker.feedback.importers.cleaning import plain
    from ranker.text.display import display, pieces
    from ranker.text.reading import read
    from ranker.text.tex import tex_to_unicode
    from ranker.withdrawal import is_withdrawn

    raw = _text(data)[:50_000]
    check_sound([tex_to_unicode(raw), display(raw), plain(raw)])
    is_withdrawn(raw, raw, raw)
    end = 0
    for piece in pieces(raw):
        assert end <= piece.start < piece.end <= len(raw)
        end = piece.end
        check_sound(str(mathml(piece.tex)))
    reading = read(raw)
    check_sound(reading.text)
    for place in range(0, len(reading.text), max(1, len(reading.text) // 20)):
        start, stop = reading.span(place, place + 1)
        assert 0 <= start < stop <= len(raw)


def read_names(data: bytes) -> None:
    from ranker.author_lists import author_names, split_authors
    from ranker.people import given_and_family, same_person, spelling

    line = _text(data)
    names = author_names(split_authors(line))
    check_sound(names)
    for one in (*names[:5], line):
        spelling(one)
        given_and_family(one)
        same_person(one, "Sample, Ada")
    assert all(name.strip() for name in names)


def read_comments(data: bytes) -> None:
    from ranker.github import issues
    from ranker.github.boxes import announcement_in, choices_in
    from ranker.github.commands import commands_in

    text = _text(data)
    announcement_in(text)
    for choice in choices_in(text):
        check_sound(choice)
        assert choice.vote in (-1, 0, 1)
    for command in commands_in(text):
        check_sound(command)
        assert command.vote in (-1, 0, 1) and command.papers
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return
    for read in (issues._issue, issues._comment):
        try:
            check_sound(read(answer))
        except RankError as error:
            refused(error)


def read_manifest(data: bytes) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("manifest.json", data)
        for name, held in MEMBERS.items():
            file.writestr(name, held)
    read_archive(packed.getvalue())


def read_archive(data: bytes) -> None:
    from ranker.app.care.archive import restore

    path = _file(data, "rank.zip")
    home = _folder() / "restored"
    try:
        for member in restore(path, home):
            assert (home / member.name).read_bytes()[: member.size + 1] == MEMBERS[member.name]
    finally:
        _clear(home)


def _clear(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    left = [p for p in _folder().iterdir() if p.name.startswith(".")]
    assert not left, left
