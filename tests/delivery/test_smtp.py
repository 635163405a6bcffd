"""One message over a real server: what arrives, and what each refusal says."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ranker.delivery.message import compose, subject_of, trial_message
from ranker.delivery.smtp import connect
from ranker.errors import DeliveryError
from ranker.settings import EmailSettings
from tests.delivery.conftest import settings
from tests.delivery.server import PASSWORD, USER, Mailbox, serving
from tests.digest.example import digest, ranked
from tests.patience import HUNG

AT = datetime(2026, 7, 6, 8, 30, tzinfo=UTC)


def send(chosen: EmailSettings, password: str = PASSWORD, timeout: float = HUNG) -> None:
    with connect(chosen, password, timeout) as connection:
        connection.send(trial_message("the server", message_id="one@example.org", at=AT))


def complaint(chosen: EmailSettings, password: str = PASSWORD, timeout: float = HUNG) -> str:
    with pytest.raises(DeliveryError) as caught:
        send(chosen, password, timeout)
    message = str(caught.value)
    assert "\n" not in message
    assert password not in message
    return message


def test_a_message_arrives_as_text_and_html(mailbox: Mailbox) -> None:
    send(settings(mailbox, to=("me@example.org", "you@example.org")))
    [message] = mailbox.taken
    assert mailbox.recipients == [("me@example.org", "you@example.org")]
    assert mailbox.senders == [USER]
    assert (message["From"], message["To"]) == (USER, "me@example.org, you@example.org")
    assert message["Message-ID"] == "<one@example.org>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_lines_on_the_wire_are_short_and_ascii_whatever_the_text() -> None:
    text = "Łódź 研究 \u202e" + "x" * 3000
    message = compose("Ł", text, f"<p>{text}</p>", message_id="a@b", at=AT)
    lines = message.as_bytes().splitlines()
    assert max(map(len, lines)) <= 78
    assert all(max(line, default=0) < 128 for line in lines)
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == text


def test_a_hostile_profile_name_adds_no_header() -> None:
    subject = subject_of(digest(ranked(1, "T", "A"))).replace(
        "speech", "x\r\nBcc: all@example.org\x1b[2J"
    )
    message = compose(subject, "t", "h", message_id="a@b", at=AT)
    assert "Bcc" not in message
    assert message["Subject"] == "arXiv 2099-12-14, x Bcc: all@example.org: 1 of 1 paper"


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_tls_is_used_and_the_certificate_is_checked(
    certificate: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(certificate=certificate, wrap=security == "ssl") as box:
        refused = complaint(settings(box, security))
        assert "has no trusted certificate" in refused
        assert box.logins == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        send(settings(box, security))
    assert box.encrypted == [True]


def test_a_server_without_starttls_gets_no_password(mailbox: Mailbox) -> None:
    assert "does not offer what email.security asks for" in complaint(settings(mailbox, "starttls"))
    assert mailbox.logins == 0


def test_ssl_on_a_plain_port_names_the_settings(mailbox: Mailbox) -> None:
    assert "check email.security and email.port" in complaint(settings(mailbox, "ssl"))


def test_no_password_leaves_the_machine_in_the_clear() -> None:
    away = EmailSettings("192.0.2.1", 25, "none", USER, USER, ("me@example.org",))
    assert "in the clear" in complaint(away)


def test_a_refused_login_names_the_user(mailbox: Mailbox) -> None:
    message = complaint(settings(mailbox), "wrong")
    assert f"refused the login of {USER}: 535" in message
    assert not mailbox.taken


def test_a_password_beyond_ascii_is_said_plainly(mailbox: Mailbox) -> None:
    assert "not plain ASCII" in complaint(settings(mailbox), "pässword")


def test_one_refused_recipient_keeps_the_message_from_all(mailbox: Mailbox) -> None:
    mailbox.refused = ("gone@example.org",)
    message = complaint(settings(mailbox, to=("me@example.org", "gone@example.org")))
    assert "refused the address gone@example.org: 550 5.1.1 No such user here" in message
    assert not mailbox.taken


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("drop", "broke the connection off"),
        ("refuse text", "refused the message: 554"),
        ("full disk", "452 4.3.1 Insufficient system storage"),
    ],
)
def test_a_failure_half_way_is_one_line(mailbox: Mailbox, fault: str, said: str) -> None:
    mailbox.fault = fault
    assert said in complaint(settings(mailbox))
    assert not mailbox.taken


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        nobody = EmailSettings("127.0.0.1", port, "none", "", USER, ("me@example.org",))
        assert f"127.0.0.1:{port} cannot be reached: Connection refused" in complaint(nobody)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[socket.socket] = []
        thread = threading.Thread(target=lambda: held.append(silent.accept()[0]))
        thread.start()
        port = silent.getsockname()[1]
        chosen = EmailSettings("127.0.0.1", port, "none", "", USER, ("me@example.org",))
        assert "stopped answering" in complaint(chosen, timeout=0.2)
        thread.join()
        held[0].close()
