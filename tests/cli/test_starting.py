"""`rank init --papers-of` and `--from-paper`: from an author's papers, or from single ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ranker.config import load_config
from ranker.settings import ArxivSettings
from tests.conftest import Rank
from tests.sources.samples import API
from tests.sources.server import PORTAL, Reply, Server, serving

HEAD = API[: API.index(b"<entry>")].decode()
PAPERS = {
    "2605.00001": (["Ada Quill", "Bo Linden"], ["cs.SD", "eess.AS"]),
    "2605.00002": (["Ada M. Quill"], ["cs.SD"]),
    "2604.00003": (["A. Quill"], ["hep-th"]),  # may be another
    "2603.00004": (["Adam Quill", "Cleo Marsh"], ["math.CO"]),
    "2602.00005": (["Zoë Ørsted-Lund"], ["q-bio.BM"]),
}


def record(paper_id: str) -> str:
    authors, categories = PAPERS[paper_id]
    names = "".join(f"<author><name>{name}</name></author>" for name in authors)
    terms = "".join(f'<category term="{c}"/>' for c in categories)
    return (
        f"<entry><id>http://arxiv.org/abs/{paper_id}v1</id><title>Paper {paper_id}</title>"
        "<updated>2026-06-01T00:00:00Z</updated><published>2026-06-01T00:00:00Z</published>"
        f'<summary>Echo.</summary>{names}<arxiv:primary_category term="{categories[0]}"/>{terms}'
        "</entry>"
    )


def answer(path: str) -> Reply:
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    if query.get("id_list"):
        found = [i for i in query["id_list"].split(",") if i in PAPERS]
    else:
        assert query["sortBy"] == "submittedDate"
        name = query["search_query"].removeprefix('au:"').removesuffix('"').split()[-1]
        found = [i for i, (names, _) in PAPERS.items() if any(name in one for one in names)]
    head = HEAD.replace(">1</opensearch", f">{len(found)}</opensearch")
    return Reply(f"{head}{''.join(map(record, found))}</feed>".encode())


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """What a workspace that is not there yet asks."""
    with serving() as server:
        server.reply = answer
        usual = ArxivSettings()
        here = replace(usual, api_url=f"{server.base}/api/query")
        monkeypatch.setattr("ranker.app.interests.starting.ArxivSettings", lambda: here)
        yield server


def liked(rank: Rank) -> dict[str, str]:
    votes = json.loads(rank("votes", "--format", "json").out)["votes"]
    return {vote["id"]: vote["profile"] for vote in votes if vote["vote"] == 1}


def test_an_author_s_papers_are_liked_and_give_the_categories(
    rank: Rank, home: Path, arxiv: Server
) -> None:
    done = rank("init", "--papers-of", "Quill, Ada", "--keyword", "reverb")
    assert (done.code, done.err) == (0, "")
    assert "Found 2 papers of Ada Quill" in done.out
    assert "Liked 2 papers" in done.out
    (profile,) = load_config(home / "rank.toml").profiles
    assert profile.categories == ("cs.SD", "eess.AS")
    assert (profile.keywords, profile.authors) == (("reverb",), ())
    assert liked(rank) == {"2605.00001": "default", "2605.00002": "default"}
    assert "Ada M. Quill" in rank("show", "2605.00002").out


def test_papers_to_start_from_for_an_interest_that_is_added(
    rank: Rank, home: Path, arxiv: Server
) -> None:
    assert rank("init", "--category", "cs.SD", "--keyword", "reverb").code == 0
    config = home / "rank.toml"
    address = f'contact = ""\napi_url = "{arxiv.base}/api/query"'
    config.write_text(config.read_text().replace('contact = ""', address))
    done = rank(
        "init", "--profile", "proteins", "--from-paper", "arXiv:2602.00005v1",
        "--from-paper", "https://arxiv.org/abs/2603.00004",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert load_config(config).profiles[1].categories == ("q-bio.BM", "math.CO")
    assert liked(rank) == {"2602.00005": "proteins", "2603.00004": "proteins"}
    assert "It has no keywords yet" not in done.out


def test_categories_that_are_named_are_the_ones(rank: Rank, home: Path, arxiv: Server) -> None:
    assert rank("init", "--from-paper", "2602.00005", "--category", "cs.CL").code == 0
    assert load_config(home / "rank.toml").profiles[0].categories == ("cs.CL",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--papers-of", "Nobody Known"], "arXiv has no paper of 'Nobody Known'"),
        (["--papers-of", "Eva Quill"], "arXiv has no paper of 'Eva Quill'"),
        (["--papers-of", "??"], "has no letter"),
        (["--from-paper", "2601.00009"], "arXiv knows no paper 2601.00009"),
        (["--from-paper", "the echo paper"], "is no arXiv id"),
    ],
)
def test_nothing_is_written_where_nothing_is_found(
    rank: Rank, home: Path, arxiv: Server, words: list[str], said: str
) -> None:
    done = rank("init", *words)
    assert done.code in (1, 2)
    assert said in done.complaint
    assert not home.exists()


def test_nothing_is_written_where_arxiv_cannot_be_asked(
    rank: Rank, home: Path, arxiv: Server
) -> None:
    arxiv.always(Reply(PORTAL))
    done = rank("init", "--papers-of", "Ada Quill")
    assert done.code == 1
    assert "log-in page" in done.complaint
    arxiv.always(Reply(b"x" * 100, fault="drop"))
    assert rank("init", "--papers-of", "Ada Quill").code == 3
    assert not home.exists()


def test_accents_and_initials(rank: Rank, home: Path, arxiv: Server) -> None:
    assert rank("init", "--papers-of", "Zoe Ørsted-Lund").code == 0
    assert liked(rank) == {"2602.00005": "default"}
    done = rank("init", "--profile", "other", "--papers-of", "A. Quill", at=home.parent / "two")
    assert "Found 4 papers of A. Quill" in done.out
