"""The digest on a terminal: what is shown, how it is cut, and how it behaves without colour."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from ranker.digest.terminal import TerminalRenderer, print_digest
from ranker.digest.value import Digest
from tests.digest import example

LONG = " ".join(f"word{number}" for number in range(200))


def printed(
    digest: Digest, width: int = 80, *, everything: bool = False, colour: bool = False
) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        _environ={},
    )
    print_digest(digest, console, everything=everything)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    crowded = example.digest(
        example.ranked(1, f"Title {LONG}", LONG, authors=tuple(LONG.split())),
        example.ranked(2, "界" * 200, "é" * 2000, categories=tuple(LONG.split()[:40])),
    )
    digest = replace(crowded, completeness=(), notes=())
    lines = printed(digest, width, everything=True).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_abstracts_are_cut_to_three_lines_unless_everything_is_asked() -> None:
    digest = example.digest(example.ranked(1, "Title", LONG, keywords=()))
    lines = [line.strip() for line in printed(digest).splitlines()]
    abstract = [line for line in lines if line.startswith("word")]
    assert len(abstract) == 3
    assert abstract[-1].endswith(" …")
    assert all(word in LONG.split() for word in " ".join(abstract).removesuffix(" …").split())
    assert "word199" in printed(digest, everything=True)


def test_papers_below_the_fold_need_everything() -> None:
    assert "Below the Fold" not in printed(example.golden())
    assert "Below the Fold" in printed(example.golden(), everything=True)


def test_long_author_lists_are_cut() -> None:
    shown = printed(example.golden())
    assert "and 6 more" in " ".join(shown.split())
    assert "G. Sampleton" not in shown


def test_counts_completeness_and_notes_are_stated() -> None:
    shown = printed(example.golden())
    for part in (
        "Monday 14 December 2099",
        "new announcement",
        "3 of 4 ranked shown",
        "4 excluded by word",
        "2 seen before",
        "14 likes and 6 dislikes",
        "speech-3f2a9c",
        "41 announced",
        "? announced",
        "stalled",
        "503",
    ):
        assert part in shown


def test_vote_kind_exploration_and_other_profile_are_marked() -> None:
    shown = printed(example.golden(), everything=True)
    for flag in ("liked", "disliked", "cross-listed", "exploration", "for voices"):
        assert flag in shown


def test_titles_and_links_are_hyperlinks_on_a_terminal() -> None:
    shown = printed(example.golden(), colour=True, everything=True)
    assert "https://arxiv.org/abs/9912.20001\x1b\\" in shown
    assert "https://arxiv.org/pdf/9912.20001\x1b\\" in shown
    assert "https://arxiv.org/html/9912.20001\x1b\\" in shown


def test_hits_are_coloured_on_a_terminal_and_starred_elsewhere() -> None:
    digest = example.digest(example.ranked(1, "A Noise", "noise", keywords=("noise",)))
    assert "\x1b[1;33mnoise\x1b[0m" in printed(digest, colour=True)
    assert "*noise*" not in printed(digest, colour=True)
    assert "A *Noise*" in printed(digest)


def test_no_color_is_respected() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, _environ={"NO_COLOR": "1"})
    print_digest(example.golden(), console, everything=True)
    shown = out.getvalue()
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d", shown)
    assert "*Noise*" in shown


def test_the_plain_renderer_writes_no_escape_sequence() -> None:
    assert "\x1b" not in TerminalRenderer().render(example.golden())
