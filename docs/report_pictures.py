"""Take docs/report-light.png, report-dark.png and the same for a phone: `rank report` after six
weeks of an invented reader, who wants cleaner and separated speech and no synthetic voices.

Run `python docs/report_pictures.py` in an environment with the package, playwright and Chromium; it
takes some minutes. The papers are put together from the sample's sentences, thirty a day; each
morning they are ranked, shown and voted on, and every figure is what came of that.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from page_pictures import shrink
from playwright.sync_api import sync_playwright

from ranker import sample
from ranker.app.announcements.fetching import fetch_file
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.learning.forecasting import keep_forecasts
from ranker.app.publishing.report import make_report
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.calendar import listings_between
from ranker.config import Paths
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.report.page import render

HERE = Path(__file__).parent
PROFILE = "hearing"
LAST = date(2100, 1, 15)
ANNOUNCEMENTS, A_DAY = 30, 30
SHOTS = (
    ("light", 1280, 900),
    ("dark", 1280, 900),
    ("phone", 390, 700),
    ("phone-dark", 390, 700),
)
LIKES = re.compile(r"enhanc|dereverb|reverberat|separat|noise|beamform|microphone|echo", re.I)
DISLIKES = re.compile(r"clon|text-to-speech|synthetic voice|synthesis", re.I)


@dataclass(frozen=True)
class Invented:
    """A paper as a papers file has it, and the text that says what it is about."""

    paper: dict[str, Any]
    source: str


@dataclass
class Clock:
    """The time it is in the invented reader's life."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def main() -> None:
    """Live the six weeks, and write the pictures beside this file."""
    with tempfile.TemporaryDirectory(prefix="rank-report-") as folder:
        page = Path(folder) / "report.html"
        page.write_text(render(make_report(lived(Path(folder)), PROFILE)), "utf-8")
        take(page)


def lived(folder: Path) -> Workspace:
    """A workspace in which every announcement was read, ranked and voted on."""
    days = listings_between(LAST - timedelta(days=60), LAST)[-ANNOUNCEMENTS:]
    chance = random.Random(5)
    papers = invented(days, chance)
    clock = Clock(morning(days[0]))
    ws = Workspace(Paths(folder / "home"), now=clock)
    create_workspace(ws.paths, check_profile(PROFILE, sample.CATEGORIES, sample.KEYWORDS))
    for number, day in enumerate(days):
        clock.at = morning(day)
        todays = papers[number * A_DAY : (number + 1) * A_DAY]
        file = folder / f"{day}.jsonl"
        file.write_text("".join(json.dumps(one.paper) + "\n" for one in todays), "utf-8")
        fetch_file(ws, file)
        if number not in (4, 21):  # what a reader's connection missed
            read = sample.CATEGORIES[: 1 if number == 12 else None]
            for category in read:
                ids = [p.paper["id"] for p in todays if category in p.paper["categories"]]
                ws.coverage.put(day, category, ids, stated=len(ids), source="listing",
                                now=clock(), sure=True)  # fmt: skip
        keep_forecasts(ws, today(ws, Request(day=day, offline=True)))
        ws.vote_log.append(votes(todays, clock() + timedelta(minutes=20), chance))
        ws.forget_votes_read()
    clock.at += timedelta(hours=1)
    return ws


def invented(days: tuple[date, ...], chance: random.Random) -> list[Invented]:
    """A_DAY papers a day, each with the title of one of the sample's and sentences of two."""
    sources = [
        json.loads(line)
        for path in (sample.library_path(), sample.announcement_path())
        for line in path.read_text("utf-8").splitlines()
    ]
    found = []
    for number in range(A_DAY * len(days)):
        one = chance.choice(sources)
        near = [p for p in sources if p["categories"][0] == one["categories"][0]]
        other = chance.choice(near)
        said = [
            sentence
            for paper in (one, other)
            for sentence in chance.choices(paper["abstract"].split(". ")[:-1], k=2)
        ]
        paper = one | {
            "id": f"9912.{20_000 + number}",
            "title": f"{one['title']}, Part {number}",
            "abstract": ". ".join(said) + ". (Invented sample paper.)",
            "announced": f"{days[number // A_DAY]}",
        }
        found.append(Invented(paper, f"{one['title']} {one['abstract']}"))
    return found


def votes(papers: list[Invented], at: datetime, chance: random.Random) -> list[Vote]:
    """What the reader says of the day's papers. They like most of what they look for, pass over
    some of it, like something else now and then, and seldom trouble to dislike."""
    found = []
    for one in papers:
        sound = bool(set(one.paper["categories"]) & set(sample.CATEGORIES))
        synthetic = sound and DISLIKES.search(one.source)
        likely = 0.02 if synthetic or not (sound and LIKES.search(one.source)) else 0.7
        if chance.random() < likely:
            found.append(Vote(one.paper["id"], LIKE, at, PROFILE))
        elif synthetic and chance.random() < 0.5:
            found.append(Vote(one.paper["id"], DISLIKE, at, PROFILE))
    return found


def morning(day: date) -> datetime:
    """When the reader sits down to an announcement."""
    return datetime.combine(day, time(13), UTC)


def take(report: Path) -> None:
    """The pictures of the report's first screen."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium)
        for name, width, height in SHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if name.endswith("dark") else "light",
            )
            page.goto(report.as_uri())
            picture = HERE / f"report-{name}.png"
            page.screenshot(path=picture)
            shrink(picture)
        browser.close()


if __name__ == "__main__":
    main()
