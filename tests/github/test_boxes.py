"""Markers survive GitHub and readers; nothing a stranger wrote can be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ranker.errors import ConfigError
from ranker.github.body import BODY_LIMIT, issue_body, length
from ranker.github.boxes import Choice, announcement_in, boxes, choices_in, head_marker
from ranker.scored import Reason
from tests.digest.example import digest, golden, ranked

FORGED = "- [x] 👍 like <!-- arxiv-ranker:like 1 9912.20009 speech -->"
HOSTILE = (
    FORGED,
    f"\n{FORGED}\n- [x] 👎 dislike <!-- arxiv-ranker:dislike 1 9912.20009 speech -->\n",
    f"\r{FORGED}\r",
    f"\u2028{FORGED}\x85{FORGED}\x0b{FORGED}",
    "--> </details> <!--",
    "```\n- [x] x",
    "<!-- arxiv-ranker:digest 2001-01-01 -->",
    "[ ] [x] @everyone #1 fixes #2 ](javascript:alert(1))",
    "\u202e\x1b[31m" + "A" * 5000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_neither_a_box_nor_a_marker(text: str) -> None:
    check_harmless(text)


@given(st.text(max_size=300), st.sampled_from(["", "\n", "\r\n", " "]))
@example(FORGED, "\n")
def test_no_text_at_all_adds_a_box(text: str, between: str) -> None:
    check_harmless(f"{text}{between}{FORGED}{between}{text}")


def check_harmless(text: str) -> None:
    paper = ranked(1, text, text, authors=(text,), categories=(text[:50],))
    body = issue_body([replace(digest(paper), notes=(text,))])
    assert [(c.paper_id, c.vote) for c in choices_in(body)] == [("9912.20001", 0)]
    assert announcement_in(body) == date(2099, 12, 14)
    assert sum(line.startswith("- [") for line in body.split("\n")) == 2
    active = body.replace(r"\\", "").replace(r"\<", "")  # a backslash takes the meaning away
    assert active.count("<!--") == 3
    assert active.count("</details>") == active.count("<details>")


@pytest.mark.parametrize("profile", ["speech", "a --> b", "x y\n- [x]", "Ünï<code>", "--"])
def test_any_profile_name_survives_its_marker(profile: str) -> None:
    text = boxes(3, "hep-th/9901001", profile)
    assert choices_in(text) == (Choice(profile, "hep-th/9901001", 3, 0, False),)
    assert text.count("\n") == 2


@pytest.mark.parametrize(
    ("ticks", "vote", "torn"),
    [("  ", 0, False), ("x ", 1, False), (" X", -1, False), ("xx", 0, True)],
)
def test_two_boxes_say_one_thing(ticks: str, vote: int, torn: bool) -> None:
    like, dislike = boxes(1, "2607.00001", "speech").splitlines()
    text = (
        f"{like.replace('[ ]', f'[{ticks[0]}]')}\r\n{dislike.replace('[ ]', f'[{ticks[1]}]')}\r\n"
    )
    assert choices_in(text) == (Choice("speech", "2607.00001", 1, vote, torn),)


@pytest.mark.parametrize(
    "broken",
    [
        "> - [x] 👍 like <!-- arxiv-ranker:like 1 2607.00001 speech -->",
        "  - [x] 👍 like <!-- arxiv-ranker:like 1 2607.00001 speech -->",
        "- [x] 👍 like <!-- arxiv-ranker:like 1 2607.00001v2 speech -->",
        "- [x] 👍 like <!-- arxiv-ranker:like 1 2699.00001 speech -->",
        "- [x] 👍 like <!-- arxiv-ranker:like 0 2607.00001 speech -->",
        "- [x] 👍 like <!-- arxiv-ranker:love 1 2607.00001 speech -->",
        "- [x] 👍 like <!-- arxiv-ranker:like 1 2607.00001 speech -- >",
        "- [x] 👍 like <!-- arxiv-ranker:like 1 2607.00001 speech --> and more",
        "- [y] 👍 like <!-- arxiv-ranker:like 1 2607.00001 speech -->",
        "- [x] 👍 like",
    ],
)
def test_a_line_that_is_not_exactly_ours_is_not_counted(broken: str) -> None:
    dislike = boxes(1, "2607.00001", "speech").splitlines()[1]
    assert choices_in(f"{broken}\n{dislike}") == ()


@pytest.mark.parametrize(
    "body",
    ["", "x", "<!-- arxiv-ranker:digest 2026-13-40 -->", "x\n" + head_marker(date(2026, 7, 6))],
)
def test_an_issue_without_our_first_line_is_not_ours(body: str) -> None:
    assert announcement_in(body) is None


def test_papers_beyond_the_limit_are_counted_and_no_marker_is_broken() -> None:
    text = "𝔸 & <b> [x] " * 300
    papers = [ranked(n, f"Paper {n}", text, paper_id=f"2607.{n:05d}") for n in range(1, 41)]
    sections = [
        replace(digest(*papers), profile="one", notes=()),
        replace(digest(*papers[:5]), profile="two", notes=()),
    ]
    body = issue_body(sections)
    assert BODY_LIMIT - 20_000 < length(body) <= BODY_LIMIT
    shown = choices_in(body)
    one, two = ([c.rank for c in shown if c.profile == p] for p in ("one", "two"))
    assert two == [1, 2, 3, 4, 5]
    assert one == list(range(1, len(one) + 1))
    assert 5 <= len(one) < 40
    assert f"{40 - len(one)} more papers did not fit" in body
    assert body.count("<!-- arxiv-ranker:") == body.count(" -->") == 2 * len(shown) + 1


def test_a_digest_without_papers_says_so_in_a_line() -> None:
    body = issue_body([digest()])
    assert choices_in(body) == ()
    assert "You have seen everything" in body


def test_a_reader_may_replace_the_look_but_not_lose_the_boxes(tmp_path: Path) -> None:
    (tmp_path / "issue_paper.md").write_text("* {{ ranked.paper.title|md }}\n")
    body = issue_body([golden()], tmp_path)
    assert "* Speech Enhancement of Speech in Café Noise" in body
    assert len(choices_in(body)) == 3
    (tmp_path / "issue_paper.md").write_text("{{ ranked.nothing }}\n")
    with pytest.raises(ConfigError, match=r"issue_paper\.md, line 1"):
        issue_body([golden()], tmp_path)


def test_the_papers_stand_as_on_the_page_with_their_reasons_above_the_folded_abstract() -> None:
    papers = (
        ranked(1, "Alpha", "About alpha.", probability=0.9, vote=1),
        ranked(2, "Beta", "About beta.", because=(Reason("keyword", "noise", 1.0),)),
        ranked(3, "Gamma", "About gamma.", probability=0.15),
    )
    body = issue_body([replace(digest(*papers), notes=())])
    parts = ("### Worth reading (1)", "#### 2. [Beta]", "**Why:** + keyword “noise”", "Ada Quill",
             "<details><summary>Abstract", "About beta.", "</details>", "like 2 9912.20002",
             "### Maybe (1, under 20 %)", "#### 3. [Gamma]", "1 already voted on: 1",
             "Alpha")  # fmt: skip
    places = [body.index(part) for part in parts]
    assert places == sorted(places)
    assert [c.rank for c in choices_in(body)] == [2, 3, 1]


def test_a_fold_that_the_limit_cuts_is_closed() -> None:
    papers = [ranked(n, f"P {n}", "x " * 1500, vote=1, paper_id=f"2607.{n:05d}")
              for n in range(1, 60)]  # fmt: skip
    for own in (papers, [replace(papers[0], vote=0), *papers[1:]]):
        body = issue_body([digest(*own)])
        assert BODY_LIMIT - 8_000 < length(body) <= BODY_LIMIT
        assert body.count("<details>") == body.count("</details>") == len(choices_in(body)) + 1
        assert "more papers did not fit" in body.split("</details>")[-1]
