"""BibTeX, Zotero's CSV, CSL JSON and id lists: every entry a work, or a line that says why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.errors import InputFileError
from ranker.feedback.importers.bibtex import read_bibtex
from ranker.feedback.importers.id_list import read_ids
from ranker.feedback.importers.works import Work, make_work, parse_time
from ranker.feedback.importers.zotero import read_csl_json, read_zotero_csv
from tests.feedback.importers import samples


def by_key(works: tuple[Work, ...]) -> dict[str, Work]:
    found = {work.key: work for work in works}
    assert len(found) == len(works)
    return found


def test_bibtex_entries_become_works() -> None:
    library = read_bibtex(samples.BIBTEX, "my.bib")
    works = by_key(library.works)
    assert list(works)[:4] == ["2607.00012", "2607.00013", "math/0309136", "doi:10.1234/abc.5"]
    echo = works["2607.00012"]
    assert echo.title == "Deep Öptical Echo Models: 50 % of $\\alpha_{i}$"
    assert echo.abstract == "We listen to rooms closely, été and winter."
    assert echo.added == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert works["2607.00013"].added == datetime(2023, 2, 1, tzinfo=UTC)
    assert works["doi:10.1234/abc.5"].abstract == "A journal had it."
    assert works["doi:10.1234/abc.5"].added is None


def test_an_entry_of_another_archive_keeps_a_key_of_its_own() -> None:
    library = read_bibtex(samples.BIBTEX, "my.bib")
    [other] = [work for work in library.works if work.title == "Neither Doi nor Id"]
    assert other.key.startswith("title:")


def test_what_is_no_bibtex_costs_no_other_entry() -> None:
    library = read_bibtex(samples.BIBTEX, "my.bib")
    titles = [work.title for work in library.works]
    assert "The Same Name Twice" in titles
    assert titles[-1] == "After the Broken One"
    lines = samples.BIBTEX.splitlines()
    empty = next(n for n, line in enumerate(lines, 1) if line.startswith("@misc{empty"))
    broken = next(n for n, line in enumerate(lines, 1) if line.startswith("@article{broken"))
    assert library.bad_lines == (
        f"my.bib line {empty}: it has neither a title nor an arXiv id",
        f"my.bib line {broken}: this entry is no BibTeX",
    )


def test_a_library_of_thousands_is_read_whole() -> None:
    text = "".join(
        f"@article{{k{n}, title = {{Invention {n}}}, eprint = {{2607.{n:05d}}}}}\n"
        for n in range(1, 3001)
    )
    library = read_bibtex(text, "my.bib")
    assert (len(by_key(library.works)), library.bad_lines) == (3000, ())


def test_zotero_csv_rows_become_works() -> None:
    library = read_zotero_csv(samples.ZOTERO_CSV, "my.csv")
    works = by_key(library.works)
    assert list(works) == ["2607.00012", "doi:10.1234/abc.5"]
    assert works["2607.00012"].title == 'Echo, in "Rooms"'
    assert works["2607.00012"].abstract == "We listen, and a &lt; b."
    assert works["2607.00012"].added == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert library.bad_lines == ("my.csv line 5: it has neither a title nor an arXiv id",)


def test_csl_json_items_become_works() -> None:
    library = read_csl_json(samples.CSL_JSON, "my.json")
    keys = [work.key for work in library.works]
    assert keys[:2] == ["2607.00012", "doi:10.1234/abc.5"]
    assert keys[2].startswith("title:")
    assert [line.partition(":")[0] for line in library.bad_lines] == [
        "my.json item 4", "my.json item 5",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["[", "[1e999999", "[" * 100_000, '{"items": []}', "3"])
def test_broken_json_is_one_line(text: str) -> None:
    with pytest.raises(InputFileError, match=r"my\.json is") as caught:
        read_csl_json(text, "my.json")
    assert "\n" not in str(caught.value)


def test_ids_in_every_written_form() -> None:
    library = read_ids(samples.IDS, "ids.txt")
    assert [work.key for work in library.works] == [
        "2607.00012", "2607.00013", "hep-th/9901001", "2607.00014",
    ]  # fmt: skip
    [bad] = library.bad_lines
    assert bad.startswith("ids.txt line 7: 'not an id' is no arXiv id")


def test_the_same_title_in_two_formats_is_one_work() -> None:
    assert make_work("Deep  echo: models", "").key == make_work("Deep Echo Models", "a").key
    assert make_work("Deep echo", "").key != make_work("Deep echoes", "").key


def test_an_id_in_the_abstract_is_not_the_works_own() -> None:
    assert make_work("T", "We extend arXiv:2607.00001.").key.startswith("title:")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024.05.01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T10:11:12Z", datetime(2024, 5, 1, 10, 11, 12, tzinfo=UTC)),
        ("2024-05-01 10:11:12 -0430", datetime(2024, 5, 1, 14, 41, 12, tzinfo=UTC)),
        ("2024-13-01", None),
        ("0000-01-01", None),
        ("2024-05-01 10:00:00 +9900", None),
        ("yesterday", None),
    ],
)
def test_when_an_entry_was_added(text: str, at: datetime | None) -> None:
    assert parse_time(text) == at


READERS = [
    (read_bibtex, samples.BIBTEX),
    (read_zotero_csv, samples.ZOTERO_CSV),
    (read_csl_json, samples.CSL_JSON),
    (read_ids, samples.IDS),
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(READERS), st.data())
def test_a_damaged_file_gives_works_with_keys_or_our_complaint(
    pair: tuple[object, str], data: st.DataObject
) -> None:
    reader, text = pair
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    text = text[:start] + data.draw(st.text(max_size=12)) + text[end:]
    try:
        library = reader(text, "file")  # type: ignore[operator]
    except InputFileError as error:
        assert "\n" not in str(error)
        return
    for work in library.works:
        assert work.key.strip()
        assert work.title or not work.key.startswith(("doi:", "title:"))
