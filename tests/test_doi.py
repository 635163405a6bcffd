"""DOIs in any written form are one."""

from __future__ import annotations

import pytest

from ranker.doi import dois


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10.1234/Echo.5", "10.1234/echo.5"),
        ("doi:10.1234/ECHO.5", "10.1234/echo.5"),
        ("https://doi.org/10.1234/echo.5.", "10.1234/echo.5"),
        ("http://dx.doi.org/10.1234%2Fecho.5", "10.1234/echo.5"),
        ("(see https://doi.org/10.1234/echo.5)", "10.1234/echo.5"),
        ("https://journal.example/doi/full/10.1234/echo.5/full?x=1#top", "10.1234/echo.5"),
        ("10.1016/S0010-4655(99)00123-4", "10.1016/s0010-4655(99)00123-4"),
        ("{10.1234/echo.5}", "10.1234/echo.5"),
    ],
)
def test_a_doi_is_read_from_what_is_around_it(written: str, expected: str) -> None:
    assert dois(written) == (expected,)


def test_several_are_read_and_arxivs_own_is_an_id() -> None:
    assert dois("10.1234/one, 10.1234/two;10.1234/three 10.48550/arXiv.2601.00001") == (
        "10.1234/one", "10.1234/two", "10.1234/three",
    )  # fmt: skip
    assert dois("version 10.5/3 of 2601.00001") == ()
