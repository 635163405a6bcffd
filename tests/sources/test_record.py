"""What every source's records go through: author lines, categories, white space."""

from __future__ import annotations

import pytest

from ranker.errors import PaperIdError, SourceError
from ranker.sources.combine import merged
from ranker.sources.record import make_entry


def test_a_record_is_folded_and_its_version_taken_from_the_id_first() -> None:
    entry = make_entry(
        "oai:arXiv.org:2607.00001v3",
        " Two\n lines ",
        "a\t b",
        [" Ada  Sample ", "", ":"],
        ["cs.SD", "cs.SD", "68T05", "I.2.7", "hep-th"],
        version=2,
    )
    assert (entry.paper.id, entry.paper.version) == ("2607.00001", 3)
    assert (entry.paper.title, entry.paper.abstract) == ("Two lines", "a b")
    assert entry.paper.authors == ("Ada Sample",)
    assert entry.paper.categories == ("cs.SD", "hep-th")
    assert (entry.announced, entry.kind) == (None, "new")


def test_accents_of_an_abstract_become_letters_and_mathematics_stays() -> None:
    written = r"A \v{C}ech bound, {\it so} $\alpha\'e$ holds \cite{Q}: \url{https://a.org/x_1}"
    read = r"A Čech bound, so $\alpha\'e$ holds \cite{Q}: \url{https://a.org/x_1}"
    assert make_entry("2607.00001", "T", written, (), ()).paper.abstract == read


def test_comments_are_folded_and_read_as_a_title_is_and_united_where_one_source_has_none() -> None:
    told = make_entry("2607.00001", "T", "", (), (), comments=' Accepted  at\nM\\"unchen\0 ')
    assert told.paper.comments == "Accepted at München"
    bare = make_entry("2607.00001", "T", "", (), ())
    for entries in ([bare, told], [told, bare]):
        assert merged(entries)[0].paper.comments == "Accepted at München"
    newer = make_entry("2607.00001v2", "T", "", (), (), comments="In print")
    assert merged([newer, told])[0].paper.comments == "In print"


def test_no_id_and_no_title_make_no_paper() -> None:
    with pytest.raises(PaperIdError):
        make_entry("", "A title", "", (), ())
    for title in ("", " \n", "\u200b", "\u202e \x00"):
        with pytest.raises(SourceError, match="no title"):
            make_entry("2607.00001", title, "", (), ())


def test_merging_keeps_the_strongest_kind_and_the_newest_text() -> None:
    old = make_entry("2607.00001v1", "Old", "", (), ["cs.SD"], kind="cross")
    new = make_entry("2607.00001v2", "New", "", (), ["cs.LG"], kind="replace")
    other = make_entry("2607.00002", "Other", "", (), ())
    first, second = merged([old, other, new])
    assert (first.paper.title, first.paper.version, first.kind) == ("New", 2, "cross")
    assert first.paper.categories == ("cs.SD", "cs.LG")
    assert second == other


def test_a_paper_of_a_closed_archive_is_in_its_successor() -> None:
    entry = make_entry("q-alg/9503009", "T", "A", [], ["q-alg", "math.QA", "hep-th"])
    assert entry.paper.categories == ("math.QA", "hep-th")
