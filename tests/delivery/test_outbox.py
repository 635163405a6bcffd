"""The queue on disk: waiting, sent, or unknown, and never two of them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from ranker.delivery.message import compose
from ranker.delivery.outbox import Outbox, key_of
from ranker.digest.value import Digest
from ranker.errors import DeliveryError, StoreError
from tests.digest.example import digest, ranked
from tests.patience import HUNG

AT = datetime(2026, 7, 6, 8, 30, tzinfo=UTC)
ONE, TWO = ranked(1, "One", "A"), ranked(2, "Two", "B")
DIGEST = digest(ONE, TWO)


def message(subject: str = "a digest") -> EmailMessage:
    return compose(subject, "text", "<p>html</p>", message_id="m@example.org", at=AT)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "store" / "outbox")


def refuse(message: EmailMessage) -> None:
    raise DeliveryError("no")


@pytest.mark.parametrize(
    "other",
    [
        replace(DIGEST, announcement=date(2099, 12, 15)),
        replace(DIGEST, profile="hearing"),
        replace(DIGEST, papers=(TWO, ONE)),
        replace(DIGEST, papers=(ONE,)),
    ],
)
def test_another_day_profile_or_order_is_another_mail(other: Digest) -> None:
    assert key_of(other) != key_of(DIGEST)


def test_the_outcome_and_the_size_make_no_other_mail() -> None:
    assert key_of(replace(DIGEST, history="shown", size=1)) == key_of(DIGEST)


def test_a_sent_message_is_never_queued_again(outbox: Outbox) -> None:
    sent: list[EmailMessage] = []
    assert outbox.put(key_of(DIGEST), message())
    assert outbox.put(key_of(DIGEST), message())
    assert len(outbox.waiting()) == 1
    assert outbox.send_all(sent.append) == ("a digest",)
    assert not outbox.put(key_of(DIGEST), message())
    assert outbox.send_all(sent.append) == ()
    assert len(sent) == 1


def test_what_fails_stays_and_what_was_sent_before_it_does_not(outbox: Outbox) -> None:
    outbox.put(key_of(DIGEST), message("first"))
    outbox.put(key_of(replace(DIGEST, announcement=date(2099, 12, 15))), message("second"))
    tried: list[str] = []

    def second_fails(one: EmailMessage) -> None:
        tried.append(one["Subject"])
        if len(tried) == 2:
            raise DeliveryError("no")

    with pytest.raises(DeliveryError):
        outbox.send_all(second_fails)
    assert tried == ["first", "second"]
    assert outbox.send_all(lambda one: tried.append(one["Subject"])) == ("second",)


def test_a_newer_version_takes_the_place_of_the_one_that_waits(outbox: Outbox) -> None:
    outbox.put(key_of(DIGEST), message("old order"))
    outbox.put(key_of(replace(DIGEST, papers=(TWO, ONE))), message("new order"))
    other = replace(DIGEST, profile="speech+more")
    outbox.put(key_of(other), message("another profile"))
    assert set(outbox.send_all(lambda one: None)) == {"new order", "another profile"}


def test_the_queue_knows_every_version_of_a_digest(outbox: Outbox) -> None:
    again = key_of(replace(DIGEST, papers=(TWO, ONE)))
    assert not outbox.knows(again)
    outbox.put(key_of(DIGEST), message())
    assert outbox.knows(again)
    outbox.send_all(lambda one: None)
    assert outbox.knows(again)
    assert not outbox.knows(key_of(replace(DIGEST, profile="spee")))


def test_two_processes_at_once_send_one_message(outbox: Outbox) -> None:
    outbox.put(key_of(DIGEST), message())
    sent: list[EmailMessage] = []
    inside, go_on = threading.Event(), threading.Event()

    def slowly(one: EmailMessage) -> None:
        inside.set()
        go_on.wait(HUNG)
        sent.append(one)

    first = threading.Thread(target=outbox.send_all, args=(slowly,))
    first.start()
    assert inside.wait(HUNG)
    second = threading.Thread(target=outbox.send_all, args=(sent.append,))
    second.start()
    go_on.set()
    first.join()
    second.join()
    assert len(sent) == 1


def test_a_profile_name_cannot_leave_the_folder(outbox: Outbox, tmp_path: Path) -> None:
    outbox.put(key_of(replace(DIGEST, profile="../../../out")), message())
    assert [p.parent for p in tmp_path.rglob("*.eml")] == [tmp_path / "store" / "outbox"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match="store/outbox cannot be written"):
        Outbox(tmp_path / "store" / "outbox").put(key_of(DIGEST), message())
