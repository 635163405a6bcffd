"""The keyword filter's config.py becomes a profile, and is never executed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.config import load_config
from ranker.errors import InputFileError
from ranker.feedback.importers.keyword_filter import read_keyword_filter
from tests.conftest import Rank
from tests.feedback.importers.samples import KEYWORD_FILTER


def read(**values: str) -> object:
    lines = {"KEYWORD_LIST": '["speech"]'} | values
    text = "\n".join(f"{name} = {value}" for name, value in lines.items())
    return read_keyword_filter(text, "config.py")


def test_the_four_lists_are_taken_over() -> None:
    old = read_keyword_filter(KEYWORD_FILTER, "config.py")
    assert old.categories == ("eess.AS",)
    assert old.keywords == ("speech", "room acoustics", "M_{200")
    assert old.exclude == ("text-to-speech",)
    assert "'~~' has no letter or digit and is left out" in old.notes


def test_several_listings_and_whole_archives() -> None:
    old = read(NEW_SUB_URL="['https://arxiv.org/list/math-ph/new', 'http://arxiv.org/list/cs/new']")
    assert old.categories == ("math-ph", "cs")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ("['New submissions']", "cross-listed papers are ranked, too"),
        ("['New submissions', 'Cross submissions', 'Replacement submissions']", "--replacements"),
    ],
)
def test_other_sections_of_the_listing_are_noted(titles: str, said: str) -> None:
    assert said in " ".join(read(TARGET_TITLES=titles).notes)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NEW_SUB_URL = 'x'", "has no KEYWORD_LIST"),
        ("KEYWORD_LIST = open('/etc/passwd').read()", "line 1: KEYWORD_LIST is no plain string"),
        ("x = 1\nKEYWORD_LIST = [*x]", "line 2: KEYWORD_LIST is no plain"),
        ("KEYWORD_LIST = ['a']\nKEYWORD_LIST += ['b']", "line 2: KEYWORD_LIST is no plain"),
        ("KEYWORD_LIST: list", "line 1: KEYWORD_LIST is no plain"),
        ("KEYWORD_LIST = [1, 2]", "KEYWORD_LIST is no plain"),
        ("KEYWORD_LIST = {'a': 1}", "KEYWORD_LIST is no plain"),
        ("KEYWORD_LIST = ['a'", "config.py line 1 is no Python"),
        ("KEYWORD_LIST = " + "[" * 500 + "]" * 500, "config.py"),
        ("KEYWORD_LIST = ['a']\nNEW_SUB_URL = 'https://example.org'", "is no listing like"),
        ("KEYWORD_LIST = ['a']\nNEW_SUB_URL = 'arxiv.org/list/cs.ZZ/new'", "no arXiv category"),
    ],
)
def test_what_cannot_be_taken_over_is_one_line(text: str, said: str) -> None:
    with pytest.raises(InputFileError) as caught:
        read_keyword_filter(text, "config.py")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_init_makes_the_profile_and_executes_nothing(
    rank: Rank, home: Path, tmp_path: Path
) -> None:
    config = tmp_path / "config.py"
    config.write_text(KEYWORD_FILTER)
    done = rank("init", "--import", config, "--keyword", "reverb")
    assert done.code == 0
    assert "Took over eess.AS, 4 keywords and 1 excluded word;" in done.out
    assert config.exists()
    [profile] = load_config(home / "rank.toml").profiles
    assert profile.categories == ("eess.AS",)
    assert profile.keywords == ("reverb", "speech", "room acoustics", "M_{200")
    assert profile.exclude == ("text-to-speech",)
    everything = done.out + done.err + (home / "rank.toml").read_text()
    assert "never-to-be-seen" not in everything


def test_a_bad_configuration_leaves_no_workspace(rank: Rank, home: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.py"
    config.write_text("KEYWORD_LIST = sorted(words)\n")
    failed = rank("init", "--import", config)
    assert failed.code == 1
    assert "line 1: KEYWORD_LIST is no plain string" in failed.complaint
    assert not home.exists()


def test_import_points_to_init(ready: Rank, tmp_path: Path) -> None:
    config = tmp_path / "config.py"
    config.write_text(KEYWORD_FILTER)
    failed = ready("import", config)
    assert failed.code == 1
    assert "rank init --profile NAME --import" in failed.complaint
