"""A mail is never longer than what Gmail shows of one, and says what it had to leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from ranker.app.publishing.mailing import queue_digest, send_waiting
from ranker.app.workspace import Workspace
from ranker.delivery.fitting import LIMIT, fitting
from ranker.digest.value import Digest
from ranker.scored import Reason
from tests.conftest import Rank, reopened
from tests.delivery.server import PASSWORD, Mailbox
from tests.delivery.test_email_commands import configure
from tests.digest import example
from tests.digest.test_hostile import HOSTILE, assert_harmless_html
from tests.invented import Clock, HashingEncoder

MATHEMATICS = r"We bound $\|x\|_2 \leq \frac{1}{2}$ where “keyword” & <b> = ééé 聲音 𝔸. " * 80


@pytest.fixture
def mailed(
    ready: Rank, home: Path, mailbox: Mailbox, clock: Clock, encoder: HashingEncoder
) -> Callable[[Digest], EmailMessage]:
    """Sends a digest and returns what the mail server got."""

    def send(digest: Digest) -> EmailMessage:
        configure(home, mailbox.port)
        ws: Workspace = reopened(home, clock, encoder)
        assert queue_digest(ws, digest)
        send_waiting(ws, {"RANK_SMTP_PASSWORD": PASSWORD})
        return mailbox.taken[-1]

    return send


def many(number: int, title: str, abstract: str) -> Digest:
    names = tuple(f"{title[:100]} Quillworth {n}" for n in range(9))
    because = tuple(Reason("liked", f"{title[:60]} {n}", 1.0 + n) for n in range(5))
    papers = [
        example.ranked(
            n,
            f"{title} {n}" if title else f"{n}",
            abstract,
            paper_id=f"2607.{n:05d}",
            authors=names,
            because=because,
            probability=0.9 - n / 1000,
        )
        for n in range(1, number + 1)
    ]
    return replace(example.digest(*papers), notes=(abstract,) * 30)


@pytest.mark.parametrize("text", ["聲音" * 300, MATHEMATICS, HOSTILE[0], "T" * 5000])
def test_five_hundred_long_and_hostile_papers_stay_under_what_gmail_shows(
    mailed: Callable[[Digest], EmailMessage], text: str
) -> None:
    message = mailed(many(500, text, (text or "x") * 9))
    assert len(message.as_bytes(policy=SMTP)) < LIMIT == 102_000
    plain, html = message.iter_parts()
    page, said = html.get_content(), " ".join(plain.get_content().split())
    shown = page.count('class="p"')
    left_out = f"{500 - shown} more papers did not fit into a mail: digests/2099-12-14.md in your"
    assert shown > 0
    assert left_out in " ".join(page.split()) and left_out in said
    assert "`rank today --date 2099-12-14` shows it." in said
    assert str(message["Subject"]).endswith(f": {shown} of 500 papers")
    assert_harmless_html(page)
    assert page.rstrip().endswith("</html>")


def html_of(message: EmailMessage) -> str:
    """The page of a mail."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_a_usual_morning_is_mailed_whole(mailed: Callable[[Digest], EmailMessage]) -> None:
    title = "A Usual Title of Eleven Words, about the Sound of Rooms"
    message = mailed(many(25, title, "A usual sentence of an abstract, in words. " * 35))
    page = html_of(message)
    assert page.count('class="p"') == 25
    assert "did not fit" not in page
    assert len(message.as_bytes(policy=SMTP)) < LIMIT


def test_styles_stand_in_their_elements_and_nothing_is_loaded(
    mailed: Callable[[Digest], EmailMessage],
) -> None:
    page = html_of(mailed(example.golden()))
    assert re.findall(r"<style>(.*?)[{ ]", page, re.DOTALL) == ["@media"]
    tags = re.findall(r"<\w+ class=[^>]*>", page)
    assert tags and all('style="' in tag for tag in tags)
    assert "<math" not in page and "L² Walls" in page
    assert not re.search(r"src=|url\(|<link|@import|<script", page)
    for ours in ("var(", "grid", "flex"):  # which Gmail drops
        assert ours not in page


def test_as_many_papers_as_fit_are_sent_and_not_one_less() -> None:
    def make(count: int) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message.set_content("x" * 59 + "\n" + "0123456789\n" * 200 * count)
        message["Papers"] = str(count)
        return message

    room = LIMIT - 2_000
    for papers in (0, 1, 30, 32, 33, 45, 46, 47, 500):
        count = int(fitting(make, papers)["Papers"])
        assert len(make(count).as_bytes(policy=SMTP)) < room
        assert count == papers or len(make(count + 1).as_bytes(policy=SMTP)) >= room
