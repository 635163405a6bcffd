"""The parts of the bench that choose votes, recipes and mornings, on invented data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench import authors, choosing, contest, figures, loop, readers
from bench.figures import Figure
from bench.lived import Life, table
from bench.readers import Announced, Day, Reader, RowNumbers, Votes
from bench.table import OURS
from ranker.models.evidence import PaperVectors
from ranker.paper import Paper
from tests.conftest import python

DAYS = [f"2024-0{month}-{day:02d}" for month in (2, 3) for day in range(1, 29)]
A_DAY = 30
SUBJECTS = (
    "tides", "glaciers", "locusts", "lichens", "moths", "eels", "otters", "herons", "mosses",
    "larches", "gulls", "dunes",
)  # fmt: skip
SHORES = "Vesle Stokke Brekke Haug Lien Moen Dahl Berg Vik Sande Nes".split()


def stream() -> Announced:
    """Thirty papers a day; every twelfth is of one subject, whose vectors point one way."""
    draw = np.random.default_rng(7)
    papers, days, vectors = [], [], []
    for number in range(len(DAYS) * A_DAY):
        subject = number % len(SUBJECTS)
        words = f"{SUBJECTS[subject]} of {SHORES[number % len(SHORES)]}"
        papers.append(
            Paper(f"2402.{number + 1:05d}", f"On {words}", f"We watch {words}.", (), ("q-bio.PE",))
        )
        days.append(DAYS[number // A_DAY])
        vector = draw.normal(0, 0.05, 384)
        vector[subject] += 1
        vectors.append(vector / np.linalg.norm(vector))
    row = {paper.id: n for n, paper in enumerate(papers)}
    return Announced("invented", papers, np.array(days), np.array(vectors, np.float32), row)


def reader(papers: Announced, *, keywords: tuple[str, ...] = ()) -> Reader:
    """Likes tides; reads on the last six days of the stream."""
    liked = np.array(["tides" in p.title for p in papers.papers])
    every = np.ones(len(papers.papers), bool)
    history = papers.take(np.flatnonzero(liked)[:40])
    return Reader(
        "ebb", "people", papers, DAYS[-6], every,
        tuple(readers.a_day(papers, day, liked, every) for day in DAYS[-6:]),
        history, readers.drawn(history, (5, 20), 1), keywords,
    )  # fmt: skip


def history(count: int) -> PaperVectors:
    return stream().take(range(count))


def test_the_first_draw_is_the_latest_likes_and_the_others_keep_the_order_of_time() -> None:
    likes = history(40)
    found = readers.drawn(likes, (5,), 3)
    assert [d.number for d in found] == [0, 1, 2]
    assert found[0].votes.likes.papers == likes.papers[-5:]
    for draw in found[1:]:
        places = [likes.papers.index(paper) for paper in draw.votes.likes.papers]
        assert len(set(places)) == 5
        assert places == sorted(places)
        assert places != list(range(35, 40))


def test_a_reader_with_nearly_as_many_likes_gives_all_of_them_once() -> None:
    counts = [(d.count, len(d.votes.likes)) for d in readers.drawn(history(17), (0, 5, 20, 100), 2)]
    assert counts == [(0, 0), (5, 5), (5, 5), (20, 17)]
    assert not readers.drawn(history(16), (20,), 2)


@pytest.mark.parametrize(
    ("text", "title", "abstract"),
    [
        ("Tides of the north", "Tides of the north", ""),
        ("Ebb vs. flood", "Ebb vs. flood", ""),
        ("Ebb. " + "We watch the sea. " * 20, "Ebb", "We watch the sea. " * 20),
    ],
)
def test_a_like_of_a_library_is_a_title_or_a_title_with_an_abstract(
    text: str, title: str, abstract: str
) -> None:
    paper = readers.library_paper("title:1", text)
    assert (paper.title, paper.abstract) == (title, abstract)
    assert not paper.categories


def scored(**by_reader: float) -> choosing.Scores:
    return {("people", name): value for name, value in by_reader.items()}


def test_a_recipe_is_chosen_by_the_other_readers_not_by_those_it_is_judged_on() -> None:
    # Without any one reader the plain recipe is better; with it the lucky one seems to be.
    plain = scored(a=0.5, b=0.5, c=0.5, d=0.5)
    lucky = scored(a=0.4, b=0.4, c=0.4, d=0.9)
    choice = choosing.choose({"plain": plain, "lucky": lucky}, folds=4)
    assert choice.means["lucky"] > choice.means["plain"]
    assert choice.taken == {"plain": 1, "lucky": 3}
    assert choice.left_out == pytest.approx((0.4 * 3 + 0.5) / 4)


def test_every_kind_counts_the_same_and_a_reader_of_two_kinds_is_left_out_of_both() -> None:
    found = {("people", "a"): 0.2, ("lists", "b"): 0.5, ("lists", "c"): 0.7}
    assert choosing.over_kinds(found) == pytest.approx(0.4)
    both = {("curators", "a"): 1.0, ("people", "a"): 1.0, ("people", "b"): 0.0}
    other = dict.fromkeys(both, 0.5)
    choice = choosing.choose({"both": both, "other": other}, folds=2)
    assert choice.taken == {"both": 1, "other": 1}
    assert choice.left_out == pytest.approx((0.5 + (0.5 + 0.0) / 2) / 2)


def test_choosing_needs_readers_in_common() -> None:
    with pytest.raises(ValueError, match="fewer than two readers"):
        choosing.choose({"one": scored(a=1.0), "two": scored(b=1.0)})


def test_figures_come_back_from_their_file(tmp_path: Path) -> None:
    written = [Figure("people", "a", 5, OURS, 0.25, 0.5), Figure("people", "a", 20, OURS, 0.75, 1)]
    figures.write(written, tmp_path / "f.json")
    back = figures.read(tmp_path / "f.json")
    assert back == written
    assert choosing.scores(back) == {("people", "a"): 0.5}


def test_every_ranker_finds_the_subject_that_a_reader_likes() -> None:
    one = reader(stream())
    found, told = figures.measure(one, contest.Past(one.stream, one.past(one.cut), one.cut))
    assert {f.ranker for f in found} == {OURS, *contest.LEARNERS}
    assert all(f.auc > 0.9 for f in found)
    assert [t.likes for t in told] == [20]
    assert {int(part.sum()) for part in np.split(told[0].best, len(one.days))} == {10}


def test_the_loop_never_looks_ahead() -> None:
    papers = stream()
    one = reader(papers)
    asked: list[str] = []

    def fit(_reader: Reader, until: str) -> contest.Past:
        asked.append(until)
        return contest.Past(papers, one.past(until), until)

    def toy(past: contest.Past, _reader: Reader, votes: Votes, rows: RowNumbers) -> np.ndarray:
        (today,) = set(papers.days[rows])
        assert past.until <= today
        voted = (votes.likes, votes.dislikes, votes.passed)
        known = [p.id for told in voted for p in told.papers]
        assert max(papers.days[papers.row[i]] for i in known) < today
        assert max(papers.days[papers.row[p.id]] for p in past.papers) < past.until
        return np.asarray(votes.likes.vectors.mean(0) @ papers.vectors[rows].T, np.float64)

    (life,) = loop.live([one], {"toy": toy}, fit, length=3)
    assert asked == [DAYS[-6], DAYS[-3]]
    assert life.found == life.there
    assert sum(life.found) == 15


def told(one: Reader, scores: Sequence[float], day: Day) -> Votes:
    side = loop.Side(loop.start(one))
    side.morning(one, day, np.array(scores))
    return side.votes


def test_a_morning_is_ten_papers_of_which_some_are_liked_and_at_most_one_disliked() -> None:
    one = reader(stream())
    mornings = [(day, told(one, range(A_DAY), day)) for day in one.days]
    grumbled = [len(votes.dislikes) for day, votes in mornings]
    assert 0 < sum(grumbled) < len(mornings)
    for day, votes in mornings:
        shown = day.rows[::-1][:10]
        liked = [n for n in shown if "tides" in one.stream.papers[n].title]
        new = votes.likes.papers[loop.LIKES :]
        assert [one.stream.row[p.id] for p in new] == liked
        assert len(new) + len(votes.dislikes) + len(votes.passed) == 10
        others = [n for n in shown if n not in liked]
        assert [one.stream.row[p.id] for p in votes.dislikes.papers] in ([], others[-1:])


def test_with_keywords_a_reader_starts_without_a_like() -> None:
    papers = stream()
    assert len(loop.start(reader(papers)).likes) == loop.LIKES
    assert not len(loop.start(reader(papers, keywords=("tides",))).likes)


def test_the_table_of_the_loop_weighs_every_kind_the_same() -> None:
    def life(kind: str, ranker: str, found: int) -> Life:
        return Life(kind, "a", ranker, [found], [10])

    text = table([
        life("people", OURS, 6), life("people", "Rocchio", 3),
        life("lists", OURS, 4), life("lists", "Rocchio", 5),
    ])  # fmt: skip
    assert "| 1 people | 1 | 10.0 | 6.0 (0.600) | 3.0 (0.300) | 2.00 | 0 |" in text
    assert "| 1 lists | 1 | 10.0 | 4.0 (0.400) | 5.0 (0.500) | 0.80 | 1 |" in text
    assert "| mean over kinds | | | 0.500 | 0.400 | 1.25 | |" in text


def test_authors_are_readers_and_a_group_is_one_of_them() -> None:
    papers = stream()
    names: list[tuple[str, ...]] = [() for _ in papers.papers]
    for row in range(5, len(names), 75):  # 23 papers, on different days
        names[row] = ("A. Vesle", "B. Stokke")
    names[0] = ("C. Once",)
    found = authors.of_stream(papers, names, 10)
    assert len(found) == 1
    (one,) = found
    assert max(papers.days[papers.row[p.id]] for p in one.history.papers) < one.cut
    assert min(day.date for day in one.days) >= one.cut
    assert len(one.history) + sum(int(day.liked.sum()) for day in one.days) == 23


def test_without_the_data_a_line_says_what_to_set(tmp_path: Path) -> None:
    done = python(
        "import os, sys; os.environ['RANK_BENCH_DATA'] = sys.argv[1]; "
        "from bench import readers; readers.people(1)",
        str(tmp_path / "none"),
    )
    assert done.code == 1
    assert "set RANK_BENCH_DATA" in done.err
    assert "Traceback" not in done.err
