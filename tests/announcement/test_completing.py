"""`rank today` asks for what votes lack when it asks arXiv anyway, and then once."""

from __future__ import annotations

from datetime import date

from ranker.feedback.votes import Vote
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader
from tests.announcement.test_outcomes import DOWN

OLD = date(2026, 5, 4)


def asked(arxiv: FakeArxiv) -> list[str]:
    return [path for path in arxiv.server.paths if "id_list" in path]


def test_a_morning_completes_a_batch_of_votes(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    reader.today()
    papers = [arxiv.world.new(OLD, "cs.SD").paper_id for _ in range(150)]
    reader.within(lambda ws: ws.vote_log.append([Vote(p, 1, ws.now()) for p in papers]))
    clock.set("2026-07-15 09:00")
    arxiv.fault = lambda path: DOWN
    assert reader.today().standing.cause == "unreachable"
    assert asked(arxiv) == []
    arxiv.fault = lambda path: None
    clock.set("2026-07-15 10:00")
    digest = reader.today()
    assert len(asked(arxiv)) == 1
    assert len(reader.within(lambda ws: ws.papers.whole(papers))) == 100
    assert digest.model.likes == 100  # learned from at once; those that are not stored wait
