"""Ids: every written form of every valid id parses to one canonical id, and nothing else does."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ranker.errors import PaperIdError
from ranker.paper import Paper, canonical_id, links, parse_id, rejoined
from ranker.written_ids import _AS_MEANT

ARCHIVES = (
    "astro-ph",
    "cond-mat",
    "cs",
    "gr-qc",
    "hep-th",
    "math",
    "math-ph",
    "cmp-lg",
    "alg-geom",
)
URL_FORMS = ("abs", "pdf", "html", "format", "ps", "src", "e-print")
PAGES = (
    "de.arxiv.org/abs/",
    "xxx.lanl.gov/abs/",
    "ar5iv.org/abs/",
    "ar5iv.labs.arxiv.org/html/",
    "www.alphaxiv.org/abs/",
    "huggingface.co/papers/",
    "hf.co/papers/",
    "ui.adsabs.harvard.edu/abs/arXiv:",
    "www.semanticscholar.org/arxiv/",
    "api.semanticscholar.org/arXiv:",
    "inspirehep.net/api/arxiv/",
    "scirate.com/arxiv/",
    "www.catalyzex.com/paper/arXiv:",
    "www.emergentmind.com/papers/",
    "papers.cool/arxiv/",
    "www.connectedpapers.com/api/redirect/arxiv/",
    "doi.org/10.48550/ARXIV.",
    "web.archive.org/web/20240102030405/https://arxiv.org/abs/",
)
months = st.integers(1, 12)


def numbered(first: str, last: str, digits: int) -> st.SearchStrategy[str]:
    """YYMM.serial between two YYMM, both included."""
    return st.tuples(
        st.integers(int(first[:2]), int(last[:2])), months, st.integers(1, 10**digits - 1)
    ).flatmap(
        lambda parts: (
            st.just(f"{parts[0]:02d}{parts[1]:02d}.{parts[2]:0{digits}d}")
            if first <= f"{parts[0]:02d}{parts[1]:02d}" <= last
            else st.nothing()
        )
    )


def old_month(parts: tuple[int, int]) -> bool:
    year, month = parts
    return (1991, 7) <= (year, month) <= (2007, 3)


new_ids = st.one_of(numbered("0704", "1412", 4), numbered("1501", "9912", 5))
old_ids = st.builds(
    lambda archive, when, serial: f"{archive}/{when[0] % 100:02d}{when[1]:02d}{serial:03d}",
    st.sampled_from(ARCHIVES),
    st.tuples(st.integers(1991, 2007), months).filter(old_month),
    st.integers(1, 999),
)
ids = st.one_of(new_ids, old_ids)
versions = st.none() | st.integers(1, 999)


def forms(paper_id: str, version: int | None) -> list[str]:
    """Every written form that the contract names."""
    bare = paper_id if version is None else f"{paper_id}v{version}"
    written = [bare, f"  {bare}\n", f"arXiv:{bare}", f"ARXIV: {bare}", f"oai:arXiv.org:{bare}"]
    written += [
        f"{scheme}{host}arxiv.org/{form}/{bare}{tail}"
        for scheme in ("https://", "http://", "")
        for host in ("", "www.", "export.")
        for form in URL_FORMS
        for tail in ("", "/", "?context=cs", "#S1", ".pdf")
    ]
    written += [f"10.48550/arXiv.{bare}", f"doi:10.48550/arXiv.{bare}"]
    written += [
        f"https://doi.org/10.48550/arXiv.{bare}",
        f"http://dx.doi.org/10.48550/arxiv.{bare}",
    ]
    written += [
        form
        for stamp in ("[math.FA]", "[cs]", "[hep-ph, physics.ins-det]", "[cond-mat.str-el]")
        for form in (
            f"arXiv:{bare} {stamp}",
            f"arXiv:{bare}  {stamp}, 2019",
            f"arXiv:{bare} {stamp} 6 Dec 2017",
            f"[arXiv:{bare} {stamp}]",
            f"arXiv:{bare} (cs)",
            f"(arXiv:{bare} {stamp}).",
            f"arXiv:{bare} {stamp} (2021);",
        )
    ]
    written += [
        f"arXiv preprint arXiv:{bare}, 2017.",
        f"arXiv e-prints, arXiv:{bare}",
        f"CoRR abs/{bare}",
        f"abs/arXiv:{bare}",
        f"arXiv {bare}",
        f"{bare}.pdf",
        f"{bare}.",
        f"{bare},",
        f"({bare})",
        f"<https://arxiv.org/abs/{bare}>",
        f"<https://arxiv.org/abs/{bare}>,",
        f"https://arxiv.org/abs/{bare}).",
        f"https://arxiv.org/abs/arXiv:{bare}",
        f"https://arxiv.org/abs/{bare.replace('/', '%2F')}",
        f"https://arxiv.org/ps/{bare}.ps.gz",
        f"https://arxiv.org//abs/{bare}",
        f"https://arxiv.org/abs/{bare}#:~:text=a,b",
        f"HTTP://ARXIV.ORG/ABS/{bare}",
    ]
    written += [
        f"https://{page}{bare}{tail}"
        for page in PAGES
        for tail in ("", "/", ".", "?from=mail", "#comments")
    ]
    archive, slash, number = bare.partition("/")
    if slash:
        written += [f"{archive}.GT/{number}", bare.upper().replace("V", "v"), bare.title()]
    return written


@given(ids, versions)
def test_every_written_form_parses_to_one_canonical_id(paper_id: str, version: int | None) -> None:
    assert {parse_id(form) for form in forms(paper_id, version)} == {(paper_id, version)}
    assert canonical_id(paper_id) == paper_id


@given(new_ids)
def test_names_that_other_catalogues_make_of_an_id_are_read(paper_id: str) -> None:
    yymm, serial = paper_id.split(".")
    dot = "." if len(serial) == 4 else ""
    bibcode = f"20{yymm[:2]}arXiv{yymm}{dot}{serial}Q"
    for text in (
        bibcode,
        f"https://ui.adsabs.harvard.edu/abs/{bibcode}/abstract",
        f"http://adsabs.harvard.edu/abs/{bibcode}",
        f"DBLP:journals/corr/abs-{yymm}-{serial}",
        f"https://dblp.org/rec/journals/corr/abs-{yymm}-{serial}.html",
        f"https://dblp.uni-trier.de/rec/bib/journals/corr/abs-{yymm}-{serial}",
    ):
        assert parse_id(text) == (paper_id, None), text


@pytest.mark.parametrize(
    ("text", "paper_id"),
    [
        ("cond-mat.str-el/0306001", "cond-mat/0306001"),
        ("arXiv:physics.ins-det/0306001v2", "physics/0306001"),
        ("https://arxiv.org/abs/cond-mat.soft/0306001", "cond-mat/0306001"),
        ("nlin.CD/0306001", "nlin/0306001"),
    ],
)
def test_a_subject_class_of_any_spelling_is_no_part_of_the_id(text: str, paper_id: str) -> None:
    assert canonical_id(text) == paper_id


def is_valid(paper_id: str) -> bool:
    """The rules of the identifier page, written out a second time, without the parser."""
    if match := re.fullmatch(r"(\d\d)(\d\d)\.(\d{4,5})", paper_id, re.ASCII):
        year, month, serial = match.groups()
        digits = 4 if year < "15" else 5
        return (
            year + month >= "0704"
            and "01" <= month <= "12"
            and len(serial) == digits
            and int(serial) > 0
        )
    if match := re.fullmatch(r"[a-z]+(?:-[a-z]+)?/(\d\d)(\d\d)(\d{3})", paper_id, re.ASCII):
        year, month, serial = (int(part) for part in match.groups())
        century = 1900 if year > 50 else 2000
        return 1 <= month <= 12 and serial > 0 and old_month((century + year, month))
    return False


def accepted(text: str) -> str | None:
    try:
        return canonical_id(text)
    except PaperIdError:
        return None


@given(
    st.from_regex(
        r"(?:(?:0[3-9]|1[3-6]|[0-9]{2})[01][0-9]\.[0-9]{3,6}"
        r"|(?:hep-th|cs|hep|x)/[0189][0-9][01][0-9]{2,5})",
        fullmatch=True,
    )
)
@settings(max_examples=500)
@example("0703.0001")
@example("0704.0000")
@example("1412.00001")
@example("1501.0001")
@example("2507.00000")
def test_of_texts_shaped_like_ids_exactly_the_valid_ones_are_read(text: str) -> None:
    valid = is_valid(text) and not text.startswith(("hep/", "x/"))
    assert accepted(text) == (text if valid else None)


@given(st.text(max_size=30))
def test_any_other_text_is_refused(text: str) -> None:
    read = accepted(text)
    assert read is None or (is_valid(read) and read in text.translate(_AS_MEANT).lower())


@given(ids, st.data())
def test_a_slip_of_one_character_never_becomes_a_wrong_paper(
    paper_id: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(paper_id) - 1))
    extra = data.draw(st.characters(codec="utf-8", exclude_categories=["Z", "Cc"]))
    slips = (
        paper_id[:place] + paper_id[place + 1 :],
        paper_id[:place] + extra + paper_id[place:],
        paper_id[:place] + extra + paper_id[place + 1 :],
    )
    for slip in slips:
        read = accepted(slip)
        # Accepted only where the slip is itself a valid id, but for letter case, letters of full
        # width and signs that nobody sees.
        assert read is None or (is_valid(read) and read == slip.translate(_AS_MEANT).lower())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "2507",
        "2507.3149",
        "2513.03149",
        "2500.03149",
        "2507.031490",
        "0703.0001",
        "1501.0001",
        "1412.00001",
        "2507.00000",
        "0901.0000",
        "2507.03149v0",
        "2507.03149v",
        "2507.03149v01",
        "2507.03149 2507.03150",
        "hep-th/9106001",
        "hep-th/0704001",
        "hep-th/9901000",
        "hep-th/990100",
        "hepth/9901001",
        "hep-th9901001",
        "https://example.org/abs/2507.03149",
        "https://arxiv.org/list/2507.03149",
        "https://arxiv.org/abs/2507.03149 and more",
        "arXiv:2507.03149/",
        "arXiv:2507.03149 [nonsense.XX]",
        "arXiv:2507.03149 cs.CL",
        "2507.03149, 2025",
        "(2507.03149",
        "<https://arxiv.org/abs/2507.03149",
        "math.ph/0001001",
        "cond-mat.str-xx/0306001",
        "https://arxiv.org.example.org/abs/2507.03149",
        "https://notarxiv.org/abs/2507.03149",
        "https://example.org/?u=https://arxiv.org/abs/2507.03149",
        "https://huggingface.co/datasets/2507.03149",
        "https://arxiv.org/abs/2507.03149/v2/extra",
        "2024arXiv250703149Q",
        "2025arXiv2507031490Q",
        "DBLP:journals/corr/abs-2507-3149",
        "https://arxiv.org/a/2507.03149",
        "٢٥٠٧.٠٣١٤٩",
        "10.1000/arXiv.2507.03149",
        "2507.03149\x00",
        "a" * 10_000,
    ],
)
def test_anything_else_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(PaperIdError) as caught:
        parse_id(text)
    message = str(caught.value)
    assert "is no arXiv id" in message
    assert len(message) < 200
    assert "\n" not in message


def test_a_subject_class_goes_back_to_its_id_and_nowhere_else() -> None:
    words = ["arXiv:0706.1234v1", "[math.FA]", "3", "[cs]", "2507.03149", "[nonsense]"]
    assert rejoined(words) == ["arXiv:0706.1234v1 [math.FA]", *words[2:]]


def test_a_paper_knows_its_text_and_pages() -> None:
    assert Paper("2507.03149", "Title", "Abstract").text == "Title. Abstract"
    assert Paper("2507.03149", "Title", "").text == "Title."
    assert links("hep-th/9901001")["pdf"] == "https://arxiv.org/pdf/hep-th/9901001"


@pytest.mark.parametrize(
    "written",
    [
        "e-Print: 2601.00007 [hep-th]",
        "arXiv e-print 2601.00007",
        "arXiv.org:2601.00007",
        "arXiv/2601.00007",
        "/abs/2601.00007v2",
        "pdf/2601.00007",
        "arXiv identifier: 2601.00007",
        "CoRR, vol. abs/2601.00007, 2026",
        "arXiv：2601.00007",
        "２６０１.００００７",
        "\ufeff2601.00007\u200b",
        "‘2601.00007’",
        "«arXiv:2601.00007»",
        "2601.00007。",
        "[2601.00007](https://arxiv.org/abs/2601.00007)",
        "[the paper](https://arxiv.org/pdf/2601.00007v1.pdf)",
        r"\url{https://arxiv.org/abs/2601.00007}",
        r"\href{https://arxiv.org/abs/2601.00007}{here}",
        r"\arxiv{2601.00007}",
        "https://arxiv.org/abs/2601.00007v1 [math.FA]",
        "https://arxiv.org/abs/2601.00007%20",
        "https://www.alphaxiv.org/resources/2601.00007",
        "https://inspirehep.net/literature?q=arxiv:2601.00007",
        "https://front.math.ucdavis.edu/2601.00007",
    ],
)
def test_more_ways_to_write_an_id(written: str) -> None:
    assert canonical_id(written) == "2601.00007"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1998hep.th....2004A", "hep-th/9802004"),
        ("https://ui.adsabs.harvard.edu/abs/1998astro.ph..12004B/abstract", "astro-ph/9812004"),
        ("DBLP:journals/corr/cs-CL-0006012", "cs/0006012"),
        ("https://arxiv.org/PS_cache/hep-th/pdf/9802/9802004v1.pdf", "hep-th/9802004"),
        ("https://arxiv.org/PS_cache/arxiv/pdf/0706/0706.1234v1.pdf", "0706.1234"),
        ("http://xxx.mirror.example/abs/hep-th/9802004", "hep-th/9802004"),
        ("hep–th/9802004", "hep-th/9802004"),
    ],
)
def test_more_ways_to_write_an_old_id(written: str, expected: str) -> None:
    assert canonical_id(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "print: 2601.00007",
        "[2601.00007](https://example.org/2601.00007)",
        "2026Natur.601....7A",
        "https://example.org/abs/2601.00007",
        "2601.0000²",
        "[x](2601.00007) and more",
    ],
)
def test_what_only_looks_so_is_none(written: str) -> None:
    with pytest.raises(PaperIdError):
        canonical_id(written)
