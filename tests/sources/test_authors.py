"""Author lists of every source and of every writer, made into names and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.author_lists import author_names, in_order, split_authors
from ranker.people import same_person
from ranker.sources.feed_xml import parse_feed
from ranker.sources.oai_xml import parse_oai

BOTH = ("Ada Sample", "Bo Example")
LINES = [
    ("Ada Sample, Bo Example", BOTH),
    ("Ada Sample and Bo Example", BOTH),
    ("ADA SAMPLE AND BO EXAMPLE", ("ADA SAMPLE", "BO EXAMPLE")),
    ("Ada Sample, Bo Example, and C. Third", (*BOTH, "C. Third")),
    ("Ada Sample & Bo Example", BOTH),
    (r"Ada Sample \& Bo Example", BOTH),
    ("Ada Sample &amp; Bo Example", BOTH),
    (r"Ada Sample \and Bo Example", BOTH),
    ("Ada Sample; Bo Example", BOTH),
    ("Ada Sample (1 and 2), Bo Example ((1) Here, (2) There)", BOTH),
    ("Ada Sample (1) & Bo Example (2) ((1) Here & There, (2) Elsewhere)", BOTH),
    ("Ada Sample [1], Bo Example [2]", BOTH),
    ("Ada Sample$^{1,2}$, Bo Example$^*$", BOTH),
    ("Ada Sample^{1,2}, Bo Example†", BOTH),
    ("Ada~Sample, Bo\\,Example", BOTH),
    ("Ada Sample, Bo Example (University of", BOTH),
    ("HALO Collaboration: Ada Sample, Bo Example", ("HALO Collaboration", *BOTH)),
    ("Brightline: Ada Sample, Bo Example", ("Brightline", *BOTH)),
    ("HALO and Sky Collaborations: A. Sample", ("HALO and Sky Collaborations", "A. Sample")),
    ("Great Lens and Low Sky Collaborations", ("Great Lens and Low Sky Collaborations",)),
    ("Ada Sample and HALO Collaboration", ("Ada Sample", "HALO Collaboration")),
    ("A. Sample, et al", ("A. Sample",)),
    ("A. Sample et al.", ("A. Sample",)),
    ("A. Sample, B. Example, et. al.", ("A. Sample", "B. Example")),
    ("The HALO Collaboration, A. Sample, et al", ("The HALO Collaboration", "A. Sample")),
    ("A. Sample et al. (HALO Collaboration)", ("A. Sample",)),
    ("A. Sample, et al, for the HALO Collaboration", ("A. Sample", "HALO Collaboration")),
    ("Ada Sample for the HALO team", ("Ada Sample", "HALO team")),
    ("Ada Sample, on behalf of the HALO Collaboration", ("Ada Sample", "HALO Collaboration")),
    ("Ada Sample on behalf of HALO", ("Ada Sample", "HALO")),
    ("Ada Sample (for the HALO Collaboration), Bo Example", BOTH),
    ("Ada Sample, Bo Example and the Sky Team", (*BOTH, "the Sky Team")),
    ("Ada Sample, Bo Example, and 12 additional authors not shown", BOTH),
    ("Ada Sample and others", ("Ada Sample",)),
    ("Ada Sample, with an appendix by Bo Example", BOTH),
    ("Ada Sample, Jr., Bo Example, III", ("Ada Sample Jr.", "Bo Example III")),
    ("Ada Sample, Ph.D., Bo Example Jr.", ("Ada Sample, Ph.D.", "Bo Example Jr.")),
    ("Jr., Ada Sample", ("Ada Sample",)),
    ("Ph.D.", ()),
    ("Ferdinand Sandler, B. -Q. For", ("Ferdinand Sandler", "B. -Q. For")),
    ("Etal Sample, Al Example", ("Etal Sample", "Al Example")),
    (r"Zo\"e Sample, Bo\v{z}o Example", ("Zoë Sample", "Božo Example")),
    ('<a href="http://example.org/find?a=1">Ada Sample</a>, <i>Bo Example</i>', BOTH),
    ("  ", ()),
    (", ,and ,", ()),
    (":", ()),
]  # fmt: skip


@pytest.mark.parametrize(("line", "names"), LINES)
def test_an_author_line_is_split_into_names(line: str, names: tuple[str, ...]) -> None:
    assert split_authors(line) == names
    assert author_names(names) == names
    if len(names) != 2 or " " in names[0]:  # `Prince, Ada` as one text is a name turned round
        assert author_names([line]) == names


@pytest.mark.parametrize(
    ("pieces", "names"),
    [
        (["Sample, Ada", "Example, Bo"], BOTH),
        (["Sample, Ada and Example, Bo"], BOTH),
        (["van der Vliet, J. P.", "Brandt, III, Otto"], ("J. P. van der Vliet", "Otto Brandt III")),
        (["Ada Sample", "and Bo Example"], BOTH),
        (["Ada Sample and", "Bo Example"], BOTH),
        (["Ada Sample", "Jr", "Bo Example", "Ph.D."], ("Ada Sample Jr", "Bo Example, Ph.D.")),
        (
            ["Great Lens", "Sky Collaborations", ":", "A. Sample"],
            ("Great Lens and Sky Collaborations", "A. Sample"),
        ),
        (["A. Sample", "Sky Collaborations"], ("A. Sample", "Sky Collaborations")),
        (["HALO", ":", "Ada Sample", "et al"], ("HALO", "Ada Sample")),
        (["HALO Collaboration:", "Ada Sample"], ("HALO Collaboration", "Ada Sample")),
        (["Ada Sample", "for the HALO Collaboration"], ("Ada Sample", "HALO Collaboration")),
        (["Ada Sample (2", "1)", "Bo Example ((1) Here", "There)"], BOTH),
        (["Ada Sample (Here", "Bo Example"], BOTH),
        (["A.~Casta~neda", "Ada ~Sample"], ("A. Casta~neda", "Ada Sample")),
        (["Ada Sample, Bo Example, C. Third"], (*BOTH, "C. Third")),
        (["Robert Example, III"], ("Robert Example III",)),
        ([" Ada  Sample ", "", "1"], ("Ada Sample",)),
    ],
)
def test_a_list_that_is_split_already_loses_what_is_nobody(
    pieces: list[str], names: tuple[str, ...]
) -> None:
    assert author_names(pieces) == names


def test_a_name_turned_round_stands_in_order() -> None:
    assert in_order("Vega Luna, Pilar Ana") == "Pilar Ana Vega Luna"
    assert in_order("Brandt, Otto, Jr.") == "Otto Brandt Jr."
    assert in_order("Collaboration, The HALO") == "The HALO Collaboration"
    assert (in_order("Ada Sample"), in_order("")) == ("Ada Sample", "")


words = st.sampled_from(
    "Ada|Sample|B.|et al|et al.|:|&|;|,|and|for the|Team|(|)|Collaboration|Jr.|Ph.D.|III|\\|$^1$|{|"
    "\\and|with|[1]|et|al".split("|")
)


@given(st.lists(words, max_size=12).map(" ".join) | st.text(max_size=40))
def test_whatever_was_written_no_author_is_et_al_or_two(line: str) -> None:
    for names in (split_authors(line), author_names([line]), author_names(line.split())):
        for name in names:
            assert not set(name) & set(":&;"), names
            assert not re.search(r"\bet\.? al\b", name, re.IGNORECASE), names
            assert name.strip() == name
            assert any(c.isalpha() for c in name)


FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<entry><id>oai:arXiv.org:2607.00001v1</id><title>T</title><summary>s</summary>
<dc:creator>{}</dc:creator></entry></feed>"""
OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
<header><identifier>oai:arXiv.org:2607.00001</identifier></header><metadata>{}</metadata></record>
</ListRecords></OAI-PMH>"""
LINE = "HALO Collaboration: Ada van der Sample (1), Bo Example, Jr. and C. Third, et al ((1) Here)"
ARXIV = """<arXiv><id>2607.00001</id><title>T</title><abstract>s</abstract><authors>
<author><keyname>HALO Collaboration</keyname></author><author><keyname>:</keyname></author>
<author><keyname>van der Sample</keyname><forenames>Ada</forenames>
<affiliation>Here</affiliation></author>
<author><keyname>Example</keyname><forenames>Bo</forenames><suffix>Jr.</suffix></author>
<author><keyname>Third</keyname><forenames>C.</forenames></author>
<author><keyname>al</keyname><forenames>et</forenames></author></authors></arXiv>"""
RAW = f"<arXivRaw><id>2607.00001</id><title>T</title><authors>{LINE}</authors></arXivRaw>"
DUBLIN = (
    '<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title>'
    "<dc:creator>HALO Collaboration</dc:creator><dc:creator>van der Sample, Ada</dc:creator>"
    "<dc:creator>Example, Bo, Jr.</dc:creator><dc:creator>Third, C.</dc:creator></dc>"
)


def test_the_feed_and_all_formats_of_oai_give_the_same_names() -> None:
    names = ("HALO Collaboration", "Ada van der Sample", "Bo Example Jr.", "C. Third")
    assert parse_feed(FEED.format(LINE).encode(), "feed").entries[0].paper.authors == names
    for form in (ARXIV, RAW, DUBLIN):
        page = parse_oai(OAI.format(form).encode(), "oai")
        assert page.batch.entries[0].paper.authors == names


def test_a_name_of_a_list_is_known_in_the_other_order() -> None:
    assert same_person(author_names(["van der Vliet, Jan"])[0], "Vliet, Jan van der") == "full"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("One, A., Two, B. C., and Three, D.-E.", ("A. One", "B. C. Two", "D.-E. Three")),
        ("One, A. and Two, B.", ("A. One", "B. Two")),
        ("Plato, B. Two", ("Plato", "B. Two")),
        ("A. One with B. Two", ("A. One", "B. Two")),
        ("5 authors: A. One", ("A. One",)),
        ("(A. One, B. Two)", ("A. One", "B. Two")),
    ],
)
def test_names_turned_round_and_in_brackets_are_read(line: str, names: tuple[str, ...]) -> None:
    assert split_authors(line) == names
