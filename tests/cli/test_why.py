"""`rank why`: what moves a score in one look, and the whole sum when asked."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from ranker.app.search.why import Explanation
from ranker.cli.why_text import print_why
from ranker.paper import Paper
from ranker.scored import KeywordHit, Reason
from tests.conftest import Rank
from tests.invented import paper

TITLE = "Noise in Rooms"
REASONS = (
    Reason("liked", "A Beamformer That Forgets: Online Source Separation for Hearing Glasses", 1.5),
    Reason("disliked", "Expressive Voices", -0.9),
    Reason("keyword", "noise", 0.801),
    Reason("constant", "every paper", -0.5),
    Reason("category", "eess.AS", 0.4),
    Reason("term", "rooms", 0.301),
    Reason("term", "echo", -0.1),
    Reason("close", "speech", 0.04),
    Reason("term", "of", 0.001),
    Reason("term", "in", -0.0004),
)
SUM = re.compile(r"^  ([+-]\d+\.\d\d)  ", re.MULTILINE)


def explanation(title: str = TITLE, hits: int = 1) -> Explanation:
    return Explanation(
        paper=Paper("2607.00204", title, "noise " * hits, ("A",), ("eess.AS",)),
        profile="hearing", stage="blend", model="1974297ea4",
        score=sum(r.contribution for r in REASONS), probability=0.31,
        hits=tuple(KeywordHit("noise", "abstract", 6 * n, 6 * n + 5) for n in range(hits)),
        reasons=REASONS,
    )  # fmt: skip


def test_the_summary_is_bars_that_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    print_why(explanation(), everything=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"2607.00204  {TITLE}",
        "31 % likely, score +1.54 (profile hearing, blend, model 1974297ea4)",
    ]
    assert lines[2].startswith("  abstract: …noise")
    assert lines[3:] == [
        "  +1.50  ━━━━━━━━━━  Nearness to likes     A Beamformer That Forgets: Online Source "
        "Separation for…",
        "  -0.90  ━━━━━━      Nearness to dislikes  Expressive Voices",
        "  +0.80  ━━━━━       Keywords in it        noise",
        "  +0.40  ━━━         Categories            eess.AS",
        "  +0.20  ━           Words                 rooms, of",
        "  -0.46              the rest; `rank why 2607.00204 --all`",
    ]
    figures = [float(line[2:7]) for line in lines[3:]]
    assert sum(figures) == pytest.approx(1.54)


def test_all_is_every_part_and_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    print_why(explanation(), everything=True)
    shown = capsys.readouterr().out
    assert "Words  +0.20\n  +0.30  rooms\n  -0.10  echo\n  +0.00  2 parts under 0.005\n" in shown
    assert "Every paper  -0.50\n" in shown
    assert shown.endswith("Sum  +1.54\n")
    assert sum(map(float, SUM.findall(shown))) == pytest.approx(1.54, abs=0.01)
    assert "-0.00" not in shown


def test_keyword_hits_stay_visible_and_many_are_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_why(explanation(hits=9), everything=False)
    shown = capsys.readouterr().out
    assert shown.count("abstract: ") == 3 and "and 6 more keyword hits\n" in shown
    print_why(explanation(hits=9), everything=True)
    assert capsys.readouterr().out.count("abstract: ") == 9


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal_the_bars_have_colours_and_no_line_breaks(
    monkeypatch: pytest.MonkeyPatch, colour: bool
) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    print_why(explanation(hits=5), everything=False)
    shown = out.getvalue()
    assert ("\x1b[32m+1.50  ━━━━━━━━━━" in shown) is colour
    assert ("\x1b[31m-0.90  ━━━━━━" in shown) is colour
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, plain.splitlines())) <= 80


def test_a_stranger_s_title_cannot_write_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_why(explanation("\x1b[2Jx\u202e\x07"), everything=False)
    assert not set(capsys.readouterr().out) & {"\x1b", "\u202e", "\x07"}


def test_the_command_s_summary_is_short_and_names_the_way_to_the_rest(
    ready: Rank, papers_file: Path
) -> None:
    ready("like", *(paper(4 * n).id for n in range(1, 6)))
    ready("today", "--from", papers_file)
    short, whole = ready("why", 1).out, ready("why", 1, "--all").out
    assert len(short.splitlines()) <= 12 < len(whole.splitlines())
    assert short.splitlines()[-1].endswith(" --all`")
    score = re.search(r"score ([+-]\d+\.\d\d)", short)
    assert score
    assert sum(map(float, SUM.findall(short))) == pytest.approx(float(score[1]))
