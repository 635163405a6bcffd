"""arXiv's announcement e-mail, raw and as mail programs save it."""

from __future__ import annotations

import base64
import quopri
from datetime import date

import pytest

from ranker.errors import SourceError
from ranker.sources.mail import parse_mail
from tests.sources.samples import MAIL

HEAD, _, TEXT = MAIL.partition(b"\n\n")


def test_kinds_dates_and_folded_fields_are_read() -> None:
    batch = parse_mail(MAIL, "mail")
    assert [(entry.paper.id, entry.kind) for entry in batch.entries] == [
        ("2607.00021", "new"),
        ("2607.00022", "cross"),
        ("2507.00023", "replace-cross"),
    ]
    first, _, replaced = (entry.paper for entry in batch.entries)
    assert first.title == "A posted invention that needs two lines"
    assert first.authors == ("Ada Sample", "Bo Example", "C. Third")
    assert first.categories == ("cs.SD", "eess.AS")
    assert first.abstract == "An abstract of two lines."
    assert (replaced.title, replaced.abstract) == ("An old invention", "")
    assert batch.problems == ()


@pytest.mark.parametrize(
    ("sent", "listing"),
    [
        (b"Fri,  3 Jul 26 00:31:14 GMT", date(2026, 7, 3)),  # Thursday 20:31 Eastern
        (b"Fri, 3 Jul 2026 06:00:00 GMT", date(2026, 7, 3)),  # sent late in the night
        (b"Mon, 6 Jul 2026 00:31:14 +0000", date(2026, 7, 6)),  # Sunday evening
        (b"Thu, 02 Jul 2026 20:31:14 -0400", date(2026, 7, 3)),
        (b"some day", None),
    ],
)
def test_the_listing_date_follows_from_the_moment_of_sending(
    sent: bytes, listing: date | None
) -> None:
    mail = MAIL.replace(b"Fri,  3 Jul 26 00:31:14 GMT", sent)
    batch = parse_mail(mail, "mail")
    assert {entry.announced for entry in batch.entries} == {listing}
    assert batch.announced == listing


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [(b"quoted-printable", quopri.encodestring), (b"base64", base64.encodebytes)],
)
def test_a_mail_as_a_mail_program_saved_it(encoding: bytes, encode: object) -> None:
    assert callable(encode)
    head = b"Received: from nowhere\nContent-Type: text/plain; charset=utf-8\n" + HEAD
    saved = head + b"\nContent-Transfer-Encoding: " + encoding + b"\n\n" + encode(TEXT)
    assert parse_mail(saved, "mail").entries == parse_mail(MAIL, "mail").entries


def test_windows_line_ends_change_nothing() -> None:
    assert parse_mail(MAIL.replace(b"\n", b"\r\n"), "mail") == parse_mail(MAIL, "mail")


def test_a_count_other_than_the_subjects_is_a_mismatch() -> None:
    batch = parse_mail(MAIL.replace(b"daily 1 new", b"daily 3 new"), "mail")
    (problem,) = batch.problems
    assert problem.trouble == "mismatch"
    assert "says 3 new papers, 1 were found" in problem.message


def test_an_entry_without_title_is_named_and_the_rest_read() -> None:
    batch = parse_mail(MAIL.replace(b"Title: A crossed invention", b"Title:"), "mail")
    assert len(batch.entries) == 2
    (problem,) = batch.problems
    assert (problem.trouble, problem.where) == (
        "bad-line",
        "mail: arXiv:2607.00022 (*cross-listing*)",
    )


def test_a_mail_without_entries_is_refused() -> None:
    with pytest.raises(SourceError, match="no paper in this announcement mail"):
        parse_mail(HEAD + b"\n\n" + b"-" * 78 + b"\nno news\n", "mail")
