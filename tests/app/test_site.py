"""The folder of pages to publish: what is in it, what is not, and whose files it leaves alone."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ranker.digest.public import public
from ranker.paper import Entry, Paper
from ranker.scored import Reason
from tests.conftest import Rank
from tests.digest import example
from tests.digest.test_atom import ATOM, read
from tests.digest.test_hostile import HOSTILE
from tests.invented import DAY, EARLIER, paper, write_papers

FRIDAY = EARLIER[-1]


class Links(HTMLParser):
    """The addresses of a page, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.fixture
def two_days(ready: Rank, papers_file: Path) -> Rank:
    """`rank` after the digests of two listing dates and votes."""
    ready("today", "--offline", "--date", FRIDAY)
    ready("today", "--from", papers_file)
    ready("like", paper(204).id, paper(208).id)
    ready("dislike", paper(205).id)
    ready("today", "--date", DAY, "--offline")
    return ready


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.*") if p.suffix)


def test_the_newest_digest_an_archive_a_page_a_day_and_a_feed(two_days: Rank, home: Path) -> None:
    done = two_days("site", "--address", "https://me.example/papers/")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"2 digests written to {home / 'site'}\n"
    site = home / "site"
    pages = ["archive.html", f"digests/{FRIDAY}.html", f"digests/{DAY}.html", "feed.atom"]
    assert files(site) == [*pages, "index.html"]
    for name in files(site):
        if not name.endswith(".html"):
            continue
        page = Links((site / name).read_text())
        here = [t for t in page.targets if not t.startswith(("https://arxiv.org/", "#"))]
        assert here
        assert all(((site / name).parent / target).is_file() for target in here), here
        assert "script" not in page.tags
    assert "Monday 6 July 2026" in (site / "index.html").read_text()
    feed = read((site / "feed.atom").read_text())
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [
        "https://me.example/papers/feed.atom"
    ]
    days = {text[:10] for text in feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)}
    assert days == {str(FRIDAY), str(DAY)}


def test_votes_are_not_in_it(two_days: Rank, home: Path) -> None:
    with (home / "rank.toml").open("a") as settings:
        settings.write('\n[site]\naddress = "https://me.example"\n')
    own = two_days("today", "--date", DAY, "--offline", "--format", "html").out
    assert "you liked it" in own or "liked</span>" in own
    assert two_days("site", "--address", "https://other.example").code == 0
    for path in (home / "site").rglob("*.*"):
        if path.suffix:
            text = path.read_text()
            assert not re.search(
                r", (?:dis)?liked|you (?:dis)?liked|>(?:dis)?liked<| · (?:dis)?liked", text
            )
            assert "other.example" not in text
    assert paper(204).id in (home / "site" / "index.html").read_text()


def test_what_is_public_of_a_digest() -> None:
    one = example.golden()
    told = public(one)
    assert {r.vote for r in told.papers} == {0}
    kinds = {because.kind for r in told.papers for because in r.because}
    assert kinds == {"keyword", "term", "category", "rest", "meaning", "author"}
    assert (told.notes, told.exclude, told.excluded, told.seen) == ((), (), 0, 0)
    assert [r.probability for r in told.papers] == [r.probability for r in one.papers]
    usual = example.ranked(
        1, "T", "", because=(Reason("liked", "A", 1.0), Reason("term", "b", 1.0))
    )
    [kept] = public(example.digest(replace(usual, usual=(0.5, 0.25)))).papers
    assert (kept.because, kept.usual) == ((Reason("term", "b", 1.0),), (0.25,))


def test_each_interest_has_its_own_beside_all_together_and_goes_when_it_goes(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    before = (home / "rank.toml").read_bytes()
    ready("init", "--profile", "sky", "--keyword", "galaxy")
    ready("today", "--from", papers_file)
    assert ready("site").code == 0
    made = files(home / "site")
    assert {"index.html", "index-sky.html", "feed-sky.atom", f"digests/{DAY}-hearing.html"} <= set(
        made
    )
    (home / "rank.toml").write_bytes(before)
    assert ready("site").code == 0
    assert files(home / "site") == [
        "archive.html",
        f"digests/{DAY}.html",
        "feed.atom",
        "index.html",
    ]


def test_it_says_that_a_feed_without_an_address_cannot_name_itself(
    two_days: Rank, home: Path
) -> None:
    done = two_days("site")
    assert done.code == 0
    assert "[site] address" in done.complaint
    assert 'rel="self"' not in (home / "site" / "feed.atom").read_text()
    wrong = two_days("site", "--address", "example.org")
    assert wrong.code == 1
    assert "--address is 'example.org'" in wrong.complaint


def test_a_folder_of_others_is_left_alone(two_days: Rank, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("mine")
    for folder in (other, home / "feedback", home / "store" / "site", home):
        done = two_days("site", folder)
        assert done.code == 2
        assert done.complaint
    assert (other / "index.html").read_text() == "mine"
    assert two_days("site", other / "index.html").code == 2


def test_a_list_of_files_that_somebody_changed_takes_nothing_else_away(
    two_days: Rank, tmp_path: Path
) -> None:
    folder, kept = tmp_path / "site", tmp_path / "kept.html"
    assert two_days("site", folder).code == 0
    kept.write_text("mine")
    (folder / "notes.txt").write_text("mine")
    (folder / ".rank-site").write_text(
        "../kept.html\nnotes.txt\n/etc/passwd\ndigests/../../kept.html\n"
    )
    assert two_days("site", folder).code == 0
    assert kept.read_text() == (folder / "notes.txt").read_text() == "mine"


def test_before_the_first_digest_it_says_what_to_do(ready: Rank, home: Path) -> None:
    done = ready("site")
    assert done.code == 1
    assert "rank today" in done.complaint
    assert not (home / "site").exists()


def test_hostile_titles_are_harmless(ready: Rank, home: Path, tmp_path: Path) -> None:
    entries = [
        Entry(Paper(f"2607.009{n:02}", text.strip() or "x", text, (text,), ("cs.SD",)), DAY)
        for n, text in enumerate(HOSTILE)
        if "\ud83d" not in text
    ]
    ready("today", "--from", write_papers(tmp_path / "hostile.jsonl", entries))
    assert ready("site").code == 0
    for path in (home / "site").rglob("*.html"):
        page = Links(path.read_text())
        assert not page.tags & {"script", "img", "b", "base", "form"}
        assert not [t for t in page.targets if t.startswith(("javascript:", "http://"))]
    read((home / "site" / "feed.atom").read_text())
