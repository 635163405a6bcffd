"""A real SMTP server on 127.0.0.1 that keeps what it gets, and misbehaves when told."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from unittest import mock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.patience import HUNG

USER, PASSWORD = "reader@example.org", "open sesame"


@dataclass
class Mailbox:
    """`fault`: "drop" breaks off after the text, "drop before" before it takes it, "refuse text",
    "full disk" at MAIL. `refused` are the addresses it knows nobody at."""

    port: int = 0
    fault: str = ""
    refused: tuple[str, ...] = ()
    password: str = PASSWORD
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[tuple[str, ...]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    logins: int = 0
    encrypted: list[bool] = field(default_factory=list)


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self._box = box

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._box.fault == "full disk":
            return "452 4.3.1 Insufficient system storage"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._box.refused:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._box.fault.startswith("drop"):
            if self._box.fault == "drop after":
                self._keep(server, envelope)
            _transport(server).abort()
            await asyncio.sleep(0)
            return "451 gone"
        if self._box.fault == "refuse text":
            return "554 5.7.1 Message looks\x1b[31m like spam"
        self._keep(server, envelope)
        return "250 Kept"

    def _keep(self, server: SMTP, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self._box.taken.append(message_from_bytes(envelope.content, policy=default))
        self._box.recipients.append(tuple(envelope.rcpt_tos))
        self._box.senders.append(str(envelope.mail_from))
        tls = _transport(server).get_extra_info("ssl_object")
        self._box.encrypted.append(tls is not None)


@contextmanager
def serving(*, certificate: Path | None = None, wrap: bool = False) -> Iterator[Mailbox]:
    """The server, with logins; with TLS where there is a certificate (`wrap`: from the start)."""
    box = Mailbox()

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        box.logins += 1
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (USER.encode(), box.password.encode())
        return AuthResult(success=right, handled=False)

    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options: dict[str, Any] = {
        "hostname": "127.0.0.1",
        "port": 0,
        "ready_timeout": HUNG,
        "authenticator": authenticate,
        "auth_require_tls": False,
    }
    if context:
        options |= {"ssl_context": context} if wrap else {"tls_context": context}
    controller = _AnyPort(_Handler(box), **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _transport(server: SMTP) -> asyncio.WriteTransport:
    """The connection that is being served."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    return server.transport


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        """The base class connects to the port it was given, which is 0 here."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        with mock.patch("aiosmtpd.controller.create_connection", _patiently):
            super()._trigger_server()  # type: ignore[no-untyped-call]


def _patiently(address: tuple[str, int], _seconds: float) -> socket.socket:
    """For the first connection, with which the controller tries its server, for a second."""
    return socket.create_connection(address, HUNG)


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key in one file, signed by itself."""
    path = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return path
