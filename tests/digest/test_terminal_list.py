"""The everyday list: dense, in groups, and the last line says what to do next."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from ranker.digest.outcome import Standing
from ranker.digest.terminal_list import print_list
from ranker.digest.value import Completeness, Digest, State
from ranker.scored import Reason
from tests.digest import example
from tests.digest.test_hostile import HOSTILE, digest_with

PAPER = re.compile(r" *\d+ +\d+ %  ")
LONG = " ".join(f"word{number}" for number in range(200))
ECHO = Reason("term", "echo", -0.5)
TITLE = "A Title of Ordinary Length on the Enhancement of Speech in Rooms That Echo"


def listed(
    digest: Digest,
    width: int = 80,
    *,
    everything: bool = False,
    table: bool = False,
    newest: bool = True,
    **console: object,
) -> str:
    out = io.StringIO()
    settings: dict[str, object] = {"color_system": None, "force_terminal": True, "_environ": {}}
    screen = Console(file=out, width=width, **(settings | console))  # type: ignore[arg-type]
    print_list(digest, screen, everything=everything, table=table, newest=newest)
    return out.getvalue()


def day(count: int, *, votes: dict[int, int] | None = None, likely: int = 0) -> Digest:
    """A day on which all is well: `count` papers, the first `likely` of them worth reading."""
    papers = [
        example.ranked(
            n, TITLE, "", because=(Reason("keyword", f"k{n}", 1.0), ECHO),
            vote=(votes or {}).get(n, 0),
            probability=0.6 if n <= likely else 0.1,
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    rows = (
        Completeness("eess.AS", 41, 41, 2, count, "fresh"),
        Completeness("cs.SD", 30, 30, 2, count, "fresh"),
    )
    return replace(
        example.digest(*papers), completeness=rows, notes=(), fetched=56, excluded=0, seen=2
    )


def test_ten_papers_fit_an_ordinary_terminal_without_their_abstracts() -> None:
    digest = day(10, likely=10)
    digest = replace(
        digest,
        papers=tuple(
            replace(r, paper=replace(r.paper, title="Rooms That Echo", abstract=LONG))
            for r in digest.papers
        ),
    )
    lines = listed(digest).splitlines()
    assert len(lines) <= 24
    assert "word1" not in " ".join(lines)
    assert lines[3] == "  1 60 %  Rooms That Echo"
    assert lines[4] == "          Ada Quillworth, Bo Lindenmark  + keyword “k1”  − term “echo”"


@pytest.mark.parametrize("width", [60, 80, 120, 300])
@pytest.mark.parametrize(
    "text", [LONG, "界" * 400, "e\u0301" * 400, "👩‍🚀" * 200, "ｗｉｄｅ " * 80, "T" * 5000]
)
def test_no_line_is_too_wide_and_no_paper_takes_more_than_three(width: int, text: str) -> None:
    because = (Reason("liked", text, 1.0), Reason("keyword", text, 0.5), Reason("author", "A", 0.1))
    crowded = example.ranked(
        1, text, text, authors=(text, text, text), because=because, kind="replace-cross"
    )
    digest = replace(example.digest(crowded, crowded), completeness=(), notes=())
    lines = listed(digest, width).splitlines()
    assert max(cell_len(line) for line in lines) <= min(width, 120)
    first, second = (n for n, line in enumerate(lines) if line.startswith("  1"))
    assert second - first <= 3
    assert "+ near “" in lines[second - 1]


@pytest.mark.parametrize("text", HOSTILE)
def test_strangers_cannot_write_to_the_terminal(text: str) -> None:
    shown = listed(digest_with(text), color_system="standard")
    assert "\x1b[2J" not in shown and "\x1b]0;" not in shown
    assert not set(shown) & set("\x07\x9b\x00\r\u202e\u2066\u200f\u200b")
    links = [part.split("\x1b\\")[0] for part in shown.split("\x1b]8;")[1:]]
    assert all(link == ";" or "https://arxiv.org/" in link for link in links)


def test_a_heading_says_where_worth_reading_ends() -> None:
    lines = listed(day(4, likely=2)).splitlines()
    [heading] = [n for n, line in enumerate(lines) if "Less likely: under 20 %" in line]
    ranks = [(n, int(line[:3])) for n, line in enumerate(lines) if PAPER.match(line)]
    assert [rank for n, rank in ranks if n < heading] == [1, 2]
    assert [rank for n, rank in ranks if n > heading] == [3, 4]
    assert "Less likely" not in listed(day(4, likely=4))
    assert "Nothing stands out: all under 20 %" in listed(day(4))


def test_the_worth_is_the_reader_s_own() -> None:
    assert "under 65 %" in listed(replace(day(3, likely=2), worth=0.65))
    assert "under" not in listed(replace(day(3, likely=2), worth=0.05))


def test_before_the_first_vote_no_paper_is_called_unlikely() -> None:
    shown = listed(replace(day(4), stage="keywords"))
    assert "ikely" not in shown and "stands out" not in shown


def test_what_was_voted_on_is_folded_into_a_line_below_the_new() -> None:
    digest = day(6, votes={2: 1, 5: -1, 6: 1}, likely=6)
    lines = listed(digest).splitlines()
    assert [int(line[:3]) for line in lines if PAPER.match(line)] == [1, 3, 4]
    assert lines[-2] == " 3 already voted on: 2, 5, 6 — rank today --all shows them"
    everything = listed(digest, everything=True).splitlines()
    ranks = [int(line[:3]) for line in everything if PAPER.match(line)]
    assert ranks == [1, 2, 3, 4, 5, 6]
    assert sum("disliked" in line for line in everything) == 1
    assert not any("already voted" in line for line in everything)


def test_everything_is_every_paper() -> None:
    digest = replace(day(30, likely=3), size=5)
    assert " 30 10 %" in listed(digest, everything=True)
    assert "  6 10 %" not in listed(digest)


@pytest.mark.parametrize(
    ("digest", "last"),
    [
        (day(3), "Next: rank like 1 · rank show 1 · rank why 1 · rank review"),
        (day(3, votes={1: 1}), "Next: rank like 2 · rank show 2 · rank why 2 · rank review"),
        (day(2, votes={1: 1, 2: -1}), "Next: rank today --all"),
        (replace(day(3), size=0), "`rank today --all` lists them all the same."),
        (example.empty("seen"), "`rank today --date YYYY-MM-DD` shows an earlier digest again."),
    ],
)
def test_the_last_line_says_what_to_do_next(digest: Digest, last: str) -> None:
    assert listed(digest).splitlines()[-1].strip() == last


def test_an_older_digest_is_not_what_review_opens() -> None:
    assert "rank review" not in listed(day(3), newest=False)
    assert "rank why 1" in listed(day(3), newest=False)


def test_the_header_is_a_line_when_all_is_well() -> None:
    lines = listed(day(3)).splitlines()
    assert lines[1] == " complete: 2 categories, 56 announced, 3 shown, 2 seen before"
    assert not any("eess.AS " in line for line in lines)
    table = listed(day(3), table=True)
    assert "41 announced" in table and "3 ranked  fresh" in table


@pytest.mark.parametrize("state", ["waiting", "stalled"])
def test_what_is_missing_is_told_in_bold_and_as_a_table(state: State) -> None:
    digest = day(3)
    late = replace(digest.completeness[1], announced=None, fetched=0, ranked=0, state=state)
    digest = replace(digest, completeness=(digest.completeness[0], late))
    coloured = listed(digest, color_system="truecolor")
    assert "\x1b[1;31mincomplete: cs.SD " in coloured
    assert "complete: 2" not in coloured
    table = [line for line in listed(digest).splitlines() if line.endswith((state, "fresh"))]
    assert len(table) == 2


def test_a_category_that_was_not_read_whole_is_a_miss() -> None:
    digest = day(3)
    short = replace(digest.completeness[1], fetched=23)
    digest = replace(digest, completeness=(digest.completeness[0], short))
    assert "incomplete: cs.SD 23 of 30 fetched" in listed(digest)
    assert "30 announced    23 fetched" in listed(digest)


def test_a_day_that_could_not_be_confirmed_stands_out() -> None:
    digest = replace(day(3), standing=Standing("unconfirmed", "unreachable", "no route"))
    assert "\x1b[1;31mcould not confirm" in listed(digest, color_system="truecolor")


def test_what_is_ranked_is_not_called_shown() -> None:
    digest = replace(day(9, likely=3), size=3)
    shown = listed(digest, table=True)
    assert "3 shown" in shown and "9 ranked" in shown
    assert "9 shown" not in shown


def test_without_colour_hits_are_starred_and_nothing_is_coloured() -> None:
    digest = example.digest(example.ranked(1, "A Noise", "", keywords=("noise",)))
    bold = listed(digest, color_system="standard", no_color=True)
    assert "A *Noise*" in re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", bold)
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d", bold)
    assert "\x1b" not in listed(digest)
    coloured = listed(digest, color_system="standard")
    assert "\x1b[1;33m" in coloured and "*" not in coloured


def test_a_dumb_terminal_gets_plain_text() -> None:
    out = io.StringIO()
    print_list(day(3), Console(file=out, force_terminal=True, _environ={"TERM": "dumb"}))
    assert "\x1b" not in out.getvalue()
