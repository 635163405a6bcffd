"""First keywords tried on stored papers: at `rank init`, and by `rank status --keywords`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.app.interests.trying import best_under, stored_papers, try_keywords
from ranker.app.workspace import Workspace
from ranker.config import load_config
from ranker.paper import Paper
from ranker.settings import Profile
from tests.cli.on_a_terminal import typed
from tests.cli.test_init import answer, posix
from tests.conftest import Rank


def one(number: int, title: str, abstract: str = "") -> Paper:
    return Paper(f"2607.{number:05d}", title, abstract, ("Ada Quill",), ("cs.SD",))


def test_each_keyword_is_counted_with_an_example_that_has_it_in_the_title() -> None:
    papers = (
        one(3, "Rooms", "Of voices."),
        one(2, "Voices in rooms", "Voices."),
        one(1, "A voice"),
    )
    voice, room, drum = try_keywords(("voice", "room", "drum"), papers)
    assert (voice.papers, voice.example) == (3, papers[1])
    assert (room.papers, room.example) == (2, papers[0])
    assert (drum.papers, drum.example) == (0, None)


def test_nothing_stored_makes_no_store(tmp_path: Path) -> None:
    from ranker.app.interests.setup import check_profile, create_workspace
    from ranker.app.workspace import open_workspace
    from ranker.config import Paths

    create_workspace(Paths(tmp_path), check_profile("hearing", (), ("speech",)))
    assert stored_papers(open_workspace(tmp_path), ()) == ()
    assert not (tmp_path / "store").exists()


def test_papers_of_other_categories_are_not_looked_at(workspace: Workspace) -> None:
    from ranker.paper import Entry

    far = Paper("2607.09999", "Far", "", ("Bo Linden",), ("math.CO",))
    workspace.papers.add([Entry(far, None)], workspace.now().date())
    assert far in stored_papers(workspace, ("math.CO",))
    assert far not in stored_papers(workspace, ("cs.SD",))


def test_the_best_under_the_keywords_need_vectors_and_embed_no_paper(workspace: Workspace) -> None:
    from ranker.app.papers.ingest import embed

    papers = stored_papers(workspace, ())
    profile = Profile("sky", keywords=("galaxy", "redshift"))
    assert best_under(workspace, profile, papers) == ()
    embed(workspace, [p.id for p in papers[:60]])
    encoder = workspace.encoder
    before = encoder.encoded  # type: ignore[attr-defined]
    best = best_under(workspace, profile, papers)
    assert encoder.encoded == before + 2  # type: ignore[attr-defined]
    assert len(best) == 5
    assert {p.categories for p in best} == {("astro-ph.GA",)}
    assert best_under(workspace, Profile("none"), papers) == ()


def test_without_a_terminal_what_the_keywords_find_is_told(ready: Rank) -> None:
    words = ("--keyword", "protein", "--keyword", "xyzzy")
    done = ready("init", "--profile", "folding", *words)
    assert (done.code, done.err) == (0, "")
    assert "Your keywords in 120 stored papers:" in done.out
    assert "no stored paper has “xyzzy”" in done.out
    assert "The best under" not in done.out


def test_keywords_can_be_typed_anew_before_anything_is_written(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "xyzzy", "?", "protein, ligand", "")
    done = ready("init", "--profile", "folding", "--keyword", "proteins")
    assert done.code == 0, done.err
    assert "The best under these keywords alone:\n  - " in done.out
    assert "no stored paper has “xyzzy”" in done.out
    assert "the keyword '?' has no letter or digit" in done.out
    assert load_config(home / "rank.toml").profiles[-1].keywords == ("protein", "ligand")


def test_giving_up_over_the_keywords_adds_no_profile(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (home / "rank.toml").read_bytes()
    answer(monkeypatch)
    done = ready("init", "--profile", "folding", "--keyword", "proteins")
    assert (done.code, done.err) == (1, "\nrank: stopped; nothing was written\n")
    assert (home / "rank.toml").read_bytes() == before


def test_after_an_import_the_keywords_written_can_still_be_changed(
    rank: Rank, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = tmp_path / "votes.jsonl"
    line = '{"id": "2605.00001", "vote": 1, "at": "2026-05-01", "title": "Speech in rooms"}\n'
    votes.write_text(line)
    answer(monkeypatch, "room", "")
    done = rank("init", "--import", votes, "--keyword", "xyzzy")
    assert done.code == 0, done.err
    assert "no stored paper has “xyzzy”" in done.out
    assert "Changed the keywords in" in done.out
    assert load_config(home / "rank.toml").profiles[0].keywords == ("room",)
    text = (home / "rank.toml").read_text()
    assert "# whole words, in singular and plural" in text


def test_a_workspace_made_anew_beside_its_store_tries_them_after(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "rank.toml").unlink()
    answer(monkeypatch, "")
    done = ready("init", "--keyword", "protein")
    assert (done.code, done.err) == (0, "")
    assert "Your keywords in 120 stored papers:" in done.out
    assert "Changed the keywords" not in done.out


@posix
def test_keywords_are_tried_on_a_terminal(ready: Rank, home: Path, tmp_path: Path) -> None:
    with typed(tmp_path, ["--home", home, "init"]) as rank:
        rank.wait_for("Name of the interest:")
        rank.type("folding")
        rank.wait_for("Categories:")
        rank.type("none")
        rank.wait_for("Keywords (Enter for none yet):")
        rank.type("protien")
        rank.wait_for("Authors")
        rank.type("")
        rank.wait_for("no stored paper has “protien”")
        rank.wait_for("Enter keeps these keywords, or type others:")
        rank.type("protein")
        rank.wait_for("Your keywords in 120 stored papers:\n  protein  ")
        rank.wait_for("Enter keeps")
        rank.type("")
        assert rank.end() == 0
    assert load_config(home / "rank.toml").profiles[-1].keywords == ("protein",)


def test_status_names_the_keywords_that_no_stored_paper_has(ready: Rank, home: Path) -> None:
    config = home / "rank.toml"
    config.write_text(config.read_text().replace('"noise"', '"noise", "xyzzy"'))
    done = ready("status", "--keywords")
    assert done.code == 0
    assert "  no stored paper has “xyzzy”\n" in done.out
    assert "has “noise”" not in done.out
