"""The votes file: what a line means, which vote stands, and that no line costs another."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.errors import InputFileError
from ranker.feedback.votes import (
    DISLIKE,
    LIKE,
    WITHDRAWN,
    Vote,
    VoteFile,
    VoteLog,
    current,
    digest_of,
    has_other_zones,
    read_votes,
    tally,
    votes_in,
)

AT = datetime(2026, 7, 6, 9, 30, tzinfo=UTC)
LINE = '{"id": "2607.00001", "vote": 1, "at": "2026-07-06T09:30:00+00:00"}'

texts = st.text(max_size=30)
whole_texts = texts.filter(lambda t: t.encode("utf-8", "ignore").decode() == t)
times = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11, minutes=-30))]))
votes = st.builds(
    Vote,
    id=st.integers(1, 99_999).map(lambda n: f"2607.{n:05d}"),
    vote=st.sampled_from([LIKE, DISLIKE, WITHDRAWN]),
    at=times,
    profile=whole_texts,
    title=whole_texts,
    abstract=whole_texts,
    source=whole_texts,
)


def vote(number: int, value: int, minutes: int = 0, profile: str = "") -> Vote:
    return Vote(f"2607.{number:05d}", value, AT + timedelta(minutes=minutes), profile)


@given(st.lists(votes, max_size=5))
@settings(deadline=None, max_examples=60)
def test_votes_come_back_as_they_were_cast(
    tmp_path_factory: pytest.TempPathFactory, cast: list[Vote]
) -> None:
    log = VoteLog(tmp_path_factory.mktemp("votes") / "votes.jsonl")
    for one in cast:
        log.append([one])
    assert log.read().votes == tuple(cast)
    assert log.read().bad_lines == ()
    standing = current(cast, "", first=True)  # times of any zone and age can be compared
    assert all(v.vote in (LIKE, DISLIKE) for v in standing.values())


@given(st.binary(max_size=80) | texts.map(lambda t: t.encode("utf-8", "replace")))
@settings(deadline=None, max_examples=150)
def test_no_garbage_costs_another_line(
    tmp_path_factory: pytest.TempPathFactory, garbage: bytes
) -> None:
    path = tmp_path_factory.mktemp("votes") / "votes.jsonl"
    path.write_bytes(LINE.encode() + b"\n" + garbage + b"\n" + LINE.encode())
    found = read_votes(path)
    assert found.votes == (vote(1, LIKE), vote(1, LIKE))
    assert all("\n" not in line and str(path) in line for line in found.bad_lines)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not JSON ("),
        ("[1]", "is not a JSON object"),
        ('"2607.00001"', "is not a JSON object"),
        ("[" * 100_000, "is not a vote (it is nested too deeply)"),
        ('{"a": ' * 50_000, "is not a vote (it is nested too deeply)"),
        ('{"id": "2607.00001", "vote": 2, "at": "2026-07-06"}', "vote is 2, not 1, -1 or 0"),
        ('{"id": "2607.00001", "vote": true, "at": "2026-07-06"}', "vote is True"),
        ('{"id": "2607.00001", "vote": [1], "at": "2026-07-06"}', "vote is"),
        ('{"id": "2607.00001", "at": "2026-07-06"}', "vote is None"),
        ('{"id": "2607.00001", "vote": 1}', "at is None"),
        ('{"id": "2607.00001", "vote": 1, "at": "yesterday"}', "at is 'yesterday'"),
        (
            '{"id": "2607.00001", "vote": 1, "at": "0001-01-01T00:00:00+02:00"}',
            "at is '0001-01-01T00:00:00+02:00', which no calendar has in every time zone",
        ),
        (
            '{"id": "2607.00001", "vote": 1, "at": "9999-12-31T23:00:00-02:00"}',
            "at is '9999-12-31T23:00:00-02:00', which no calendar has in every time zone",
        ),
        ('{"id": "2607.00001", "vote": 1, "at": 20260706}', "at is 20260706"),
        ("<<<<<<< HEAD", "is a mark of a merge; delete that line, keep all others"),
        ("=======", "is a mark of a merge; delete that line, keep all others"),
        (">>>>>>> theirs", "is a mark of a merge; delete that line, keep all others"),
        ("||||||| base", "is a mark of a merge; delete that line, keep all others"),
        ('{"id": 2607.00001, "vote": 1, "at": "2026-07-06"}', "id is 2607.00001, not a string"),
        ('{"id": "nonsense", "vote": 1, "at": "2026-07-06"}', "'nonsense' is no arXiv id"),
        ('{"id": "", "vote": 1, "at": "2026-07-06", "title": "T"}', "'' is no arXiv id"),
        ('{"id": "2607.00001", "vote": 1, "at": "2026-07-06", "title": ["T"]}', "title is"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_why(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(f"{LINE}\n\n{line}\n{LINE}\n")
    found = read_votes(path)
    assert len(found.votes) == 2
    assert len(found.bad_lines) == 1
    assert found.bad_lines[0].startswith(f"{path} line 3: {why}")
    assert len(found.bad_lines[0]) < 300 + len(str(path))


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_files_of_other_systems_are_read(tmp_path: Path, start: str, end: str) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_bytes((start + LINE + end + LINE + end).encode())
    found = read_votes(path)
    assert found.bad_lines == ()
    assert found.votes == (vote(1, LIKE), vote(1, LIKE))


def test_a_doi_is_a_key_without_a_title_and_no_other_word_is(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(
        "".join(LINE.replace("2607.00001", key) + "\n" for key in ("doi:10.1/a", "doi"))
    )
    found = read_votes(path)
    assert found.votes == (Vote("doi:10.1/a", LIKE, AT),)
    assert len(found.bad_lines) == 1


def test_a_text_is_read_as_its_file_would_be(tmp_path: Path) -> None:
    text = f"{LINE}\r{LINE}\r\n\r\n[1]\n{LINE}"
    path = tmp_path / "votes.jsonl"
    path.write_bytes(text.encode())
    found = votes_in(text, str(path))
    assert found == read_votes(path)
    assert found.votes == (vote(1, LIKE),) * 3
    assert found.bad_lines == (f"{path} line 4: is not a JSON object",)


def test_utf_16_is_told_by_what_to_do_whoever_reads(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_bytes(f"{LINE}\n".encode("utf-16"))
    told = VoteFile((), (f"{path}: it is UTF-16 text; save it as UTF-8",))
    assert read_votes(path) == told
    assert VoteLog(path).read() == told


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one zone a machine")
def test_a_time_that_utc_has_is_one_wherever_the_reader_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Etc/GMT+12")
        time.tzset()
        assert has_other_zones(datetime(1, 1, 1, tzinfo=UTC))
    time.tzset()


def test_what_the_format_leaves_open_is_read_kindly(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    record = {"id": "https://arxiv.org/pdf/2607.00001v3", "vote": -1.0, "at": "2026-07-06T09:30"}
    own = {"id": " smith2020 ", "vote": 1, "at": "2026-07-06T11:30+02:00", "title": "Own key"}
    path.write_text(json.dumps(record | {"profile": None, "more": 1}) + "\n" + json.dumps(own))
    assert read_votes(path).votes == (
        vote(1, DISLIKE),
        Vote("smith2020", LIKE, AT, title="Own key"),
    )


def test_a_title_that_utf8_cannot_carry_can_still_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(LINE[:-1] + ', "title": "half a pair \\ud83d"}\n')
    (found,) = read_votes(path).votes
    VoteLog(tmp_path / "copy.jsonl").append([found])
    assert VoteLog(tmp_path / "copy.jsonl").read().votes == (found,)
    assert found.title.startswith("half a pair ")


def test_a_line_holds_what_is_known_and_can_be_read_by_eye() -> None:
    assert vote(1, LIKE).to_line() == LINE + "\n"
    own = Vote("smith2020", WITHDRAWN, AT, "räume", "Größe 语音", "Ein Wort.", "box")
    assert own.to_line() == (
        '{"id": "smith2020", "vote": 0, "at": "2026-07-06T09:30:00+00:00", "profile": "räume", '
        '"title": "Größe 语音", "abstract": "Ein Wort.", "source": "box"}\n'
    )


def test_no_log_has_no_votes_and_a_folder_is_named(tmp_path: Path) -> None:
    assert VoteLog(tmp_path / "none.jsonl").read().votes == ()
    with pytest.raises(InputFileError, match="cannot be read") as refused:
        read_votes(tmp_path)
    assert str(tmp_path) in str(refused.value)


def test_the_latest_vote_stands_whatever_the_order_of_the_lines() -> None:
    lines = [vote(1, LIKE, 5), vote(1, DISLIKE, 3), vote(2, DISLIKE, 1), vote(2, LIKE, 2)]
    expected = {"2607.00001": vote(1, LIKE, 5), "2607.00002": vote(2, LIKE, 2)}
    assert current(lines, "p", first=True) == expected
    assert current(reversed(lines), "p", first=True) == expected


def test_of_votes_at_the_same_time_the_later_line_stands() -> None:
    assert current([vote(1, LIKE), vote(1, DISLIKE)], "p", first=True) == {
        "2607.00001": vote(1, DISLIKE)
    }


def test_a_withdrawn_vote_is_none_and_may_be_cast_again() -> None:
    lines = [vote(1, LIKE, 0), vote(1, WITHDRAWN, 1)]
    assert current(lines, "p", first=True) == {}
    assert current([*lines, vote(1, LIKE, 2)], "p", first=True) == {"2607.00001": vote(1, LIKE, 2)}
    assert current([*lines, vote(1, LIKE, -2)], "p", first=True) == {}


def test_votes_belong_to_their_profile_and_nameless_ones_to_the_first() -> None:
    lines = [
        vote(1, LIKE, 0, "a"),
        vote(2, LIKE, 0, "b"),
        vote(3, LIKE),
        vote(1, WITHDRAWN, 9, "b"),
    ]
    assert set(current(lines, "a", first=True)) == {"2607.00001", "2607.00003"}
    assert set(current(lines, "a", first=False)) == {"2607.00001"}
    assert set(current(lines, "b", first=False)) == {"2607.00002"}
    assert current(lines, "c", first=False) == {}


def test_likes_and_dislikes_are_counted_and_withdrawals_are_not() -> None:
    assert tally([LIKE, LIKE, WITHDRAWN, DISLIKE, LIKE]) == (3, 1)
    assert tally([]) == (0, 0)


def test_the_digest_tells_what_stands_and_nothing_else() -> None:
    def of(*lines: Vote) -> str:
        return digest_of(current(lines, "", first=True))

    one = of(vote(1, LIKE), vote(2, DISLIKE))
    assert one == of(vote(2, DISLIKE, 7), vote(1, DISLIKE), vote(1, LIKE, 1))
    assert len({one, of(vote(1, LIKE), vote(2, LIKE)), of(vote(1, LIKE)), of()}) == 4


def test_the_digest_is_the_same_in_every_version() -> None:
    """Models are kept by it: another form of it would train every profile anew."""
    standing = current([vote(2, DISLIKE), vote(1, LIKE)], "", first=True)
    written = hashlib.sha256(b"2607.00001 1\n2607.00002 -1").hexdigest()
    assert digest_of(standing) == written[:16]
