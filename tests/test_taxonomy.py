"""Categories by code, however it is written, and by what people call a field."""

from __future__ import annotations

import pytest

from ranker.errors import UsageError
from ranker.fields import _FIELDS, _fields, check_category, suggest
from ranker.taxonomy import CATEGORIES, SUCCESSORS, find_category


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("speech", ("eess.AS", "cs.SD", "cs.CL")),
        ("Robots", ("cs.RO",)),
        ("acoustic", ("cs.SD", "eess.AS")),
        ("machine learning", ("cs.LG", "stat.ML")),
        ("topology", ("math.GT", "math.AT")),
        ("galaxies", ("astro-ph.GA",)),
        ("quantum", ("quant-ph",)),
        ("superconductors", ("cond-mat.str-el", "cond-mat.supr-con")),
        ("proteins", ("q-bio.BM",)),
        ("stocks", ("q-fin.TR",)),
        ("auctions", ("cs.GT", "econ.TH")),
        ("Bayesian", ("stat.ME",)),
        ("sonic speech", ("eess.AS",)),  # a word of several
        ("speach", ("eess.AS",)),  # mistyped
    ],
)
def test_a_field_has_categories_the_likeliest_first(words: str, first: tuple[str, ...]) -> None:
    assert suggest(words)[: len(first)] == first


@pytest.mark.parametrize("code", [c for c in CATEGORIES if CATEGORIES[c]])
def test_the_name_of_a_category_suggests_it(code: str) -> None:
    assert code in suggest(CATEGORIES[code])


@pytest.mark.parametrize("words", ["", "  ", "of", "and", "the", "xyzzyx", "?", "code"])
def test_what_is_no_field_suggests_nothing(words: str) -> None:
    assert suggest(words) == ()


def test_every_suggestion_is_a_category_and_no_field_stands_twice() -> None:
    rows = [line.partition(": ") for line in _FIELDS.strip().splitlines()]
    assert {code for codes, _, _ in rows for code in codes.split()} <= set(CATEGORIES)
    fields = [field for _, _, fields in rows for field in fields.split(", ")]
    assert len(fields) == len(_fields()) > 100
    archives = {code.partition(".")[0] for codes, _, _ in rows for code in codes.split()}
    assert {"cs", "econ", "eess", "math", "astro-ph", "q-bio", "q-fin", "stat"} <= archives


def test_a_code_is_found_however_it_is_cased() -> None:
    assert [find_category(c) for c in ("CS.sd", "EESS.as", "Quant-PH")] == [
        "cs.SD", "eess.AS", "quant-ph",
    ]  # fmt: skip
    assert find_category("speech") is None


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("cs.SX", "did you mean cs.S"),
        ("music", "did you mean cs.SD, eess.AS?"),
        ("xyzzyx", "see https://arxiv.org/category_taxonomy"),
    ],
)
def test_an_unknown_category_is_told_with_what_may_be_meant(code: str, hint: str) -> None:
    with pytest.raises(UsageError, match="is no arXiv category") as caught:
        check_category(code)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("alg-geom", "math.AG"),
        ("Chao-Dyn", "nlin.CD"),
        ("mtrl-th", "cond-mat.mtrl-sci"),
        ("math.*", "math"),
        ("nlin+", "nlin"),
        ("eess:SP", "eess.SP"),
        ("cs:cs:RO", "cs.RO"),
        ("physics:nucl-th", "nucl-th"),
        ("physics:cond-mat:soft", "cond-mat.soft"),
        ("stat_ME", "stat.ME"),
        ("q-bio-nc", "q-bio.NC"),
        ("cond-mat-str-el", "cond-mat.str-el"),
        ("math-ph", "math-ph"),
    ],
)
def test_a_code_is_read_however_it_is_written(written: str, code: str) -> None:
    assert find_category(written) == check_category(written) == code


@pytest.mark.parametrize("written", ["cs:math.AG", "zz:cs", "cs-zz", "csCL", "*", "+", ""])
def test_what_is_no_code_does_not_become_one(written: str) -> None:
    assert find_category(written) is None


def test_every_closed_archive_leads_to_a_category_of_today() -> None:
    assert {*SUCCESSORS.values()} <= {*CATEGORIES}
    assert not {*SUCCESSORS} & {*CATEGORIES}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("https://arxiv.org/list/cs.SD/new", "cs.SD"),
        ("arxiv.org/list/math/recent?show=50", "math"),
        ("https://rss.arxiv.org/rss/eess.AS", "eess.AS"),
        ("arXiv:cs.SD", "cs.SD"),
        ("[cs.SD]", "cs.SD"),
        ("“cs.SD”,", "cs.SD"),
        ("ｃｓ．ＳＤ", "cs.SD"),
        ("cs SD", "cs.SD"),
        ("hep_th", "hep-th"),
        ("q-alg.*", "math.QA"),
        ("math.q-alg", "math.QA"),
        ("cmp_lg", "cs.CL"),
    ],
)
def test_more_ways_to_write_a_category(written: str, code: str) -> None:
    assert find_category(written) == code


@pytest.mark.parametrize("written", ["cs.", "cs x", "hep-th.xx", "https://example.org/list/cs.SD"])
def test_what_is_near_a_category_is_none(written: str) -> None:
    assert find_category(written) in (None, "cs" if written == "cs." else None)
