"""Every parser is given some hundred mutated samples, the same ones each time, and all inputs that
once broke one. `python -m bench.fuzz` goes on for as long as it is told to."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ranker.errors import RankError
from tests.hardening import strange
from tests.hardening.fuzz_targets import TARGETS
from tests.hardening.fuzzing import mutations, refused, watched

EXAMPLES = 150
CASES = sorted(path for path in (Path(__file__).parent / "cases").rglob("*") if path.is_file())


def give(name: str, data: bytes) -> bool:
    """Whether the parser reads it; anything else than that and a RankError is the test's."""
    with watched():
        try:
            TARGETS[name].read(data)
        except RankError as error:
            refused(error)
            return False
    return True


@pytest.mark.parametrize("name", TARGETS)
def test_the_samples_themselves_are_read(name: str) -> None:
    assert any(give(name, seed) for seed in TARGETS[name].seeds)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_mutated_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]

    # Without shrinking, which takes as long as it likes: the bench writes the shortest it finds.
    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(mutations(target.seeds, target.tokens))
    def read_or_refused(data: bytes) -> None:
        give(name, data)

    read_or_refused()


@pytest.mark.parametrize("name", TARGETS)
def test_no_value_of_json_is_too_strange(name: str) -> None:
    for seed in filter(strange.is_json, TARGETS[name].seeds):
        for data in strange.replaced(seed):
            give(name, data)


def test_tags_of_ris_go_together() -> None:
    """Of each kind, with all: one for what is not known, a list, one that is cut up, a text."""
    from rispy.config import TAG_KEY_MAPPING

    kinds, all_tags = ["UK", "XX", "AU", "UR", "AB"], [*TAG_KEY_MAPPING, "XX"]
    for one, two in [*product(kinds, all_tags), *product(all_tags, kinds)]:
        record = f"TY  - JOUR\n{one}  - a; b\nmore\n{two}  - x\ny; z\n\n{one}  - \nq\nER  - \n"
        give("RIS", record.encode())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_stays_mended(case: Path) -> None:
    give(case.parent.name.replace("_", " "), case.read_bytes())


LINES, DIGITS, BLANKS = b"\n" * 90_000, b"9" * 90_000, b" " * 90_000


@pytest.mark.parametrize(
    ("name", "start", "filling"),
    [
        ("mail", b"", LINES),
        ("list of ids", b"2607.00001\n", LINES),
        ("ids", b"arXiv:", DIGITS),
        ("ids", b"", b"a." * 45_000),
        ("ids", b"see arxiv", BLANKS),
        ("keywords", b"", b"\xce\xa9" * 45_000),
    ],
)
def test_what_is_long_takes_no_more_than_its_length(
    name: str, start: bytes, filling: bytes
) -> None:
    """Each took many times the seconds at which `watched` ends it."""
    give(name, start + filling + TARGETS[name].seeds[0])


def test_every_case_is_of_a_parser() -> None:
    assert len(CASES) > 15
    assert {path.parent.name.replace("_", " ") for path in CASES} <= set(TARGETS)
