"""What a library lacks is asked of an arXiv that misbehaves, in batches, never twice in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from ranker.app.feedback.library import import_votes
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.learning.basis import basis_of
from ranker.app.papers.completing import complete_papers, lacking
from ranker.app.papers.ingest import embed, keep_voted
from ranker.app.workspace import Workspace
from ranker.config import Paths
from ranker.feedback.votes import Vote
from tests.conftest import Done, Rank, reopened
from tests.invented import Clock, HashingEncoder
from tests.sources.samples import API, API_ERROR
from tests.sources.server import PORTAL, Reply, Server, serving

HEAD = API[: API.index(b"<entry>")].decode()


class Arxiv:
    """Knows every paper asked for but `unknown`; `fault` may answer in its place."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.unknown: set[str] = set()
        self.poison: set[str] = set()
        self.fault: Callable[[int], Reply | None] = lambda request: None
        self.asked: list[list[str]] = []
        server.reply = self.answer

    def answer(self, path: str) -> Reply:
        ids = parse_qs(urlsplit(path).query)["id_list"][0].split(",")
        self.asked.append(ids)
        fault = self.fault(len(self.asked))
        if fault is not None:
            return fault
        if self.poison & {*ids}:
            return Reply(API_ERROR, 400)
        found = [i for i in ids if i not in self.unknown]
        head = HEAD.replace(">1</opensearch", f">{len(found)}</opensearch")
        return Reply(f"{head}{''.join(map(record, found))}</feed>".encode())


def record(paper_id: str) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{paper_id}v2</id><title>On {paper_id}, as posted</title>"
        "<updated>2026-06-01T00:00:00Z</updated><published>2026-06-01T00:00:00Z</published>"
        f"<summary>Rooms number {paper_id} echo.</summary><author><name>Ada Quill</name></author>"
        '<arxiv:primary_category term="cs.SD"/><category term="cs.SD"/></entry>'
    )


@pytest.fixture
def arxiv() -> Iterator[Arxiv]:
    with serving() as server:
        yield Arxiv(server)


@pytest.fixture
def ws(home: Path, clock: Clock, encoder: HashingEncoder, arxiv: Arxiv) -> Workspace:
    """A workspace that asks the invented arXiv; waiting takes no time."""
    create_workspace(Paths(home), check_profile("hearing", ("cs.SD",), ("rooms",)))
    config = home / "rank.toml"
    address = f'contact = ""\napi_url = "{arxiv.server.base}/api/query"'
    config.write_text(config.read_text().replace('contact = ""', address))
    made = reopened(home, clock, encoder)
    made.sleep = lambda seconds: None
    return made


def ids(count: int) -> list[str]:
    return [f"2606.{number:05d}" for number in range(1, count + 1)]


def like(ws: Workspace, wanted: list[str], title: str = "") -> None:
    base = ws.now()
    ws.vote_log.append([
        Vote(one, 1, base - timedelta(minutes=n), "hearing", title) for n, one in enumerate(wanted)
    ])  # fmt: skip
    ws.forget_votes_read()
    keep_voted(ws, ws.vote_file.votes)


def test_batches_of_a_hundred_the_newest_votes_first(ws: Workspace, arxiv: Arxiv) -> None:
    like(ws, ids(230))
    done = complete_papers(ws)
    assert (done.completed, done.in_vain, done.left, done.failure) == (230, [], 0, "")
    assert [len(batch) for batch in arxiv.asked] == [100, 100, 30]
    assert arxiv.asked[0] == ids(230)[:100]
    assert complete_papers(ws).completed == 0
    assert len(arxiv.asked) == 3
    paper = ws.papers.get(ids(1))["2606.00001"]
    assert (paper.authors, paper.categories, paper.version) == (("Ada Quill",), ("cs.SD",), 2)


def test_a_title_alone_gives_way_and_the_vector_and_the_model_follow(ws: Workspace) -> None:
    like(ws, ids(2), title="{R}ooms, as a library has it")
    before = embed(ws, ids(2)).values
    rested = basis_of(ws, ws.config.profiles[0])
    complete_papers(ws)
    assert ws.papers.get(ids(1))[ids(1)[0]].title == "On 2606.00001, as posted"
    assert [*ws.vectors.missing(ids(2))] == ids(2)
    assert not np.allclose(embed(ws, ids(2)).values, before)
    assert basis_of(ws, ws.config.profiles[0]) != rested


def test_only_arxiv_s_ids_that_lack_something_are_asked_for(ws: Workspace, arxiv: Arxiv) -> None:
    like(ws, ["doi:10.9999/invented", "2606.00007", "hep-th/9901001"], title="Rooms")
    assert lacking(ws) == ("2606.00007", "hep-th/9901001")
    complete_papers(ws)
    assert arxiv.asked == [["2606.00007", "hep-th/9901001"]]
    assert lacking(ws) == ()


def test_what_arxiv_does_not_know_is_not_asked_every_day(
    ws: Workspace, arxiv: Arxiv, clock: Clock
) -> None:
    arxiv.unknown = {"2606.00002"}
    like(ws, ids(3))
    done = complete_papers(ws)
    assert (done.completed, done.in_vain, done.left) == (2, ["2606.00002"], 0)
    clock.time += timedelta(days=1)
    assert complete_papers(ws).in_vain == []
    clock.time += timedelta(days=40)
    arxiv.unknown = set()
    assert complete_papers(ws).completed == 1
    assert [len(batch) for batch in arxiv.asked] == [3, 1]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(PORTAL),
        Reply(b"Rate exceeded."),
        Reply(status=503),
        Reply(b"x" * 400, fault="drop"),
        Reply((HEAD + "</feed>").encode()),  # results announced and none sent
    ],
)
def test_what_was_stored_before_a_failure_is_not_asked_for_again(
    ws: Workspace, arxiv: Arxiv, clock: Clock, reply: Reply
) -> None:
    like(ws, ids(250))
    arxiv.fault = lambda request: reply if request > 1 else None
    done = complete_papers(ws)
    assert (done.completed, done.in_vain, done.left) == (100, [], 150)
    assert done.failure
    assert "\n" not in done.failure
    clock.time += timedelta(hours=2)  # past the pause that arXiv asked for
    arxiv.fault, arxiv.asked = lambda request: None, []
    assert complete_papers(ws).completed == 150
    assert arxiv.asked[0] == ids(250)[100:200]


def test_an_answer_that_breaks_off_makes_no_paper_unknown(ws: Workspace, arxiv: Arxiv) -> None:
    like(ws, ids(5))
    whole = (HEAD.replace(">1<", ">5<") + "".join(map(record, ids(5)))).encode()
    cut = whole[: whole.rindex(b"<summary>")]
    arxiv.fault = lambda request: Reply(cut) if request == 1 else None
    done = complete_papers(ws)
    assert (done.completed, done.in_vain, done.left) == (4, [], 1)
    assert "breaks off" in done.failure
    assert complete_papers(ws).completed == 1


def test_one_id_that_arxiv_refuses_costs_no_other(ws: Workspace, arxiv: Arxiv) -> None:
    arxiv.poison = {"2606.00041"}
    like(ws, ids(150))
    done = complete_papers(ws)
    assert (done.completed, done.in_vain, done.left) == (149, ["2606.00041"], 0)
    assert len(arxiv.asked) < 20


def test_an_arxiv_that_refuses_everything_is_left_alone(ws: Workspace, arxiv: Arxiv) -> None:
    arxiv.poison = {*ids(200)}
    like(ws, ids(200))
    done = complete_papers(ws)
    assert done.completed == 0
    assert "refused the query" in done.failure
    assert len(arxiv.asked) < 30


def test_a_morning_asks_once_at_most(ws: Workspace, arxiv: Arxiv) -> None:
    like(ws, ids(230))
    done = complete_papers(ws, 100)
    assert (done.completed, done.left, done.failure, len(arxiv.asked)) == (100, 130, "", 1)


def test_ctrl_c_keeps_what_is_there(
    ws: Workspace, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    like(ws, ids(120))
    waits = iter([None])

    def stop(seconds: float) -> None:
        if next(waits, "stop"):
            raise KeyboardInterrupt

    ws.sleep = stop
    arxiv.fault = lambda request: Reply(status=503) if request > 1 else None
    done = complete_papers(ws)
    assert (done.completed, done.left, done.failure) == (100, 20, "stopped")


@pytest.fixture
def typed(ws: Workspace, rank: Rank, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Rank:
    """The commands, in that workspace."""
    from ranker.cli import options

    def opened(at: Path) -> Workspace:
        made = reopened(at, clock, HashingEncoder())
        made.sleep = lambda seconds: None
        return made

    monkeypatch.setattr(options, "open_workspace", opened)
    return rank


def test_import_asks_and_says_so(typed: Rank, arxiv: Arxiv, tmp_path: Path) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("\n".join(ids(3)))
    arxiv.unknown = {"2606.00003"}
    done: Done = typed("import", listed)
    assert (done.code, done.err) == (0, "")
    assert "2 papers completed from arXiv; arXiv has no more of 2606.00003" in done.out
    assert "1 vote kept, to count when the paper is stored" in done.out


def test_offline_it_is_noted_and_done_by_the_next_fetch(
    typed: Rank, arxiv: Arxiv, tmp_path: Path
) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("\n".join(ids(2)))
    done = typed("import", listed, "--offline")
    assert arxiv.asked == []
    assert "2 voted papers without abstract" in done.out
    assert "2 voted papers without abstract" in typed("status").out
    arxiv.fault = lambda request: Reply(PORTAL)
    failed = typed("fetch", "--library")
    assert failed.code == 1
    assert "2 voted papers still without abstract, authors or categories" in failed.complaint
    assert "`rank fetch --library` goes on" in failed.complaint
    arxiv.fault = lambda request: None
    assert "2 papers completed from arXiv" in typed("fetch", "--library").out
    assert typed("fetch", "--library").out.startswith("Every paper of your votes is stored")
    assert typed("fetch", "--library", "--days", "3").code == 2


def test_import_into_a_workspace_is_unchanged_by_a_failure(
    ws: Workspace, arxiv: Arxiv, typed: Rank, tmp_path: Path
) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("\n".join(ids(2)))
    arxiv.fault = lambda request: Reply(status=503)
    done = typed("import", listed)
    assert (done.code, done.err) == (0, "")
    assert "2 votes added" in done.out
    assert "still without abstract" in done.out
    assert import_votes(ws, listed, None).repeated == 2
