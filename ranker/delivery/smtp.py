"""Sending over SMTP (RFC 5321, RFC 3207), and what went wrong in one line.

A message goes to all its recipients or to none: where the server refuses one of them, nothing
is handed over, so that a later try repeats nothing.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from typing import Any

from ranker.errors import DeliveryError
from ranker.network.budget import Budget, Limits, TooLateError, TooMuchError, watched
from ranker.network.lookup import connected, within
from ranker.settings import EmailSettings

TIMEOUT = 30.0  # seconds, for each piece of the server's answers
LIMITS = Limits(total=120.0, body=128 * 1024)
"""From the lookup of the server's name to the login, and for each message."""
_OWN_NAME = 5.0  # seconds to find out what this machine is called
_NO_NAME = "[127.0.0.1]"  # as smtplib says where it finds none (RFC 5321, 4.1.3)
_REPLY_LIMIT = 160  # characters of the server's own words


class Connection:
    """An open connection to the reader's mail server, logged in."""

    def __init__(self, server: smtplib.SMTP, settings: EmailSettings, budget: Budget) -> None:
        self._budget = budget
        self._server = server
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        """Send one message from and to the addresses of the settings. Raises DeliveryError.

        When this returns the server has taken responsibility for it (RFC 5321, 4.2.5).
        """
        for field, value in (("From", self._settings.sender), ("To", ", ".join(self._settings.to))):
            del message[field]
            message[field] = value
        self._budget.renew()
        with _told(self._settings):
            _accepted(self._server.mail(self._settings.sender), self._settings.sender)
            for recipient in self._settings.to:
                _accepted(self._server.rcpt(recipient), recipient)
            code, reply = self._server.data(message.as_bytes(policy=SMTP))
            if code != 250:
                raise DeliveryError(f"refused the message: {_reply(code, reply)}")


@contextmanager
def connect(
    settings: EmailSettings,
    password: str,
    timeout: float = TIMEOUT,
    timer: Callable[[], float] = time.monotonic,
) -> Iterator[Connection]:
    """A connection for a few messages; the password is used where the settings name a user.

    Raises DeliveryError in one line: not reached, no or bad TLS, login refused.
    """
    if settings.security == "none" and settings.user and not _is_here(settings.host):
        raise DeliveryError(
            'email.security is "none", which would send the password in the clear; '
            'choose "starttls" or "ssl"'
        )
    budget = Budget(LIMITS, timer)
    budget.begin_body()
    with _told(settings):
        server = _open(settings, timeout, budget)
    try:
        with _told(settings):
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if settings.user:
                server.login(settings.user, password)
        yield Connection(server, settings, budget)
        with suppress(smtplib.SMTPException, OSError, TooLateError, TooMuchError):
            server.quit()
    finally:
        server.close()


class _Held(smtplib.SMTP):
    """A connection that is made, and reads answers, within a budget: smtplib looks names up, tries
    one address after another and reads the lines of an answer without end."""

    def __init__(self, budget: Budget, host: str, port: int, **options: Any) -> None:
        self._budget = budget
        super().__init__(host, port, local_hostname=_own_name(), **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connected(host, port, timeout, self._budget)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = watched(self.sock, self.sock.makefile("rb", buffering=0), self._budget)
        try:
            return super().getreply()
        except (TooLateError, TooMuchError):
            self.close()
            raise


class _HeldSecure(_Held, smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        plain.settimeout(min(timeout, self._budget.left()))
        return self.context.wrap_socket(plain, server_hostname=host)


def _own_name() -> str:
    """What this machine calls itself to a server, where that is found soon."""
    try:
        name = within(_OWN_NAME, socket.getfqdn)
    except (OSError, UnicodeError):
        return _NO_NAME
    return name if "." in name else _NO_NAME


def _open(settings: EmailSettings, timeout: float, budget: Budget) -> smtplib.SMTP:
    server: smtplib.SMTP
    where = (settings.host, settings.port)
    if settings.security == "ssl":
        context = ssl.create_default_context()
        server = _HeldSecure(budget, *where, timeout=timeout, context=context)
    else:
        server = _Held(budget, *where, timeout=timeout)
    server.ehlo_or_helo_if_needed()
    return server


def _is_here(host: str) -> bool:
    """Whether the password would not leave this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _accepted(answer: tuple[int, bytes], address: str) -> None:
    code, reply = answer
    if code not in (250, 251):
        raise DeliveryError(f"refused the address {address}: {_reply(code, reply)}")


@contextmanager
def _told(settings: EmailSettings) -> Iterator[None]:
    """Every way in which a mail server fails, as one line that names the server."""
    where = f"the mail server {settings.host}:{settings.port}"
    try:
        yield
    except DeliveryError as error:
        raise DeliveryError(f"{where} {error}") from None
    except (TooLateError, TooMuchError) as error:
        raise DeliveryError(f"{where}: {error}; try again later") from None
    except smtplib.SMTPAuthenticationError as error:
        said = _reply(error.smtp_code, error.smtp_error)
        raise DeliveryError(
            f"{where} refused the login of {settings.user}: {said}; check user and password"
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError(
            f"{where} does not offer what email.security asks for ({error}); "
            'see its manual for "starttls", "ssl" and the port'
        ) from None
    except smtplib.SMTPResponseException as error:
        said = _reply(error.smtp_code, error.smtp_error)
        raise DeliveryError(f"{where} refused to talk: {said}") from None
    except (smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError) as error:
        did = "stopped answering" if "timed out" in str(error) else "broke the connection off"
        raise DeliveryError(f"{where} {did}; try again later") from None
    except smtplib.SMTPException as error:
        raise DeliveryError(f"{where}: {error}") from None
    except UnicodeError:
        raise DeliveryError("the mail user or password is not plain ASCII") from None
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError(f"{where} has no trusted certificate: {error.verify_message}") from None
    except ssl.SSLError as error:
        raise DeliveryError(
            f"{where} speaks no TLS there ({error.reason}); check email.security and email.port"
        ) from None
    except TimeoutError:
        raise DeliveryError(f"{where} does not answer; check email.host and email.port") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise DeliveryError(f"{where} cannot be reached: {why}") from None


def _reply(code: int, reply: bytes | str) -> str:
    """The server's own words, on one line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:_REPLY_LIMIT]
