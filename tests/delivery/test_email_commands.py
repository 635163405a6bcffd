"""`rank today --email` and `rank email`: mailed once, or queued once and said in one line."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import Rank, rank_process
from tests.delivery.server import PASSWORD, USER, Mailbox


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK_SMTP_PASSWORD", PASSWORD)


@pytest.fixture
def mailing(ready: Rank, home: Path, mailbox: Mailbox) -> Rank:
    """`rank` in a workspace whose rank.toml names the mail server."""
    configure(home, mailbox.port)
    return ready


def configure(home: Path, port: int, to: str = "me@example.org") -> None:
    toml = (home / "rank.toml").read_text().partition("\n[email]")[0]
    (home / "rank.toml").write_text(
        f'{toml}\n[email]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        f'user = "{USER}"\nto = ["{to}"]\n'
    )


def queued(home: Path) -> list[str]:
    return [path.name for path in (home / "store" / "outbox").glob("*.eml")]


def test_a_digest_is_mailed_once(mailing: Rank, papers_file: Path, mailbox: Mailbox) -> None:
    first = mailing("today", "--from", papers_file, "--email")
    assert first.code == 0
    assert "rank: mailed: arXiv 2026-07-06, hearing: 20 of 40 papers" in first.err
    again = mailing("today", "--from", papers_file, "--email")
    assert "was mailed before" in again.err
    assert again.code == 0
    [message] = mailbox.taken
    text, html = (part.get_content() for part in message.iter_parts())
    assert "Monday 6 July 2026" in text
    assert "arxiv.org/abs/2607." in text
    assert html.startswith("<!doctype html>")


def test_new_votes_make_a_new_digest(mailing: Rank, papers_file: Path, mailbox: Mailbox) -> None:
    mailing("today", "--from", papers_file, "--email")
    mailing("like", "20", "19")
    mailing("dislike", "1", "2")
    mailing("today", "--from", papers_file, "--email")
    assert len(mailbox.taken) == 2
    assert mailbox.taken[0]["Message-ID"] != mailbox.taken[1]["Message-ID"]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"password": "another"}, f"refused the login of {USER}: 535"),
        ({"refused": ("me@example.org",)}, "refused the address me@example.org: 550"),
        ({"fault": "drop"}, "broke the connection off"),
    ],
)
def test_what_cannot_be_sent_stays_queued_once_and_goes_out_later(
    mailing: Rank, papers_file: Path, home: Path, mailbox: Mailbox, trouble: dict[str, object],
    said: str,
) -> None:  # fmt: skip
    usual = {name: getattr(mailbox, name) for name in trouble}
    for name, value in trouble.items():
        setattr(mailbox, name, value)
    for _ in range(2):
        failed = mailing("today", "--from", papers_file, "--format", "json", "--email")
        assert failed.code == 1
        assert said in failed.complaint
        assert "1 digest stays queued" in failed.complaint
        assert failed.out.startswith("{")
    assert len(queued(home)) == 1
    assert PASSWORD not in failed.err
    for name, value in usual.items():
        setattr(mailbox, name, value)
    sent = mailing("email", "send")
    assert sent.out == "Sent: arXiv 2026-07-06, hearing: 20 of 40 papers\n"
    assert mailing("email", "send").out == "No digest is queued.\n"
    assert len(mailbox.taken) == 1
    assert not queued(home)


def test_a_retry_after_a_lost_confirmation_is_the_same_message(
    mailing: Rank, papers_file: Path, mailbox: Mailbox
) -> None:
    mailbox.fault = "drop after"
    assert mailing("today", "--from", papers_file, "--email").code == 1
    mailbox.fault = ""
    assert mailing("email", "send").code == 0
    first, second = mailbox.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_a_queued_digest_goes_to_the_address_of_the_day(
    mailing: Rank, papers_file: Path, home: Path, mailbox: Mailbox
) -> None:
    mailbox.refused = ("me@example.org",)
    mailing("today", "--from", papers_file, "--email")
    configure(home, mailbox.port, to="other@example.org")
    assert mailing("email", "send").code == 0
    assert mailbox.recipients == [("other@example.org",)]
    assert mailbox.taken[0]["To"] == "other@example.org"


def test_a_test_message_needs_no_digest(mailing: Rank, home: Path, mailbox: Mailbox) -> None:
    done = mailing("email", "test")
    assert done.out == "127.0.0.1 took a test message for me@example.org\n"
    assert len(mailbox.taken) == 1
    mailbox.refused = ("me@example.org",)
    assert "refused the address" in mailing("email", "test").complaint
    assert not queued(home)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", "email.host is missing"),
        ('[email]\nhost = "h"\nuser = "a@b.org"\n', "email.to is missing"),
        ('[email]\nhost = "h"\nto = ["a@b.org"]\n', "email.sender is missing"),
        ('[email]\nto = "a@b.org"\n', "email.to must be a list"),
        ('[email]\nto = ["a@b.org\\r\\nRCPT TO:<x>"]\n', "no plain address"),
        ('[email]\nsecurity = "tls"\n', "must be one of starttls, ssl, none"),
        ("[email]\nport = 70000\n", "email.port is 70000"),
        ('[email]\npassword = "secret"\n', "unknown setting email.password"),
    ],
)
def test_settings_that_cannot_be_are_named_before_anything_is_ranked(
    ready: Rank, papers_file: Path, home: Path, toml: str, said: str
) -> None:
    (home / "rank.toml").write_text((home / "rank.toml").read_text() + "\n" + toml)
    failed = ready("today", "--from", papers_file, "--email")
    assert (failed.code, failed.out) == (1, "")
    assert said in failed.complaint
    assert "secret" not in failed.complaint


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[email]\nhost = "h"\nto = ["a@b.org"]\n', "email.sender is missing"),
        ('[email]\nhost = "h"\n', "email.to is missing"),
        ('[email]\nsecurity = "tls"\n', "must be one of starttls, ssl, none"),
        ('[email]\npassword = "secret"\n', "unknown setting email.password"),
    ],
)
def test_an_incomplete_table_stops_mail_and_nothing_else(
    ready: Rank, papers_file: Path, home: Path, toml: str, said: str
) -> None:
    (home / "rank.toml").write_text((home / "rank.toml").read_text() + "\n" + toml)
    ranked = ready("today", "--from", papers_file)
    assert (ranked.code, ranked.err) == (0, "")
    voted = ready("like", "1")
    assert (voted.code, voted.err) == (0, "")
    status = ready("status")
    assert status.code == 0
    assert "mail is off" in status.complaint
    assert said in status.complaint
    for words in (["email", "test"], ["email", "send"]):
        refused = ready(*words)
        assert refused.code == 1
        assert said in refused.complaint


def test_without_a_password_the_digest_is_queued(
    mailing: Rank, papers_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RANK_SMTP_PASSWORD")
    monkeypatch.setitem(sys.modules, "keyring", None)
    failed = mailing("today", "--from", papers_file, "--email")
    assert "set RANK_SMTP_PASSWORD" in failed.complaint
    assert len(queued(home)) == 1


class KeyringError(Exception):
    """As keyring.errors has it."""


@pytest.mark.parametrize("kept", [PASSWORD, None, KeyringError("locked")])
def test_the_password_may_be_in_the_keyring(
    mailing: Rank, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, kept: object
) -> None:
    def get_password(service: str, user: str) -> object:
        assert (service, user) == ("rank", USER)
        if isinstance(kept, Exception):
            raise kept
        return kept

    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    keyring.get_password = get_password  # type: ignore[attr-defined]
    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.delenv("RANK_SMTP_PASSWORD")
    done = mailing("email", "test")
    if kept == PASSWORD:
        assert (done.code, len(mailbox.taken)) == (0, 1)
    else:
        assert done.code == 1
        assert "keyring" in done.complaint
        assert "RANK_SMTP_PASSWORD" in done.complaint


def test_a_read_only_queue_is_one_line(mailing: Rank, papers_file: Path, home: Path) -> None:
    (home / "store" / "outbox").write_text("a file where the queue should be")
    failed = mailing("today", "--from", papers_file, "--email")
    assert failed.code == 1
    assert "store/outbox" in failed.complaint


def test_the_command_explains_itself() -> None:
    done = rank_process(["email", "--help"])
    assert done.code == 0
    assert "test" in done.out
    assert "send" in done.out
