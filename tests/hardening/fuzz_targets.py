"""Every parser of what strangers write, as a target: samples to mutate, and how one is read.

`read` raises a RankError for what it refuses, and AssertionError where what it read is no value
of the domain.
"""

from __future__ import annotations

import atexit
import gzip
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from ranker.errors import RankError
from ranker.paper import KINDS, Entry, Paper, canonical_id, parse_id, rejoined
from tests.conftest import ROOT
from tests.feedback.importers import samples as libraries
from tests.hardening.fuzzing import check_sound
from tests.sources import samples
from tests.sources.pages import catchup_page, new_page, row, section

NAME = "input"


@dataclass(frozen=True)
class Target:
    """`read` takes bytes, whatever it reads; `tokens` are its own, beside the common ones."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    tokens: tuple[bytes, ...] = ()


def refused(error: RankError) -> None:
    """Check that a refusal is one line that can be printed."""
    message = str(error)
    assert message.strip() and len(message.splitlines()) == 1, message
    message.encode()


@cache
def _folder() -> Path:
    """Kept until the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="rank-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(data: bytes, name: str = NAME) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _check_entries(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        paper = entry.paper
        assert canonical_id(paper.id) == paper.id
        assert paper.title.strip() and paper.version >= 1 and entry.kind in KINDS
        assert "\0" not in paper.title + paper.abstract + paper.comments + "".join(paper.authors)


def _feed(data: bytes) -> None:
    from ranker.sources.feed_xml import day_of_feed, parse_feed

    batch = parse_feed(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)
    day_of_feed(data)


def _api(data: bytes) -> None:
    from ranker.sources.api_xml import parse_api

    batch = parse_api(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def _oai(data: bytes) -> None:
    from ranker.sources.oai_xml import parse_oai

    page = parse_oai(data, NAME)
    check_sound(page)
    _check_entries(page.batch.entries)
    assert page.token is None or page.token.strip()


def _mail(data: bytes) -> None:
    from ranker.sources.mail import parse_mail

    batch = parse_mail(data, NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def _listing(data: bytes) -> None:
    from ranker.sources.listing_html import parse_listing

    page = parse_listing(data, "cs.SD")
    check_sound(page)
    _check_entries(page.entries)
    assert 0 <= page.rows <= page.total


def _papers(data: bytes) -> None:
    from ranker.sources.files import read_stream

    batch = read_stream(io.BytesIO(data), NAME)
    check_sound(batch)
    _check_entries(batch.entries)


def _library(data: bytes) -> None:
    from ranker.feedback.importers.recognise import read_likes
    from ranker.feedback.votes import votes_in

    likes = read_likes(_file(data))
    check_sound(likes)
    written = "".join(vote.to_line() for vote in likes.votes)
    assert votes_in(written, NAME).votes == likes.votes


def _keyword_filter(data: bytes) -> None:
    from ranker.feedback.importers.keyword_filter import read_keyword_filter

    check_sound(read_keyword_filter(_text(data), NAME))


def _votes(data: bytes) -> None:
    from ranker.feedback.votes import current, digest_of, read_votes, votes_in

    found = read_votes(_file(data, "votes.jsonl"))
    check_sound(found)
    assert all("\n" not in line for line in found.bad_lines)
    written = "".join(vote.to_line() for vote in found.votes)
    assert votes_in(written, NAME).votes == found.votes
    digest_of(current(found.votes, "one", first=True))


def _shelf(data: bytes) -> None:
    from ranker.feedback.shelf import Shelf

    found = Shelf(_file(data, "shelf.jsonl")).all()
    check_sound(found)
    assert all(kept.id == paper_id for paper_id, kept in found.items())
    assert sorted(found.values(), key=lambda kept: kept.at) is not None


def _config(data: bytes) -> None:
    from ranker.app.editing import add_words, remove_word
    from ranker.config import Paths, load_config

    path = _file(data, "rank.toml")
    config = load_config(path)
    check_sound(config)
    assert config.profiles
    if not data.isascii():
        return
    name = config.profiles[0].name
    add_words(Paths(path.parent), name, "keywords", ["a new one"])
    assert "a new one" in load_config(path).profile(name).keywords
    remove_word(Paths(path.parent), name, "keywords", "a new one")
    assert load_config(path) == config


def _ids(data: bytes) -> None:
    from ranker.feedback.importers.identifying import mentioned

    text = _text(data)
    list(mentioned(text))
    rejoined(text.split())
    for written in {text, *text.splitlines()}:
        try:
            paper_id, version = parse_id(written)
        except RankError as error:
            refused(error)
        else:
            assert parse_id(paper_id) == (paper_id, None)
            assert version is None or 1 <= version <= 999


def _keywords(data: bytes) -> None:
    from ranker.digest.marks import marked
    from ranker.models.keywords import KeywordMatcher

    keyword, _, text = _text(data).partition("\n")
    title, _, abstract = text.partition("\n")
    matcher = KeywordMatcher([keyword, title[:40]])
    paper = Paper("2607.00001", title, abstract)
    hits = matcher.hits(paper)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(getattr(paper, hit.field))
    assert {hit.keyword for hit in hits} == set(matcher.fields(paper))
    marked(abstract, hits, "abstract", 2000)


def _tex(data: bytes) -> None:
    from ranker.digest.mathml import mathml
    from ranker.feedback.importers.cleaning import plain
    from ranker.text.display import display, pieces
    from ranker.text.reading import read
    from ranker.text.tex import tex_to_unicode
    from ranker.withdrawal import is_withdrawn

    raw = _text(data)[:50_000]
    check_sound([tex_to_unicode(raw), display(raw), plain(raw)])
    is_withdrawn(raw, raw, raw)
    end = 0
    for piece in pieces(raw):
        assert end <= piece.start < piece.end <= len(raw)
        end = piece.end
        check_sound(str(mathml(piece.tex)))
    reading = read(raw)
    check_sound(reading.text)
    for place in range(0, len(reading.text), max(1, len(reading.text) // 20)):
        start, stop = reading.span(place, place + 1)
        assert 0 <= start < stop <= len(raw)


def _names(data: bytes) -> None:
    from ranker.people import given_and_family, same_person, spelling
    from ranker.sources.authors import author_names, split_authors

    line = _text(data)
    names = author_names(split_authors(line))
    check_sound(names)
    for one in (*names[:5], line):
        spelling(one)
        given_and_family(one)
        same_person(one, "Sample, Ada")
    assert all(name.strip() for name in names)


def _comments(data: bytes) -> None:
    from ranker.github import issues
    from ranker.github.boxes import announcement_in, choices_in
    from ranker.github.commands import commands_in

    text = _text(data)
    announcement_in(text)
    for choice in choices_in(text):
        check_sound(choice)
        assert choice.vote in (-1, 0, 1)
    for command in commands_in(text):
        check_sound(command)
        assert command.vote in (-1, 0, 1) and command.papers
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return
    for read in (issues._issue, issues._comment):
        try:
            check_sound(read(answer))
        except RankError as error:
            refused(error)


def _manifest(data: bytes) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("manifest.json", data)
        for name, held in MEMBERS.items():
            file.writestr(name, held)
    _archive(packed.getvalue())


def _archive(data: bytes) -> None:
    from ranker.app.archive import restore

    path = _file(data, "rank.zip")
    home = _folder() / "restored"
    try:
        for member in restore(path, home):
            assert (home / member.name).read_bytes()[: member.size + 1] == MEMBERS[member.name]
    finally:
        _clear(home)


def _clear(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    left = [p for p in _folder().iterdir() if p.name.startswith(".")]
    assert not left, left


MEMBERS = {"rank.toml": b"[profile.one]\n", "feedback/votes.jsonl": b"{}\n"}
_TOLD = {
    "format": 1,
    "schema": 1,
    "members": [
        {"name": name, "size": len(held), "sha256": hashlib.sha256(held).hexdigest()}
        for name, held in MEMBERS.items()
    ],
}


def _packed() -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for name, held in {"manifest.json": json.dumps(_TOLD).encode(), **MEMBERS}.items():
            file.writestr(name, held)
    return packed.getvalue()


_PAGE = (section("new", [row("2607.00001"), row("2607.00002")]), section("rep", [row("2507.00003")]))
_OLD_RSS = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>cs.SD updates</title><dc:date>2019-07-01T20:30:00-05:00</dc:date></channel>
<item><title>An old invention. (arXiv:1907.00001v1 [cs.SD] CROSS LISTED)</title>
<link>http://arxiv.org/abs/1907.00001</link><description>&lt;p&gt;Measured &amp;amp; told.&lt;/p&gt;
</description><dc:creator>&lt;a href="x"&gt;Ada Sample&lt;/a&gt;</dc:creator></item></rdf:RDF>"""
_FORWARDED = (
    b"From reader@example.org Fri Jul  3 02:00:00 2026\nSubject: Fwd: cs daily 1 new\n"
    b"Content-Type: multipart/mixed; boundary=xx\n\n--xx\nContent-Type: text/html; charset=utf-8\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>Forwarded message</p>\n--xx\n"
    b"Content-Type: message/rfc822\n\n" + samples.MAIL + b"\n--xx--\n"
)
_WINDOW = samples.MAIL.replace(
    b"\n\n-",
    b"\n\n received from  Wed  1 Jul 26 18:00:00 GMT  to  Thu  2 Jul 26 18:00:00 GMT\n-",
    1,
).replace(b"Date: Fri,  3 Jul 26 00:31:14 GMT\n", b"")
_VOTE_LINES = (
    b'{"id": "2607.00001", "vote": 1, "at": "2026-07-06T08:00:00+00:00", "profile": "one"}\n'
    b'{"id": "doi:10.1234/x", "vote": -1, "at": "2026-07-06", "title": "An invention"}\n'
    b'{"id": "hep-th/9901001", "vote": 0, "at": "2026-07-06T09:00:00Z", "source": "#3"}\n'
)
_SHELF_LINES = (
    b'{"id": "2607.00001", "at": "2026-07-06T08:00:00+00:00", "saved": true, "title": "One"}\n'
    b'{"id": "2607.00001", "at": "2026-07-06T09:00:00+02:00", "note": "read \\u00e4gain"}\n'
    b'{"id": "2607.00002", "at": "2026-07-06T10:00:00Z", "read": true}\n'
)
_FULL_CONFIG = b"""[arxiv]
contact = "me@example.org"
timeout = 30.0
largest_file = 256
feed_url = "https://rss.arxiv.org"
[digest]
size = "auto"
most = 50
worth = 0.2
explore = 0.1
[encoder]
model = "all-MiniLM-L6-v2"
tokens = 128
[email]
host = "smtp.example.org"
port = 587
security = "starttls"
user = "me@example.org"
to = ["me@example.org"]
[zotero]
api = "web"
library = "group/12345"
collections = ["Reading/*"]
timeout = 30
[site]
address = "https://me.github.io/papers"
[profile.one]
categories = ["eess.AS", "cs.SD"]
keywords = [
    "acoustic",  # of rooms
    "speech enhanc*", 'echo',
]
exclude = ["text-to-speech"]
authors = ["Ada Sample"]
"""
_ID_FORMS = (
    b"arXiv:0706.1234v1 [math.FA], 2007\nhttps://arxiv.org/pdf/hep-th/9901001v2.pdf\n",
    b"10.48550/arXiv.2607.00014\n2024arXiv240112345A\nDBLP:journals/corr/abs-2401-12345\n",
    b"[a link](https://ar5iv.org/abs/2607.00014) math.GT/0309136, cond-mat/0703001 (2007)\n",
    b"https://web.archive.org/web/2024/https://huggingface.co/papers/2401.12345?x=1#y\n",
    b"\\href{https://arxiv.org/abs/2401.12345}{here} \xe2\x80\x9c2401.12345v3\xe2\x80\x9d.\n",
)
_KEYWORDED = (
    b"speech enhanc*\nSpeech-enhancement of $\\alpha_{s}$ rooms\nWe enhance speech; C++17 in 3-D.\n",
    b"Schr\xc3\xb6dinger\nSchr\\\"odinger and Schroedinger\nThe $\\mathrm{MoS}_2$ layer at 21\\,cm.\n",
    b"SU(2)\nOn $SU(2)$ gauge theory\nAn H$_2$O {\\it ab initio} study, \\emph{criteria}.\n",
    b"21 cm\n21cm \xe9\x9f\xb3\xe5\xa3\xb0\xe8\xaa\x8d\xe8\xad\x98\nGPUs, the ELSe method and US prices.\n",
)
_TEXED = (
    rb"Schr\"odinger's $\frac{\eta}{2}$ in H$_2$O: \emph{\textbf{closely}} \'{e}t\'e \ss",
    rb"$\sqrt[3]{x^{2}_{i}}$, \(\mathcal{O}(n\log n)\) \href{https://x.org}{here} \cite{a,b}~--- ``q''",
    rb"\begin{equation} \left( \sum_{i=1}^{N} \bar{x}_i \right) \end{equation} \unicode{x3b1} 50\%",
    rb"\ce{H2O} \SI{3}{\km} $\text{if } a<b \mathbb{R}^3 \binom{n}{k}$ {\cal L} \url{x} CO<sub>2</sub>",
    rb"This paper has been withdrawn by the authors due to an error in $x$ \footnote{see \"{u}}.",
)
_NAMED = (
    b"Ada Sample (1), Bo Example (2) and C. Third ((1) Here, (2) There)",
    b"Jan van der Berg, M.-L. Muster Jr., the Invented Collaboration: A. B., J\\\"urgen M\xc3\xbcller",
    b"Sample, Ada; Example, Bo and de la Cruz, Maria et al. (12 authors)",
)
_ISSUE = {
    "number": 3, "title": "arXiv digest", "body": "text", "state": "open", "state_reason": None,
    "labels": [{"name": "arxiv-digest"}], "comments": 2, "updated_at": "2026-07-06T08:00:00Z",
    "html_url": "https://github.com/a/b/issues/3", "user": {"login": "a", "type": "User"},
    "id": 7, "created_at": "2026-07-06T08:00:00Z", "author_association": "OWNER",
}  # fmt: skip


def _boxed() -> bytes:
    from datetime import date

    from ranker.github.boxes import boxes, head_marker

    lines = head_marker(date(2026, 7, 6)) + "\n" + boxes(1, "2607.00001", "one")
    return (lines + boxes(2, "hep-th/9901001", "zwei ü").replace("[ ]", "[x]", 1)).encode()


_LIBRARY_TOKENS = (
    b"@article{a,", b"@string{", b"@comment{", b"TY  - JOUR\n", b"ER  - \n", b"%0 ", b"UR  - ",
    b"<record>", b"<titles>", b"dateadded", b"1700000000", b"-2300", b" +23:59", b"{\\\"o}", b'""', b"\\",
)  # fmt: skip
_PAPERS_TABLE = b"id,title,abstract,authors,categories\n2607.00001,One,An abstract,Ada,cs.SD\n"
TARGETS: dict[str, Target] = {
    "feed": Target(
        (samples.atom_feed(*(samples.feed_entry(n) for n in (1, 2))), samples.RSS, _OLD_RSS),
        _feed,
        (b"<entry>", b"<item>", b"</entry>", b"UPDATED", b"replace-cross", b"<dc:date>"),
    ),
    "api": Target((samples.API, samples.API_ERROR), _api, (b"<entry>", b"</feed>")),
    "oai": Target((samples.OAI,), _oai, (b"<record>", b'status="deleted"', b"completeListSize=")),
    "mail": Target(
        (samples.MAIL, _FORWARDED, _WINDOW),
        _mail,
        (b"\n" + b"-" * 78 + b"\n", b"\\\\\n", b"arXiv:2607.00001\n", b"From x 2026\nA: b\n", b"base64",
         b"Content-Type: multipart/mixed; boundary=xx\n", b"message/rfc822", b"charset=utf-7",
         b"charset=idna", b"charset=hex", b"charset=undefined", b"> "),
    ),
    "listing": Target((new_page(*_PAGE),), _listing, (b"<dt>", b"<dd>", b"<h3>", b"<p>", b"<br>")),
    "catch-up": Target((catchup_page(*_PAGE, total=3),), _listing, (b"<dt>", b"</dd>", b"<h1>")),
    "papers file": Target(
        (samples.papers_file(samples.paper(1), samples.paper(2)),
         json.dumps([samples.paper(1), samples.paper(2)], indent=1).encode(),
         gzip.compress(samples.papers_file(samples.paper(1)), mtime=0), _PAPERS_TABLE,
         json.dumps({"url": "u", "status_code": 200, "body": samples.API.decode()}).encode()),
        _papers,
        (b'"authors_parsed": [["a", "b", ""]]', b'"versions": [{"version": "v2"}]', b'"primary"'),
    ),
    "BibTeX": Target((libraries.BIBTEX.encode(),), _library, _LIBRARY_TOKENS),
    "RIS": Target((libraries.RIS.encode(), libraries.REFER.encode()), _library, _LIBRARY_TOKENS),
    "EndNote": Target(
        (libraries.ENDNOTE.encode(), libraries.ZOTERO_RDF.encode()), _library, _LIBRARY_TOKENS
    ),
    "library CSV": Target(
        tuple(t.encode() for t in (libraries.ZOTERO_CSV, libraries.SCHOLAR_CSV, libraries.MENDELEY_CSV)),
        _library, _LIBRARY_TOKENS,
    ),
    "library JSON": Target(
        (libraries.CSL_JSON.encode(), libraries.BETTER_BIBTEX.encode()), _library, _LIBRARY_TOKENS
    ),
    "list of ids": Target((libraries.IDS.encode(),), _library),
    "keyword filter": Target(
        (libraries.KEYWORD_FILTER.encode(),), _keyword_filter,
        (b"KEYWORD_LIST = ", b"-" * 3000, b"1 if 1 else " * 300, b"f'{x}'", b"lambda:" * 300, b"'\\ud800'"),
    ),
    "votes": Target((_VOTE_LINES,), _votes, (b"<<<<<<<", b'"vote": 1.0', b'"vote": true', b'"id": ""')),
    "shelf": Target((_SHELF_LINES,), _shelf, (b'"saved": 1', b'"note": []', b'"id": ""')),
    "rank.toml": Target(
        ((ROOT / "rank.toml").read_bytes(), _FULL_CONFIG),
        _config,
        (b"[profile.two]\n", b"[[profile]]\n", b"inf", b"nan", b"1_0", b"'''", b'"""', b"a.b = 1\n",
         b"1979-05-27T07:32:00Z", b"[profile.encoder]\n", b"#", b"profile = 1\n"),
    ),
    "ids": Target(_ID_FORMS, _ids, (b"arXiv:", b"abs/", b"v999", b"[cs.SD]", b"%2f")),
    "keywords": Target(
        _KEYWORDED, _keywords,
        (b"*", b"-", b"of", b"(", b"[", b"\\b", b"+", b"#", b"'s", b"\\alpha", b"$x$", "Ω".encode(), b"finetuning"),
    ),
    "TeX": Target(
        _TEXED, _tex,
        (b"$", b"$$", b"\\(", b"\\[", b"\\frac", b"\\left", b"\\right", b"{", b"}", b"^", b"_", b"\\",
         b"\\begin{a}", b"\\end{a}", b"\\char", b"\\unicode{x0}", b"\\unicode{xd800}", b"\\hbox", b"\\text{",
         b"\\sqrt[", b"\\not", b"\\over", b"&", b"<sub>", b"<math>", b"\\ce{"),
    ),
    "names": Target(_NAMED, _names, (b" and ", b"(", b")", b",", b";", b"et al.", b":", b"-", b".")),
    "GitHub": Target(
        (_boxed(), b"rank like 2607.00001 3\n`rank dislike 2, 4 --profile one`\n> rank undo 1\n",
         json.dumps(_ISSUE).encode()),
        _comments,
        (b"rank like ", b"--profile", b"<!-- arxiv-ranker:like 1 ", b"- [x] "),
    ),
    "manifest": Target(
        (json.dumps(_TOLD).encode(),), _manifest,
        (b'"size": 1.5', b'"size": "3"', b'"feedback"', b'"feedback/a/b"', b'"store/\\u0000"', b'"models/\\ud800"'),
    ),
    "archive": Target((_packed(),), _archive, (b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04")),
}  # fmt: skip
