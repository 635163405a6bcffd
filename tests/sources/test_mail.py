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
    assert (first.abstract, first.comments) == ("An abstract of two lines.", "1 page")
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


ACCENTED = TEXT.replace(b"Ada Sample", "Adèle Sämple".encode())


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", ""])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_the_declared_charset_is_used(charset: str, encoding: str) -> None:
    text = ACCENTED.decode().encode(charset or "cp1252")
    coded = {
        "8bit": text,
        "quoted-printable": quopri.encodestring(text),
        "base64": base64.encodebytes(text),
    }[encoding]
    kind = f"; charset={charset}" if charset else ""
    head = f"Content-Type: text/plain{kind}\nContent-Transfer-Encoding: {encoding}\n".encode()
    batch = parse_mail(head + HEAD + b"\n\n" + coded, "mail")
    assert batch.entries[0].paper.authors[0] == "Adèle Sämple"


WINDOW = b" received from  Wed  1 Jul 26 18:00:00 GMT  to  Thu  2 Jul 26 18:00:00 GMT\n"


@pytest.mark.parametrize(
    "above",
    [
        b"Subject: Fwd: cs daily\nDate: Mon, 20 Jul 2026 09:00:00 +0200\n\n"
        b"---------- Forwarded message ---------\nDate: Fri, 3 Jul 2026 00:31:14 +0000\n\n",
        b"Subject: FW: cs daily\nDate: Mon, 20 Jul 2026 09:00:00 +0200\n\n"
        b"Sent: Freitag, 3. Juli 2026 02:31\n" + WINDOW,
        WINDOW,
    ],
    ids=["its own head", "a head in another language", "no head"],
)
@pytest.mark.parametrize("mark", [b"", b"> ", b">> "])
def test_a_forwarded_mail_has_the_date_of_the_mail_inside(above: bytes, mark: bytes) -> None:
    head, blank, rest = above.rpartition(b"\n\n")
    inside = b"".join(mark + line + b"\n" for line in (rest + TEXT).split(b"\n"))
    batch = parse_mail(head + blank + inside, "mail")
    assert [entry.paper.id for entry in batch.entries] == [
        "2607.00021", "2607.00022", "2507.00023",
    ]  # fmt: skip
    assert batch.announced == date(2026, 7, 3)


def test_a_forwarded_attachment_is_read_with_its_own_date() -> None:
    outer = (
        b"Subject: see attachment\nDate: Mon, 20 Jul 2026 09:00:00 +0200\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nHi\n'
        b"--b\nContent-Type: message/rfc822\n\n" + MAIL + b"\n--b--\n"
    )
    batch = parse_mail(outer, "mail")
    assert batch.entries == parse_mail(MAIL, "mail").entries


def test_every_day_of_an_mbox_has_its_own_date() -> None:
    later = MAIL.replace(b"Fri,  3 Jul 26", b"Mon,  6 Jul 26").replace(b"00021", b"00031")
    line = b"From no-reply@arXiv.org Fri Jul  3 00:31:14 2026\n"
    other = b"Subject: lunch\nDate: Fri, 3 Jul 2026 10:00:00 +0000\n\nFrom noon on?\n"
    batch = parse_mail(b"\n".join([line + MAIL, line + other, line + later]), "mail")
    days = {entry.paper.id: entry.announced for entry in batch.entries}
    assert days["2607.00021"] == date(2026, 7, 3)
    assert days["2607.00031"] == date(2026, 7, 6)
    assert (len(batch.entries), batch.announced) == (6, None)


def test_a_page_of_html_is_read_as_its_text() -> None:
    page = TEXT.decode().replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>\n")
    for tag in ("pre", "div"):
        body = page.replace("<br>", "") if tag == "pre" else page.replace("\n", "")
        saved = HEAD + f"\nContent-Type: text/html\n\n<html><{tag}>{body}</{tag}></html>".encode()
        found = [entry.paper.title for entry in parse_mail(saved, "mail").entries]
        assert found[0] == "A posted invention that needs two lines"
        assert len(found) == 3


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


def titles(body: bytes) -> list[tuple[str, date | None]]:
    return [(entry.paper.title, entry.announced) for entry in parse_mail(body, "mail").entries]


def test_lines_of_html_that_end_twice_are_one() -> None:
    broken = TEXT.replace(b"\n", b"<br/>\n")
    html = HEAD + b"\nContent-Type: text/html; charset=utf-8\n\n<html><body>" + broken
    assert titles(html) == titles(MAIL)


def test_a_mail_attached_as_a_file_is_read_and_so_is_every_one_of_several() -> None:
    outer = (
        b"From: reader@example.org\nSubject: for you\nDate: Thu, 9 Jul 2026 09:00:00 +0200\n"
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="edge"\n\n'
        b"--edge\nContent-Type: text/plain\n\nHere they are.\n"
    )
    as_file = (
        b"--edge\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(MAIL)
    )
    assert titles(outer + as_file + b"--edge--\n") == titles(MAIL)
    next_day = MAIL.replace(b"Fri,  3 Jul 26 00:31:14", b"Mon,  6 Jul 26 00:31:14")
    attached = (b"--edge\nContent-Type: message/rfc822\n\n" + one for one in (MAIL, next_day))
    found = titles(outer + b"\n".join(attached) + b"\n--edge--\n")
    assert found == titles(MAIL) + titles(next_day)


def test_what_mbox_escapes_and_what_is_indented_is_read_as_it_was() -> None:
    text = TEXT.replace(b"An abstract of", b"From a room, an abstract of", 1)
    escaped = text.replace(b"\nFrom ", b"\n>From ")
    box = b"From no-reply@arXiv.org Fri Jul  3 00:31:14 2026\n" + HEAD + b"\n\n" + escaped
    assert ">From" not in parse_mail(box, "mail").entries[0].paper.abstract
    indented = b"".join(b"    " + line for line in MAIL.splitlines(keepends=True))
    assert [title for title, _ in titles(indented)] == [title for title, _ in titles(MAIL)]


def test_a_mail_that_somebody_sent_on_has_the_date_that_arxiv_wrote_in_it() -> None:
    """Where nothing but the sender says that it was."""
    window = b"\n received from  Tue 30 Jun 26 18:00:00 GMT  to  Wed  1 Jul 26 18:00:00 GMT\n"
    head = b"From: reader@example.org\nSubject: cs\nDate: Thu, 9 Jul 2026 09:00:00 +0200\n\n"
    found = parse_mail(head + window + TEXT, "mail")
    assert found.announced == date(2026, 7, 2)
