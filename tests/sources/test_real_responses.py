"""Real answers of arXiv, kept outside the repository: each is read, or refused for its reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ranker.errors import InputFileError
from ranker.paper import canonical_id
from ranker.sources.files import read_papers

HERE = Path(__file__)
DATA = Path(os.environ.get("RANK_BENCH_DATA", HERE.parents[3] / "shared" / "data"))
FEEDS = DATA / "feeds"
TABLE = [
    line.split("\t") for line in HERE.with_name("real_responses.tsv").read_text().splitlines()[1:]
]

pytestmark = pytest.mark.skipif(not FEEDS.is_dir(), reason="the recorded feeds are not here")


def test_the_table_names_every_recorded_answer() -> None:
    recorded = {path.relative_to(FEEDS).as_posix() for path in FEEDS.rglob("*") if path.is_file()}
    assert recorded == {name for name, _, _ in TABLE}


@pytest.mark.parametrize(("name", "source", "outcome"), TABLE, ids=[row[0] for row in TABLE])
def test_a_recorded_answer_is_read_whole_or_refused_for_its_reason(
    name: str, source: str, outcome: str
) -> None:
    path = FEEDS / name
    if source == "refused":
        with pytest.raises(InputFileError) as caught:
            read_papers(path)
        assert str(caught.value) == f"{path}: {outcome}"
        return
    batch = read_papers(path)
    assert (batch.source, len(batch.entries)) == (source, int(outcome))
    assert [problem.trouble for problem in batch.problems] == ([] if batch.entries else ["empty"])
    for entry in batch.entries:
        assert canonical_id(entry.paper.id) == entry.paper.id
        assert entry.paper.title
        assert entry.paper.authors
        assert entry.paper.abstract or entry.kind.startswith("replace")
        assert entry.paper.categories or "oai_dc" in path.read_text()
        assert (entry.announced is not None) == (source in {"feed", "mail"})


@pytest.mark.skipif(
    not (DATA / "stream" / "papers.jsonl.gz").is_file(), reason="the paper stream is not here"
)
def test_the_whole_stream_is_read_without_a_problem() -> None:
    batch = read_papers(DATA / "stream" / "papers.jsonl.gz")
    assert (len(batch.entries), batch.problems) == (34_700, ())
    assert batch.announced is None
