"""BibTeX, Zotero's CSV, CSL JSON and id lists: every entry a work, or a line that says why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.errors import InputFileError
from ranker.feedback.importers.bibtex import read_bibtex
from ranker.feedback.importers.cleaning import plain
from ranker.feedback.importers.id_list import read_ids
from ranker.feedback.importers.json_items import read_items
from ranker.feedback.importers.tables import read_table
from ranker.feedback.importers.tagged import read_refer, read_ris
from ranker.feedback.importers.works import Work, parse_time, work_of
from ranker.feedback.importers.xml_items import read_endnote, read_zotero_rdf
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
        f"my.bib line {empty}: it has neither a title nor an arXiv id nor a DOI",
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
    library = read_table(samples.ZOTERO_CSV, "my.csv")
    works = by_key(library.works)
    assert list(works) == ["2607.00012", "doi:10.1234/abc.5"]
    assert works["2607.00012"].title == 'Echo, in "Rooms"'
    assert works["2607.00012"].abstract == "We listen, and a < b."
    assert works["2607.00012"].added == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert library.bad_lines == ("my.csv line 5: it has neither a title nor an arXiv id nor a DOI",)


def test_csl_json_items_become_works() -> None:
    library = read_items(samples.CSL_JSON, "my.json")
    keys = [work.key for work in library.works]
    assert keys[:2] == ["2607.00012", "doi:10.1234/abc.5"]
    assert keys[2].startswith("title:")
    assert [line.partition(":")[0] for line in library.bad_lines] == [
        "my.json item 4", "my.json item 5",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["[", "[1e999999", "[" * 100_000, '{"items": 3}', "3"])
def test_broken_json_is_one_line(text: str) -> None:
    with pytest.raises(InputFileError, match=r"my\.json is") as caught:
        read_items(text, "my.json")
    assert "\n" not in str(caught.value)


def test_ids_in_every_written_form() -> None:
    library = read_ids(samples.IDS, "ids.txt")
    assert [work.key for work in library.works] == [
        "2607.00012", "2607.00013", "hep-th/9901001", "2607.00014",
    ]  # fmt: skip
    [bad] = library.bad_lines
    assert bad.startswith("ids.txt line 7: 'not an id' is no arXiv id")


# An entry's fields in BibTeX, and the id that it names.
NAMED = [
    ("archivePrefix={arXiv}, arxivId={2607.00012}", "2607.00012"),
    ("ARCHIVEPREFIX={ARXIV}, EPRINT={2607.00012v2}", "2607.00012"),
    ("eprint={2607.00012}, eprinttype={arXiv.org}, eprintclass={cs.SD}", "2607.00012"),
    ("eprint={arXiv:2607.00012v3 [cs.SD]}, archiveprefix={arXiv}", "2607.00012"),
    ("eprint={https://arxiv.org/abs/2607.00012}, eprinttype={arXiv}", "2607.00012"),
    ("eprint={9901001}, archivePrefix={hep-th}", "hep-th/9901001"),
    ("eprint={0309136}, eprintclass={math.GT}, archivePrefix={arXiv}", "math/0309136"),
    ("arxiv={2607.00012}", "2607.00012"),
    ("journal={CoRR}, volume={abs/2607.00012}", "2607.00012"),
    ("journal={CoRR}, volume={cs.CL/0006011}", "cs/0006011"),
    ("journal={arXiv preprint arXiv:2607.00012}", "2607.00012"),
    ("journal={arXiv preprint hep-th/9901001}", "hep-th/9901001"),
    ("journal={arXiv e-prints}, pages={arXiv:2607.00012}", "2607.00012"),
    ("journal={arXiv}, number={2607.00012}", "2607.00012"),
    ("eid={arXiv:2607.00012}", "2607.00012"),
    ("number={arXiv:2607.00012}, publisher={arXiv}", "2607.00012"),
    ("doi={10.48550/arXiv.2607.00012}", "2607.00012"),
    ("doi={https://doi.org/10.48550/ARXIV.2607.00012}", "2607.00012"),
    ("adsurl={https://ui.adsabs.harvard.edu/abs/2026arXiv260700012Q}", "2607.00012"),
    ("adsurl={https://ui.adsabs.harvard.edu/abs/2010arXiv1001.0012Q}", "1001.0012"),
    ("bibcode={1999hep.th....1001Q}", "hep-th/9901001"),
    ("SLACcitation={%%CITATION = ARXIV:0706.1111;%%}", "0706.1111"),
    (r"howpublished={\url{https://arxiv.org/abs/2607.00012}}", "2607.00012"),
    ("url={https://arxiv.org/abs/2607.00012?context=cs.SD}", "2607.00012"),
    (r"url={https://arxiv.org/abs/2607.00012v2?utm\_source=x\&y=z}", "2607.00012"),
    ("url={http://arxiv.org/pdf/2607.00012.pdf#page=3}", "2607.00012"),
    ("url={https://arxiv.org/html/2607.00012v1#S2}", "2607.00012"),
    ("url={https://www.arxiv.org/abs/2607.00012/}", "2607.00012"),
    ("url={http://xxx.lanl.gov/abs/hep-th/9901001}", "hep-th/9901001"),
    ("link={https://export.arxiv.org/abs/2607.00012}", "2607.00012"),
    ("note={arXiv: 2607.00012 [cs]}", "2607.00012"),
    ("note={9 pages. Also at arXiv:2607.00012.}", "2607.00012"),
    ("note={A preprint, arXiv 2607.00012, which was sent to a journal of rooms}", "2607.00012"),
    ("note={hep-th/9901001}", "hep-th/9901001"),
    ("preprint={2607.00012}", "2607.00012"),
    ("url={https://www.google.com/url?q=https://arxiv.org/abs/2607.00012&sa=D}", "2607.00012"),
    ("url={https://ui.adsabs.harvard.edu/abs/arXiv:2607.00012/abstract}", "2607.00012"),
    (r"note={\href{https://example.org}{\texttt{arXiv}:2607.00012}}", "2607.00012"),
    ("type={arXiv preprint}, number={2607.00012}", "2607.00012"),
    ("eprint={99999}, eprinttype={jstor}, arxiv={2607.00012}", "2607.00012"),
    ("file={Snapshot:files/12/2607.00012.html:text/html}", "2607.00012"),
    ("annote={See also arXiv:2607.00099}, url={https://arxiv.org/abs/2607.00012}", "2607.00012"),
    ("file={:home/reader/papers/2607.00012v1.pdf:pdf}", "2607.00012"),
    (r"file={PDF:C\:\\Users\\reader\\2607.00012.pdf:application/pdf}", "2607.00012"),
    ("bdsk-url-1={https://arxiv.org/abs/2607.00012}", "2607.00012"),
    ("biburl={https://dblp.org/rec/journals/corr/abs-2607-00012.bib}", "2607.00012"),
    ("institution={arXiv:2607.00012}", "2607.00012"),
]


@pytest.mark.parametrize(("fields", "paper_id"), NAMED, ids=[fields for fields, _ in NAMED])
def test_however_an_entry_names_its_arxiv_paper(fields: str, paper_id: str) -> None:
    library = read_bibtex(f"@article{{quill, title={{Echo}}, {fields}}}", "my.bib")
    assert [work.key for work in library.works] == [paper_id]


@pytest.mark.parametrize(
    "fields",
    [
        "note={Extends arXiv:2607.00012}",
        "note={Comment on hep-th/9901001, see arXiv:2607.00012}",
        "abstract={We build on arXiv:2607.00012.}",
        "keywords={arXiv:2607.00012}",
        "volume={2607.00012}, journal={Annals}",
        "eprint={2607.00012}, eprinttype={jstor}",
        "pages={1001.0012}",
        "url={https://example.org/2607.00012}",
        "year={2607}",
        "file={:papers/Quill - 2026 - Echo.pdf:pdf}",
    ],
)
def test_what_names_another_paper_or_none_gives_no_id(fields: str) -> None:
    [work] = read_bibtex(f"@article{{quill, title={{Echo}}, {fields}}}", "my.bib").works
    assert work.key.startswith("title:")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_ris, samples.RIS),
        (read_ris, samples.RIS.replace("  - ", " - ").replace("\n", "\r\n")),
        (read_refer, samples.REFER),
        (read_endnote, samples.ENDNOTE),
        (read_zotero_rdf, samples.ZOTERO_RDF),
        (read_items, samples.BETTER_BIBTEX),
        (read_table, samples.SCHOLAR_CSV),
        (read_table, samples.MENDELEY_CSV),
    ],
    ids=["ris", "ris, one blank", "refer", "endnote", "rdf", "bbt", "scholar", "mendeley"],
)
def test_every_export_gives_the_same_two_works(read: object, text: str) -> None:
    library = read(text, "file")  # type: ignore[operator]
    assert library.bad_lines == ()
    first, second = library.works
    assert (first.key, first.title) == ("2607.00012", "Echo in Rooms with CO₂")
    assert second.title == "Not at arXiv"
    assert second.key.startswith(("doi:10.1234/abc.5", "title:"))


def test_a_damaged_xml_keeps_what_stands_before() -> None:
    library = read_endnote(samples.ENDNOTE[: samples.ENDNOTE.index("Not at arXiv")], "my.xml")
    assert [work.key for work in library.works] == ["2607.00012"]
    [said] = library.bad_lines
    assert said.startswith("my.xml: the XML breaks off")


@pytest.mark.parametrize(
    "text",
    [
        '{"items": [{"title": "Echo", "URL": "https://arxiv.org/abs/2607.00012"}]}',
        '{"references": [{"title": "Echo", "DOI": "10.48550/arXiv.2607.00012"}]}',
        '{"quill": {"title": "Echo", "note": "arXiv:2607.00012 [cs]"}}',
        '[{"key": "K", "data": {"title": "Echo", "extra": "arXiv: 2607.00012"}}]',
        '[{"title": "Echo", "identifiers": {"arxiv": "2607.00012"}}]',
        '[{"title": "Echo", "externalIds": {"ArXiv": "2607.00012"}}]',
    ],
)
def test_items_in_a_list_or_in_an_object(text: str) -> None:
    [work] = read_items(text, "my.json").works
    assert (work.key, work.title) == ("2607.00012", "Echo")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Films of MoS<sub>2</sub>", "Films of MoS₂"),
        ("10<sup>26</sup> rooms", "10²⁶ rooms"),
        ("The <i>p</i>-adic echo &amp; its <b>walls</b>", "The p-adic echo & its walls"),
        ("The &amp;lt;i&amp;gt;new&amp;lt;/i&amp;gt; echo", "The new echo"),
        ("G&ouml;del&#8217;s rooms", "Gödel’s rooms"),
        (
            'Echo of <mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub>'
            "<mml:mi>H</mml:mi><mml:mn>2</mml:mn></mml:msub><mml:mi>O</mml:mi></mml:math> ice",
            "Echo of H₂O ice",
        ),
        (
            "<math><semantics><mi>α</mi><annotation>\\alpha</annotation></semantics></math> decay",
            "α decay",
        ),
        ("<jats:p>Two rooms.</jats:p><jats:p>One echo.</jats:p>", "Two rooms. One echo."),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_markup_is_cleaned_away(written: str, clean: str) -> None:
    assert plain(written) == clean


def test_the_same_title_in_two_formats_is_one_work() -> None:
    one, other = work_of({"title": "Deep  echo: models"}), work_of({"title": "Deep Echo Models"})
    assert one.key == other.key
    assert work_of({"title": "Deep echo"}).key != work_of({"title": "Deep echoes"}).key


def test_an_id_in_the_abstract_is_not_the_works_own() -> None:
    assert work_of({"title": "T", "abstract": "We extend arXiv:2607.00001."}).key.startswith(
        "title:"
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024.05.01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T10:11:12Z", datetime(2024, 5, 1, 10, 11, 12, tzinfo=UTC)),
        ("2024-05-01 10:11:12 -0430", datetime(2024, 5, 1, 14, 41, 12, tzinfo=UTC)),
        ("1714557600", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("Wed, 01 May 2024 10:00:00 +0200", None),  # DBLP's, of its own record
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
    (read_table, samples.ZOTERO_CSV),
    (read_items, samples.CSL_JSON),
    (read_ids, samples.IDS),
    (read_ris, samples.RIS),
    (read_refer, samples.REFER),
    (read_endnote, samples.ENDNOTE),
    (read_zotero_rdf, samples.ZOTERO_RDF),
    (read_items, samples.BETTER_BIBTEX),
    (read_table, samples.SCHOLAR_CSV),
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
        assert work.title or not work.key.startswith("title:")
