"""`rank search`, `rank similar`, `rank status --keywords`, and the word index behind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ranker.app.workspace import Workspace
from ranker.paper import Entry, Paper
from tests.conftest import Rank
from tests.invented import DAY, EARLIER, paper

HOSTILE = Paper(
    "2607.00901", "\x1b[31mRed\x1b[0m zebrafish", "Of zebrafish.", ("A",), ("q-bio.BM",)
)
PHRASE = Paper("2607.00902", "Hearing aids", "A wandering albatross hears.", ("B",), ("cs.SD",))
APART = Paper("2607.00903", "Albatross nests", "Ever wandering, says nobody.", ("C",), ("cs.SD",))


@pytest.fixture
def rank_(rank: Rank, workspace: Workspace) -> Rank:
    """`rank` where the week's papers and three odd ones are stored and embedded."""
    odd = [Entry(p, DAY) for p in (HOSTILE, PHRASE, APART)]
    workspace.papers.add(odd, DAY, from_file=True)
    assert rank("train").code == 0
    assert rank("today", "--offline").code == 0
    return rank


def found(rank: Rank, *words: object) -> list[dict[str, Any]]:
    done = rank(*words, "--format", "json")
    assert (done.code, done.err) == (0, "")
    return list(json.loads(done.out))


def test_search_finds_the_field(rank_: Rank) -> None:
    top = found(rank_, "search", "galaxy redshift", "-n", 8)
    assert [f["rank"] for f in top] == list(range(1, 9))
    assert all(int(f["id"][-5:]) % 4 == 1 for f in top)
    assert all(set(f) == {"rank", "id", "title", "date", "score", "parts"} for f in top)
    scores = [f["score"] for f in top]
    assert scores == sorted(scores, reverse=True)
    parts = top[0]["parts"]
    whole = parts["meaning"] + 0.5 * parts["words"] + 0.1 * parts["phrase"]
    assert abs(top[0]["score"] - whole) < 1e-6


def test_the_phrase_stands_before_its_words_apart(rank_: Rank) -> None:
    top = found(rank_, "search", "wandering", "albatrosses", "-n", 2)
    assert {f["id"] for f in top} == {PHRASE.id, APART.id}
    phrase = {f["id"]: f["parts"]["phrase"] for f in top}
    assert phrase == {PHRASE.id: 0.5, APART.id: 0.0}


def test_since_leaves_out_what_is_older(rank_: Rank) -> None:
    days = {f["date"] for f in found(rank_, "search", "galaxy", "--since", EARLIER[3], "-n", 50)}
    assert days == {str(EARLIER[3]), str(EARLIER[4]), str(DAY)}
    assert found(rank_, "search", "galaxy", "--since", "2030-01-01") == []


def test_similar_finds_the_paper_s_own_field_and_not_the_paper(rank_: Rank) -> None:
    one = paper(17)
    top = found(rank_, "similar", f"https://arxiv.org/abs/{one.id}v1", "-n", 10)
    assert one.id not in [f["id"] for f in top]
    assert all(int(f["id"][-5:]) % 4 == 1 for f in top)


@pytest.mark.parametrize("query", ['"', "a OR", "NEAR(", "title:x", "x*", "AND", "-a", "日本"])
def test_a_query_is_never_a_program(rank_: Rank, query: str) -> None:
    done = rank_("search", "--", query)
    if any(c.isalnum() for c in query):
        assert done.code == 0
    else:
        assert (done.code, "nothing to search for" in done.complaint) == (2, True)


def test_a_title_cannot_colour_the_terminal(rank_: Rank) -> None:
    done = rank_("search", "zebrafish", "-n", 1)
    assert HOSTILE.id in done.out
    assert "\x1b" not in done.out


def test_unknown_papers_and_formats_are_one_line(rank_: Rank) -> None:
    assert rank_("similar", "not-an-id").complaint
    assert "xml" in rank_("search", "noise", "--format", "xml").complaint


def test_the_word_index_follows_a_new_version(workspace: Workspace) -> None:
    workspace.papers.add([Entry(PHRASE, DAY)], DAY)
    newer = Paper(PHRASE.id, "Hearing aids", "A soaring petrel.", ("B",), ("cs.SD",), 2)
    workspace.papers.add([Entry(newer, DAY)], DAY)
    assert workspace.words.phrase(("wandering", "albatross"), 9) == []
    assert workspace.words.phrase(("soaring", "petrels"), 9) == [PHRASE.id]
    workspace.words._db.execute("INSERT INTO paper_words (paper_words) VALUES ('integrity-check')")


def test_a_keyword_s_papers_and_votes_are_counted(rank_: Rank, workspace: Workspace) -> None:
    rank_("like", PHRASE.id)
    config = workspace.paths.config
    text = Path(config).read_text(encoding="utf-8").replace('"speech"', '"albatross", "zebrafish"')
    Path(config).write_text(text, encoding="utf-8")
    rank_("dislike", HOSTILE.id)
    lines = [line.split() for line in rank_("status", "--keywords").out.splitlines()]
    assert lines[0][0] == "hearing:"
    assert ["albatross", "2", "1", "0"] in lines
    assert ["zebrafish", "1", "0", "1"] in lines
    assert ["noise", "0", "0", "0"] in lines
