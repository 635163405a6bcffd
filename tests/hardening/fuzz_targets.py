"""Every parser of what strangers write: samples to mutate, and who reads them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zipfile import ZipFile

from ranker.github.boxes import boxes, head_marker
from tests.conftest import ROOT
from tests.feedback.importers import samples as libraries
from tests.hardening import fuzz_readers as readers
from tests.sources import samples
from tests.sources.pages import catchup_page, new_page, row, section


@dataclass(frozen=True)
class Target:
    """`read` takes bytes, whatever it reads; `tokens` are its own, beside the common ones."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    tokens: tuple[bytes, ...] = ()


_TOLD = {
    "format": 1,
    "schema": 1,
    "members": [
        {"name": name, "size": len(held), "sha256": hashlib.sha256(held).hexdigest()}
        for name, held in readers.MEMBERS.items()
    ],
}


def _packed() -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for name, held in {"manifest.json": json.dumps(_TOLD).encode(), **readers.MEMBERS}.items():
            file.writestr(name, held)
    return packed.getvalue()


_PAGE = (
    section("new", [row("2607.00001"), row("2607.00002")]),
    section("rep", [row("2507.00003")]),
)
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
    b"speech enhanc*\nSpeech-enhancement of $\\alpha_{s}$ rooms\nWe enhance it; C++17 in 3-D.\n",
    b'Schr\xc3\xb6dinger\nSchr\\"odinger and Schroedinger\n$\\mathrm{MoS}_2$ at 21\\,cm.\n',
    b"SU(2)\nOn $SU(2)$ gauge theory\nAn H$_2$O {\\it ab initio} study, \\emph{criteria}.\n",
    b"21 cm\n21cm \xe9\x9f\xb3\xe5\xa3\xb0\xe8\xaa\x8d\xe8\xad\x98\nGPUs, ELSe and US prices.\n",
)
_TEXED = (
    rb"Schr\"odinger's $\frac{\eta}{2}$ in H$_2$O: \emph{\textbf{closely}} \'{e}t\'e \ss",
    rb"$\sqrt[3]{x^{2}_{i}}$, \(\mathcal{O}(n\log n)\) \href{https://x.org}{here} "
    rb"\cite{a}~--- ``q''",
    rb"\begin{equation} \left( \sum_{i=1}^{N} \bar{x}_i \right) \end{equation} \unicode{x3b1} 50\%",
    rb"\ce{H2O} \SI{3}{\km} $\text{if } a<b \mathbb{R}^3 \binom{n}{k}$ {\cal L} CO<sub>2</sub>",
    rb"This paper has been withdrawn by the authors due to an error in $x$ \footnote{see \"{u}}.",
)
_NAMED = (
    b"Ada Sample (1), Bo Example (2) and C. Third ((1) Here, (2) There)",
    b'Jan van der Berg, M.-L. Muster Jr., Invented Collaboration: A. B., J\\"urgen M\xc3\xbcller',
    b"Sample, Ada; Example, Bo and de la Cruz, Maria et al. (12 authors)",
)
_ISSUE = {
    "number": 3, "title": "arXiv digest", "body": "text", "state": "open", "state_reason": None,
    "labels": [{"name": "arxiv-digest"}], "comments": 2, "updated_at": "2026-07-06T08:00:00Z",
    "html_url": "https://github.com/a/b/issues/3", "user": {"login": "a", "type": "User"},
    "id": 7, "created_at": "2026-07-06T08:00:00Z", "author_association": "OWNER",
}  # fmt: skip


def _boxed() -> bytes:
    lines = head_marker(date(2026, 7, 6)) + "\n" + boxes(1, "2607.00001", "one")
    return (lines + boxes(2, "hep-th/9901001", "zwei ü").replace("[ ]", "[x]", 1)).encode()


_LIBRARY_TOKENS = (
    b"@article{a,", b"@string{", b"@comment{", b"TY  - JOUR\n", b"ER  - \n", b"%0 ", b"UR  - ",
    b"<record>", b"<titles>", b"dateadded", b"1700000000", b"-2300", b" +23:59", b"{\\\"o}", b'""',
    b"\\",
)  # fmt: skip
_PAPERS_TABLE = b"id,title,abstract,authors,categories\n2607.00001,One,An abstract,Ada,cs.SD\n"
TARGETS: dict[str, Target] = {
    "feed": Target(
        (samples.atom_feed(*(samples.feed_entry(n) for n in (1, 2))), samples.RSS, _OLD_RSS),
        readers.read_feed,
        (b"<entry>", b"<item>", b"</entry>", b"UPDATED", b"replace-cross", b"<dc:date>"),
    ),
    "api": Target((samples.API, samples.API_ERROR), readers.read_api, (b"<entry>", b"</feed>")),
    "oai": Target((samples.OAI,), readers.read_oai, (b"<record>", b'status="deleted"',
    b"completeListSize=")),
    "mail": Target(
        (samples.MAIL, _FORWARDED, _WINDOW),
        readers.read_mail,
        (b"\n" + b"-" * 78 + b"\n", b"\\\\\n", b"arXiv:2607.00001\n", b"From x 2026\nA: b\n",
        b"base64",
         b"Content-Type: multipart/mixed; boundary=xx\n", b"message/rfc822", b"charset=utf-7",
         b"charset=idna", b"charset=hex", b"charset=undefined", b"> "),
    ),
    "listing": Target((new_page(*_PAGE),), readers.read_listing, (b"<dt>", b"<dd>", b"<h3>",
    b"<p>", b"<br>")),
    "catch-up": Target((catchup_page(*_PAGE, total=3),), readers.read_listing, (b"<dt>", b"</dd>",
    b"<h1>")),
    "papers file": Target(
        (samples.papers_file(samples.paper(1), samples.paper(2)),
         json.dumps([samples.paper(1), samples.paper(2)], indent=1).encode(),
         gzip.compress(samples.papers_file(samples.paper(1)), mtime=0), _PAPERS_TABLE,
         json.dumps({"url": "u", "status_code": 200, "body": samples.API.decode()}).encode()),
        readers.read_papers,
        (b'"authors_parsed": [["a", "b", ""]]', b'"versions": [{"version": "v2"}]', b'"primary"'),
    ),
    "BibTeX": Target((libraries.BIBTEX.encode(),), readers.read_library, _LIBRARY_TOKENS),
    "RIS": Target((libraries.RIS.encode(),
    libraries.REFER.encode()), readers.read_library, _LIBRARY_TOKENS),
    "EndNote": Target(
        (libraries.ENDNOTE.encode(),
        libraries.ZOTERO_RDF.encode()), readers.read_library, _LIBRARY_TOKENS
    ),
    "library CSV": Target(
        tuple(t.encode() for t in (libraries.ZOTERO_CSV, libraries.SCHOLAR_CSV,
        libraries.MENDELEY_CSV)),
        readers.read_library, _LIBRARY_TOKENS,
    ),
    "library JSON": Target(
        (libraries.CSL_JSON.encode(),
        libraries.BETTER_BIBTEX.encode()), readers.read_library, _LIBRARY_TOKENS
    ),
    "list of ids": Target((libraries.IDS.encode(),), readers.read_library),
    "keyword filter": Target(
        (libraries.KEYWORD_FILTER.encode(),), readers.read_keyword_filter,
        (b"KEYWORD_LIST = ", b"-" * 3000, b"1 if 1 else " * 300, b"f'{x}'", b"lambda:" * 300,
        b"'\\ud800'"),
    ),
    "votes": Target((_VOTE_LINES,), readers.read_votes, (b"<<<<<<<", b'"vote": 1.0',
    b'"vote": true', b'"id": ""')),
    "shelf": Target((_SHELF_LINES,), readers.read_shelf, (b'"saved": 1', b'"note": []',
    b'"id": ""')),
    "rank.toml": Target(
        ((ROOT / "rank.toml").read_bytes(), _FULL_CONFIG),
        readers.read_config,
        (b"[profile.two]\n", b"[[profile]]\n", b"inf", b"nan", b"1_0", b"'''", b'"""', b"a.b = 1\n",
         b"1979-05-27T07:32:00Z", b"[profile.encoder]\n", b"#", b"profile = 1\n"),
    ),
    "ids": Target(_ID_FORMS, readers.read_ids, (b"arXiv:", b"abs/", b"v999", b"[cs.SD]", b"%2f")),
    "keywords": Target(
        _KEYWORDED, readers.read_keywords,
        (b"*", b"-", b"of", b"(", b"[", b"\\b", b"+", b"#", b"'s", b"\\alpha", b"$x$",
        "Ω".encode(), b"finetuning"),
    ),
    "TeX": Target(
        _TEXED, readers.read_tex,
        (b"$", b"$$", b"\\(", b"\\[", b"\\frac", b"\\left", b"\\right", b"{", b"}", b"^", b"_",
        b"\\",
         b"\\begin{a}", b"\\end{a}", b"\\char", b"\\unicode{x0}", b"\\unicode{xd800}", b"\\hbox",
         b"\\text{",
         b"\\sqrt[", b"\\not", b"\\over", b"&", b"<sub>", b"<math>", b"\\ce{"),
    ),
    "names": Target(_NAMED, readers.read_names, (b" and ", b"(", b")", b",", b";", b"et al.", b":",
    b"-", b".")),
    "GitHub": Target(
        (_boxed(), b"rank like 2607.00001 3\n`rank dislike 2, 4 --profile one`\n> rank undo 1\n",
         json.dumps(_ISSUE).encode()),
        readers.read_comments,
        (b"rank like ", b"--profile", b"<!-- arxiv-ranker:like 1 ", b"- [x] "),
    ),
    "manifest": Target(
        (json.dumps(_TOLD).encode(),), readers.read_manifest,
        (b'"size": 1.5', b'"size": "3"', b'"feedback"', b'"feedback/a/b"', b'"store/\\u0000"',
        b'"models/\\ud800"'),
    ),
    "archive": Target((_packed(),), readers.read_archive, (b"PK\x01\x02", b"PK\x05\x06",
    b"PK\x03\x04")),
}  # fmt: skip
