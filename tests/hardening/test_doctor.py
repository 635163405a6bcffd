"""`rank doctor` finds each kind of damage, says what is safe, and mends what can be mended."""

from __future__ import annotations

import gc
import json
import os
import shutil
from pathlib import Path

import pytest

from ranker.app.care.mending import still_said, unread_lines
from ranker.app.workspace import Workspace
from ranker.cli.doctor_words import _WORDS
from ranker.store.database import connect
from ranker.store.forecasts import Forecasts
from ranker.store.papers import PaperStore
from tests.conftest import Rank
from tests.encoder import tiny
from tests.hardening.fuzzing import watched
from tests.hardening.test_damage import noise
from tests.invented import Clock, paper

LINE = '{"id": "2607.00012", "vote": 1, "at": "2026-07-05T09:00:00+00:00", "profile": "hearing"}'


@pytest.fixture
def sick(ready: Rank, papers_file: Path, monkeypatch: pytest.MonkeyPatch) -> Rank:
    """A workspace with a digest, a model, and nothing wrong yet."""
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("ranker.app.runs.scheduling.found", lambda machine, home: ())
    assert ready("today", "--from", papers_file).code == 0
    assert ready("like", paper(4).id).code == 0
    assert ready("train").code == 0
    gc.collect()
    return ready


def faults(rank: Rank, *words: str) -> list[tuple[str, bool]]:
    """What is found, and whether it was mended."""
    done = rank("doctor", "--format", "json", *words)
    found = json.loads(done.out)
    assert done.code == (0 if found["sound"] else 1)
    return [(one["fault"], one["mended"]) for one in found["findings"]]


def test_a_sound_workspace_is_sound_and_nothing_is_written(sick: Rank, home: Path) -> None:
    before = {
        p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.parent.name != "store"
    }
    done = sick("doctor")
    assert (done.code, done.err) == (0, "")
    states = [line.split(maxsplit=1) for line in done.out.splitlines()]
    assert [state for _, state in states] == ["sound"] * 10 + ["not asked; --ask asks"]
    assert sick("doctor", "--repair").code == 0
    assert {p: p.read_bytes() for p in before} == before


def test_a_bad_line_has_its_number_and_a_vote_inside_it_is_added_with_a_copy_kept(
    sick: Rank, home: Path
) -> None:
    log = home / "feedback" / "votes.jsonl"
    with log.open("a") as file:
        file.write('{"id": "2607.00008", "vote": 1, "at": "202' + LINE + "\nnonsense\n")
    before = log.read_bytes()
    done = sick("doctor")
    assert done.code == 1
    assert f"{log} line 2: is not JSON" in done.out
    assert f"{log} line 3: is not JSON" in done.out
    assert log.read_bytes() == before
    assert faults(sick, "--repair") == [("vote-unreadable", False)] * 2
    assert log.read_bytes() == before + (LINE + "\n").encode()
    (copy,) = log.parent.glob("votes.jsonl.*.bak")
    assert copy.read_bytes() == before
    assert faults(sick, "--repair") == [("vote-unreadable", False)] * 2
    assert log.read_bytes() == before + (LINE + "\n").encode()
    assert len(list(log.parent.glob("votes.jsonl.*.bak"))) == 1


def test_a_vote_cut_short_is_named_and_costs_no_other(sick: Rank, home: Path) -> None:
    """As by another program that died: the next vote is on a line of its own."""
    log = home / "feedback" / "votes.jsonl"
    whole = len(log.read_text().splitlines())
    cut = '{"id": "2607.00008", "vote": -1, "profile": "hearing", "at": "202'
    with log.open("a") as file:
        file.write(cut)
    assert sick("like", paper(9).id).code == 0
    lines = log.read_text().splitlines()
    assert lines[whole] == cut
    assert paper(9).id in lines[whole + 1]
    before = log.read_bytes()
    done = sick("doctor", "--repair")
    assert done.code == 1
    assert f"{log} line {whole + 1}: is not JSON" in done.out
    assert "every other vote counts" in done.out
    assert "you disliked 2607.00008, so `rank dislike 2607.00008 --profile hearing`" in done.out
    assert "no rank ever rewrites that file" in done.out
    assert log.read_bytes() == before


def test_what_a_line_still_says_is_not_taken_from_a_whole_vote_in_it() -> None:
    other = '{"vote": 1, "id": "2607.00008'
    assert still_said(LINE + other) is None
    assert still_said(other + '"' + LINE) == ("2607.00008", 1, "")
    assert still_said('<<<<<<< "id": "../x", "vote": 1') is None


def test_a_title_with_a_separator_in_it_is_one_line(tmp_path: Path) -> None:
    log = tmp_path / "votes.jsonl"
    vote = LINE.replace('"profile"', '"title": "One\u2028two", "profile"')
    log.write_text(f"{vote}\nnonsense\n", "utf-8")
    assert unread_lines(log) == ["nonsense\n"]


def test_a_line_of_nothing_but_braces_comes_to_an_end() -> None:
    with watched():
        assert still_said("{" * 400_000) is None


def test_a_damaged_store_is_carried_over_as_far_as_it_can_be_read(sick: Rank, home: Path) -> None:
    path = home / "store" / "papers.sqlite3"
    votes = (home / "feedback" / "votes.jsonl").read_bytes()
    db = connect(path)
    count, forecasts = PaperStore(db).count(), Forecasts(db).of("hearing")
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'papers'").fetchone()[0]
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.close()
    assert forecasts
    noise(path, root * 4096, 4096)  # the page behind the table's root
    assert pages > root
    assert faults(sick) == [("store-damaged", False)]
    assert faults(sick, "--repair") == [("store-damaged", True)]
    assert faults(sick) == []
    db = connect(path)
    assert 0 < PaperStore(db).count() <= count
    assert Forecasts(db).of("hearing") == forecasts
    assert list(path.parent.glob("papers.sqlite3.damaged-*"))
    assert (home / "feedback" / "votes.jsonl").read_bytes() == votes
    assert sick("today", "--offline").code == 0


@pytest.mark.parametrize("column", ["abstract", "authors"])
def test_a_row_that_nobody_wrote_is_left_behind(sick: Rank, home: Path, column: str) -> None:
    """SQLite finds its pages in order, and the row cannot be read."""
    path = home / "store" / "papers.sqlite3"
    db = connect(path)
    ids = sorted(row[0] for row in db.execute("SELECT id FROM papers"))
    db.execute("DROP TRIGGER paper_words_changed")
    bad = ids[3], ids[50]
    for one in bad:
        db.execute(f"UPDATE papers SET {column} = CAST(x'5bff' AS TEXT) WHERE id = ?", (one,))
    db.close()
    done = sick("doctor")
    assert done.code == 1
    assert "2 rows with what nobody wrote" in done.out
    assert faults(sick, "--repair") == [("store-damaged", True)]
    assert faults(sick) == []
    assert set(PaperStore(connect(path)).get(ids)) == set(ids) - set(bad)


def test_a_store_that_is_noise_is_moved_aside(sick: Rank, home: Path, papers_file: Path) -> None:
    noise(home / "store" / "papers.sqlite3")
    done = sick("doctor")
    assert done.code == 1
    assert "safe: your votes" in done.out
    assert faults(sick, "--repair") == [("store-damaged", True)]
    assert sick("fetch", "--from", papers_file).code == 0


def test_vectors_and_models_are_mended(sick: Rank, home: Path) -> None:
    (vectors,) = (home / "store" / "vectors").iterdir()
    noise(vectors, 0, 5 * 128)
    models = home / "models" / "hearing"
    in_use = json.loads((models / "current.json").read_text())["model"]
    noise(models / f"{in_use}.npz", 100, 100)
    expected = ["vectors-damaged", "model-damaged"]
    assert faults(sick) == [(name, False) for name in expected]
    assert "5 vectors" in sick("doctor").out
    assert faults(sick, "--repair") == [(name, True) for name in expected]
    assert faults(sick) == []
    (models / "current.json").write_text("[]")
    assert faults(sick, "--repair") == [("names-damaged", True)]
    assert sick("today", "--offline").code == 0


def test_leftovers_go_and_a_reader_s_own_files_stay(sick: Rank, home: Path) -> None:
    made = [home / ".rank.toml-a1b2c3d4", home / "models" / "hearing" / ".current.json-k3x9_abc",
            home / "digests" / ".2026-07-06.md-00000000",
            home / "store" / ".papers.sqlite3.schema-9-half",
            home / "store" / ".papers.sqlite3.schema-9-half-journal",
            home / "store" / "pacing" / ".api.json-0a1b2c3d"]  # fmt: skip
    own = [home / ".notes-makefile", home / ".git-credentials", home / ".half",
           home / "store" / "papers.sqlite3.schema-9", home / ".rank.toml-new12345"]  # fmt: skip
    (home / "store" / "pacing").mkdir(exist_ok=True)
    for path in (*made, *own):
        path.write_text("x")
    for path in (*made, *own[:-1]):
        os.utime(path, (1, 1))  # the last of the reader's may be being written now
    assert faults(sick) == [("leftover", False)] * 6
    assert faults(sick, "--repair") == [("leftover", True)] * 6
    assert not any(path.exists() for path in made)
    assert all(path.exists() for path in own)


def test_settings_clock_rights_and_token_are_told(
    sick: Rank, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.time = clock.time.replace(year=2020)
    assert faults(sick) == [("clock-behind", False)]
    clock.time = clock.time.replace(year=2026)
    monkeypatch.setenv("GITHUB_TOKEN", "a")
    assert faults(sick) == [("token-unusable", False)]
    monkeypatch.delenv("GITHUB_TOKEN")
    config = home / "rank.toml"
    whole = config.read_text()
    config.write_text(whole.replace("[profile.hearing]", "[profile.else]"))
    assert ("votes-of-nobody", False) in faults(sick)
    config.write_text("[")
    done = sick("doctor")
    assert done.code == 1
    assert "settings   wrong" in done.out
    assert "votes      sound" in done.out
    assert "not looked at" in done.out


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes")
def test_what_anybody_may_change_is_told_and_mended(sick: Rank, home: Path) -> None:
    log = home / "feedback" / "votes.jsonl"
    log.chmod(0o666)
    assert faults(sick) == [("others-may-write", False)]
    assert faults(sick, "--repair") == [("others-may-write", True)]
    assert log.stat().st_mode & 0o777 == 0o664


def test_a_damaged_encoder_is_found_and_compiled_anew(
    compiled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ranker.encoder.opening import check_encoder

    folder = tmp_path / "encoder"
    folder.mkdir()
    compiled = tiny.write(folder / "tiny", compiled_folder)
    whole = shutil.copytree(compiled, tmp_path / "whole")
    about = type("Tiny", (), {"fingerprint": "tiny", "sha256": None, "tokens": None})
    monkeypatch.setattr("ranker.encoder.weights.locate", lambda *_: about)
    monkeypatch.setattr("ranker.encoder.weights.verify", lambda _: None)
    assert check_encoder("tiny", folder) == ("", False)
    shutil.rmtree(compiled / "cache", ignore_errors=True)
    noise(compiled / "model.bin")
    damage, mended = check_encoder("tiny", folder)
    assert "is damaged" in damage
    assert not mended
    monkeypatch.setattr(
        "ranker.encoder.compiling.compile_encoder", lambda _, folder: shutil.copytree(whole, folder)
    )
    assert check_encoder("tiny", folder, repair=True)[1]
    assert check_encoder("tiny", folder) == ("", False)


def test_arxiv_is_asked_only_with_the_flag(
    workspace: Workspace, rank: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ranker.app.runs.scheduling.found", lambda machine, home: ())
    config = home / "rank.toml"
    text = config.read_text().replace("categories = []", 'categories = ["cs.SD"]')
    config.write_text(text.replace("[arxiv]", '[arxiv]\nfeed_url = "http://127.0.0.1:9"'))
    workspace.forget_config_read()
    assert workspace.config.categories == ("cs.SD",)
    assert workspace.config.arxiv.feed_url == "http://127.0.0.1:9"
    assert rank("doctor").code == 0
    monkeypatch.setattr("ranker.sources.feed.Feed.fetch", _nobody)
    done = rank("doctor", "--ask")
    assert done.code == 1
    assert "http://127.0.0.1:9 does not answer as it should: nobody there" in done.out


def _nobody(*_: object) -> object:
    from ranker.errors import UnreachableError

    raise UnreachableError("nobody there")


def test_every_fault_has_its_words() -> None:
    from typing import get_args

    from ranker.app.care.finding import PLACES, Fault, Place

    assert set(_WORDS) == set(get_args(Fault))
    assert set(PLACES) == set(get_args(Place))
