"""The misbehaving mail server, with and without TLS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ranker.settings import EmailSettings
from tests.delivery.server import USER, Mailbox, make_certificate, serving


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A server that takes one user's mail, without TLS."""
    with serving() as box:
        yield box


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def settings(
    box: Mailbox, security: str = "none", user: str = USER, **more: object
) -> EmailSettings:
    """The settings that reach a mailbox."""
    values = {"to": ("me@example.org",), "sender": USER} | more
    return EmailSettings("127.0.0.1", box.port, security, user, **values)  # type: ignore[arg-type]
