"""The workspaces and the local arXiv that speed is measured on."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from bench.data import FOLDER, ROOT
from bench.timing import python, run
from ranker import sample
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.workspace import Workspace, open_workspace
from ranker.calendar import EASTERN, expected_listing, listings_between
from ranker.config import Paths
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.paper import Entry
from ranker.sources.files import read_papers

CATEGORIES = ("cs.CL", "cs.CV")
KEYWORDS = ("language model", "diffusion", "benchmark", "video", "alignment", "speech", "noise")
STORED, NEW = 5_000, 300
DAY = date(2026, 7, 7)  # a Tuesday
MORNING = datetime(2026, 7, 7, 9, tzinfo=EASTERN)


def entries(count: int) -> list[Entry]:
    """Real papers where the data is there, else the invented sample over and over."""
    path = FOLDER / "stream" / "papers.jsonl.gz"
    if path.exists():
        found = list(read_papers(path).entries[:count])
    else:
        own = [*read_papers(sample.library_path()).entries]
        own += read_papers(sample.announcement_path()).entries
        found = [_numbered(own[n % len(own)], n) for n in range(count)]
    return [replace(e, paper=replace(e.paper, categories=CATEGORIES[:1])) for e in found]


def _numbered(entry: Entry, number: int) -> Entry:
    """The same paper under another id, so that it is another paper."""
    paper_id = f"26{number // 50_000 + 1:02}.{number % 50_000 + 1:05}"
    title = f"{entry.paper.title}, part {number}"
    return replace(entry, paper=replace(entry.paper, id=paper_id, title=title))


def make(folder: Path, encoder: Path, *, feed: str = "") -> Workspace:
    """A workspace of STORED papers with vectors, some votes, and the compiled encoder."""
    create_workspace(Paths(folder), check_profile("reader", CATEGORIES, KEYWORDS))
    if feed:
        path = folder / "rank.toml"
        text = path.read_text("utf-8")
        sites = f'[arxiv]\nfeed_url = "{feed}"\nsite_url = "{feed}"\n'
        path.write_text(text.replace("[arxiv]\n", sites), "utf-8")
    shutil.copytree(encoder, folder / "models" / "encoder")
    ws = open_workspace(folder)
    last = DAY - timedelta(days=1)
    papers = [replace(e, announced=last - timedelta(days=n % 60)) for n, e in enumerate(stored())]
    ws.papers.add(papers, last)
    draw = np.random.default_rng(0).standard_normal((len(papers), 384)).astype(np.float32)
    vectors = draw / np.linalg.norm(draw, axis=1, keepdims=True)
    if (FOLDER / "stream" / "vectors.npy").exists():
        vectors = np.load(FOLDER / "stream" / "vectors.npy")[:STORED].astype(np.float32)
    ids = [e.paper.id for e in papers]
    ws.vectors_of(ws.encoder.fingerprint, 384).put(ids, vectors)
    votes = [Vote(i, LIKE, MORNING, "reader") for i in ids[:40]]
    ws.vote_log.append([*votes, *(Vote(i, DISLIKE, MORNING, "reader") for i in ids[40:50])])
    _note_read(ws, listings_between(DAY - timedelta(days=7), last)[-1], ids[:100])
    return ws


def _note_read(ws: Workspace, day: date, ids: Sequence[str]) -> None:
    for category in CATEGORIES:
        for _ in range(2):  # twice, so that it is not read again
            ws.coverage.put(
                day, category, ids, stated=len(ids), source="listing", now=ws.now(), sure=True
            )


def stored() -> list[Entry]:
    """The papers of before."""
    return entries(STORED)


def new() -> list[Entry]:
    """The papers of the day."""
    return [replace(e, announced=DAY) for e in entries(STORED + NEW)[STORED:]]


def settle(ws: Workspace) -> None:
    """Announce the newest listing date there can be, of 200 stored papers, as read and checked."""
    day = expected_listing(ws.now())
    ws.papers.add([replace(e, announced=day) for e in stored()[:200]], day)
    _note_read(ws, day, [e.paper.id for e in stored()[:200]])
    with ws.__dict__["_db"] as db:
        # Nothing was missed: the day is all that was ever read.
        db.execute("DELETE FROM coverage WHERE announced <> ?", (str(day),))


def compiled_encoder(folder: Path) -> Path:
    """The packaged encoder, compiled in a process of its own unless the checkout has it."""
    there = ROOT / "models" / "encoder"
    if not there.is_dir():
        there = folder
        code = (
            "import sys; from pathlib import Path; from ranker.encoder.opening import open_encoder"
        )
        code += "; open_encoder('all-MiniLM-L6-v2', Path(sys.argv[1])).encode(['warm'])"
        run(python("-c", code, str(there)))
    return there


@contextmanager
def local_feed(papers: list[Entry]) -> Iterator[str]:
    """The address of a server on 127.0.0.1 that answers every path with the day's feed."""
    body = _feed(papers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/atom+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _feed(papers: list[Entry]) -> bytes:
    head = (
        '<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><title>updates on arXiv.org</title>'
    )
    rows = []
    for paper in (e.paper for e in papers):
        terms = "".join(f'<category term="{c}"/>' for c in CATEGORIES)
        rows.append(
            f"<entry><id>oai:arXiv.org:{paper.id}v1</id><title>{escape(paper.title)}</title>"
            f"<summary>arXiv:{paper.id}v1 Announce Type: new \nAbstract: "
            f"{escape(paper.abstract)}</summary>{terms}<published>{DAY}T00:00:00-04:00</published>"
            "<arxiv:announce_type>new</arxiv:announce_type>"
            f"<dc:creator>{escape(', '.join(paper.authors))}</dc:creator></entry>"
        )
    return f"{head}{''.join(rows)}</feed>".encode()
