"""Where a paper's links lead, and how its authors fit into a line."""

from __future__ import annotations

import pytest

from ranker.digest.addresses import addresses, named
from ranker.digest.renderers import renderer
from ranker.github.body import issue_body
from ranker.paper import Paper
from tests.digest import example

ABSTRACT = (
    "Code at https://github.com/quill/rooms. Data: https://www.zenodo.org/records/7, and more at "
    "https://gitlab.com/quill/walls"
)


def test_code_and_data_are_what_the_abstract_names_first() -> None:
    found = dict(addresses(Paper("2607.00001", "T", ABSTRACT)))
    assert list(found) == ["abs", "pdf", "html", "code", "data"]
    assert found["code"] == "https://github.com/quill/rooms"
    assert found["data"] == "https://zenodo.org/records/7"


@pytest.mark.parametrize("host", ["github.com.evil.example", "evil.example/github.com"])
def test_a_host_that_only_begins_like_one_is_none(host: str) -> None:
    paper = Paper("2607.00001", "T", f"Code: https://{host}/quill/rooms")
    assert [label for label, _ in addresses(paper)] == ["abs", "pdf", "html"]


def test_a_key_of_the_readers_own_has_no_page_at_arxiv() -> None:
    assert addresses(Paper("smith2020", "T", "")) == ()


def test_every_output_for_people_links_code_and_data() -> None:
    digest = example.digest(example.ranked(1, "T", ABSTRACT))
    for text in (
        renderer("html").render(digest),
        renderer("markdown").render(digest),
        issue_body([digest]),
    ):
        assert (
            'href="https://github.com/quill/rooms"' in text
            or "[code](https://github.com/quill/rooms)" in text
        )
        assert (
            'href="https://zenodo.org/records/7"' in text
            or "[data](https://zenodo.org/records/7)" in text
        )


def test_many_authors_are_the_first_the_last_and_a_number() -> None:
    assert named([f"A{n}" for n in range(1, 6)]) == "A1, A2, A3, A4, A5"
    assert named([f"A{n}" for n in range(1, 7)]) == "A1, A2, A3, … A6 (6 authors)"
