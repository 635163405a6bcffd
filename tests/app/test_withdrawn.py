"""A withdrawn paper: told from every source, marked, and after all others with its sum whole."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from math import fsum
from pathlib import Path

import pytest

from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.sources.api_xml import parse_api
from ranker.sources.interface import Batch
from ranker.sources.listing_html import parse_listing
from ranker.sources.mail import parse_mail
from ranker.sources.oai_xml import parse_oai
from ranker.store.database import connect
from ranker.store.migrations import MIGRATIONS
from ranker.store.papers import PaperStore
from tests.conftest import Rank
from tests.invented import DAY, EARLIER, announcement, entry, to_line
from tests.sources import pages
from tests.sources.samples import API, MAIL, OAI

NOTICE = "This paper has been withdrawn by the authors, as its rooms do not exist"


def withdrawn(batch: Batch) -> list[str]:
    return [one.paper.id for one in batch.entries if one.paper.withdrawn]


def test_every_source_s_notice_is_seen() -> None:
    said = f"<arxiv:comment>{NOTICE}</arxiv:comment><summary>".encode()
    assert withdrawn(parse_api(API.replace(b"<summary>", said), "api")) == ["hep-th/9901001"]
    raw = b'<version version="v2"><size>0kb</size><source_type>I</source_type></version>'
    oai = OAI.replace(b'<version version="v2"/>', raw)
    assert withdrawn(parse_oai(oai, "oai").batch) == ["2607.00013"]
    oai = OAI.replace(b"<abstract>  One", f"<comments>{NOTICE}</comments><abstract>One".encode())
    assert withdrawn(parse_oai(oai, "oai").batch) == ["2607.00011"]
    oai = OAI.replace(b"Comment: 3 pages", b"Comment: 3 pages, withdrawn")
    assert withdrawn(parse_oai(oai, "oai").batch) == ["2607.00014"]
    mail = MAIL.replace(b"Comments: 1 page", f"Comments: {NOTICE}".encode())
    assert withdrawn(parse_mail(mail, "mail")) == ["2607.00021"]
    mail = MAIL.replace(b"(829kb,D)", b"(0kb,I)")
    assert withdrawn(parse_mail(mail, "mail")) == ["2507.00023"]
    comments = (
        "<div class='list-comments'><span class='descriptor'>Comments:</span> withdrawn</div>"
    )
    row = pages.row().replace(
        "<div class='list-subjects'>", f"{comments}<div class='list-subjects'>"
    )
    page = parse_listing(
        pages.new_page(pages.section("new", [row, pages.row("2607.00002")])), "cs.SD"
    )
    assert [one.paper.withdrawn for one in page.entries] == [True, False]
    for batch in (parse_api(API, "api"), parse_oai(OAI, "oai").batch, parse_mail(MAIL, "mail")):
        assert withdrawn(batch) == []


def test_it_stands_last_marked_and_its_sum_is_whole(ready: Rank, tmp_path: Path) -> None:
    day = [to_line(one).strip() + "\n" for one in announcement()]
    path = tmp_path / "day.jsonl"
    path.write_text("".join(day))
    before = json.loads(ready("today", "--from", path, "--all", "--format", "json").out)
    best = before["papers"][0]
    assert not any(paper["withdrawn"] for paper in before["papers"])
    path.write_text("".join(
        json.dumps(json.loads(line) | {"comments": "3 pages; withdrawn by the author"}) + "\n"
        if best["id"] in line else line
        for line in day
    ))  # fmt: skip
    after = json.loads(ready("today", "--from", path, "--all", "--format", "json").out)
    last = after["papers"][-1]
    assert (last["id"], last["withdrawn"], last["rank"]) == (best["id"], True, len(day))
    assert last["score"] == best["score"]
    assert fsum(part["contribution"] for part in last["because"]) == pytest.approx(last["score"])
    assert [p["id"] for p in after["papers"][:-1]] == [p["id"] for p in before["papers"][1:]]
    assert after["papers"][0]["withdrawn"] is False
    shown = ready("today", "--offline", "--date", DAY, "--all").out
    assert shown.count("withdrawn") == 2  # its mark, and its authors' comment
    digest = Digest.from_json(after)
    whole = renderer("markdown").render(replace(digest, size=len(digest.papers)))
    assert whole.count("· withdrawn") == 1
    assert "withdrawn" in ready("show", best["id"]).out


def test_a_newer_version_s_word_counts_and_the_same_version_s_stays(tmp_path: Path) -> None:
    store = PaperStore(connect(tmp_path / "papers.sqlite3"))

    def add(version: int, *, gone: bool) -> bool:
        one = entry(7)
        paper = replace(one.paper, version=version, withdrawn=gone)
        store.add([replace(one, paper=paper)], DAY)
        return store.get([paper.id])[paper.id].withdrawn

    assert not add(1, gone=False)
    assert add(2, gone=True)
    assert add(2, gone=False)  # the feed has no comments
    assert add(1, gone=False)
    assert not add(3, gone=False)
    assert not add(2, gone=True)


def test_those_stored_before_are_told_by_their_abstracts(tmp_path: Path) -> None:
    path = tmp_path / "papers.sqlite3"
    old = sqlite3.connect(path, isolation_level=None)
    for script in MIGRATIONS[:4]:
        assert isinstance(script, str)
        old.executescript(script)
    old.execute("PRAGMA user_version = 4")
    for number, abstract in ((1, NOTICE), (2, "Withdrawn cash is counted.")):
        row = (f"2607.0000{number}", 1, "T", abstract, "[]", "[]", str(EARLIER[0]), 0)
        old.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    old.close()
    found = PaperStore(connect(path)).get(["2607.00001", "2607.00002"])
    assert [paper.withdrawn for paper in found.values()] == [True, False]
