"""`rank today --email` and `rank email`: queue a digest, send what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

from ranker.app.publishing.files import file_of, week_file
from ranker.app.workspace import Workspace
from ranker.delivery.fitting import fitting
from ranker.delivery.message import compose, subject_of, trial_message
from ranker.delivery.outbox import Outbox, key_of
from ranker.digest.escape import clean
from ranker.digest.mail_page import MailRenderer
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.errors import ConfigError, DeliveryError
from ranker.plurals import count
from ranker.settings import EmailSettings

_NOTES, _NOTE = 8, 300  # notes that a mail has, and characters of each


def email_settings(ws: Workspace) -> EmailSettings:
    """The mail settings of the workspace. Raises ConfigError where they are wrong or not there."""
    settings, fault = ws.config.email, ws.config.email_fault
    for key, value in (("host", settings.host), ("to", settings.to)):
        if not value and not fault:
            fault = (
                f"email.{key} is missing; the [email] table names the mail server and the "
                'readers, like host = "smtp.site.org", to = ["me@site.org"]'
            )
    if fault:
        raise ConfigError(f"{ws.paths.config}: {fault}")
    return settings


def mail_fault(ws: Workspace) -> str:
    """Why no mail would go out though rank.toml begins to ask for it; empty where all is well."""
    settings = ws.config.email
    if not (ws.config.email_fault or settings.host or settings.to or settings.user):
        return ""
    try:
        email_settings(ws)
    except ConfigError as error:
        return str(error)
    return ""


def outbox(ws: Workspace) -> Outbox:
    """The queue of this workspace."""
    return Outbox(ws.paths.outbox)


def queue_digest(ws: Workspace, digest: Digest, *, weekly: bool = False) -> bool:
    """Queue a digest, unless the same one was sent before; False if so."""
    key = key_of(digest, weekly=weekly)
    message_id = f"{key.announcement}.{key.content}@{_domain(email_settings(ws))}"
    text, html = renderer("terminal"), MailRenderer(ws.paths.templates)
    now, shown = ws.now(), len(digest.shown)
    brief = replace(digest, notes=tuple(clean(n, _NOTE) for n in digest.notes[:_NOTES]))

    def with_papers(number: int) -> EmailMessage:
        part, cut = (
            replace(brief, size=number),
            _left_out(ws, digest, shown - number, weekly=weekly),
        )
        plain = f"{text.render(part)}\n{cut}\n" if cut else text.render(part)
        page = html.render(part, left_out=cut)
        return compose(subject_of(part, weekly=weekly), plain, page, message_id=message_id, at=now)

    return outbox(ws).put(key, fitting(with_papers, shown))


def _left_out(ws: Workspace, digest: Digest, number: int, *, weekly: bool) -> str:
    if not number:
        return ""
    path = week_file(ws, digest) if weekly else file_of(ws, digest)
    command = "" if weekly else f", `rank today --date {digest.announcement}` shows it"
    return (
        f"{count(number, 'more paper')} did not fit into a mail: "
        f"{ws.paths.digests.name}/{path.name} in your workspace has the whole digest{command}."
    )


def send_waiting(ws: Workspace, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Send every queued digest; returns their subjects. What was sent is not sent again.

    Raises DeliveryError that also says how many stay queued.
    """
    settings, queue = email_settings(ws), outbox(ws)
    if not queue.waiting():
        return ()
    try:
        with _sender(settings, environ) as send:
            return queue.send_all(send)
    except DeliveryError as error:
        left = len(queue.waiting())
        stay = f"{count(left, 'digest')} {'stays' if left == 1 else 'stay'}"
        raise DeliveryError(f"{error} ({stay} queued; `rank email send` tries again)") from None


def send_test(ws: Workspace, environ: Mapping[str, str]) -> EmailSettings:
    """Send a short test message, at once. Raises DeliveryError."""
    settings = email_settings(ws)
    now = ws.now()
    message_id = f"test.{now:%Y%m%d%H%M%S%f}@{_domain(settings)}"
    with _sender(settings, environ) as send:
        send(trial_message(settings.host, message_id=message_id, at=now))
    return settings


@contextmanager
def _sender(
    settings: EmailSettings, environ: Mapping[str, str]
) -> Iterator[Callable[[EmailMessage], None]]:
    from ranker.delivery.password import find_password
    from ranker.delivery.smtp import connect

    password = find_password(settings.user, environ) if settings.user else ""
    with connect(settings, password) as connection:
        yield connection.send


def _domain(settings: EmailSettings) -> str:
    return settings.sender.rpartition("@")[2]
