"""Words into the lists of rank.toml and out of them, with every comment kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.app.interests.editing import add_words, remove_word
from ranker.config import Paths, load_config

HEAD = "# mine\n[arxiv]\ncontact = ''  # nobody\n\n[profile.a]\n"
FORMS = {
    "line": 'keywords = ["one", "two", "three"]  # words\n',
    "tight": 'keywords=["one","two","three"]\n',
    "spaced": 'keywords = [ "one", "two", "three", ]\n',
    "lines": 'keywords = [\n    "one",\n    "two",  # the second\n    "three",\n]\n',
    "bare end": 'keywords = [\n    \'one\',\n    "two",\n    "three"\n    # the end\n]\n',
    "comma first": 'keywords = [ "one"\n  , "two" # 2, "two"\n  , "three" ]\n',
}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


def comments(text: str) -> list[str]:
    return [line.split("#", 1)[1].strip() for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("word", ["one", "TWO", "three"])
@pytest.mark.parametrize("form", FORMS)
def test_one_word_goes_and_nothing_else(paths: Paths, form: str, word: str) -> None:
    text = HEAD + FORMS[form] + 'exclude = ["two"]\n\n[profile.b]\nkeywords = ["two"]\n'
    paths.config.write_text(text)
    assert remove_word(paths, "a", "keywords", word)
    config = load_config(paths.config)
    left = tuple(w for w in ("one", "two", "three") if w != word.lower())
    assert config.profile("a").keywords == left
    assert (config.profile("a").exclude, config.profile("b").keywords) == (("two",), ("two",))
    assert comments(paths.config.read_text()) == comments(text)
    assert not remove_word(paths, "a", "keywords", word)


@pytest.mark.parametrize("form", FORMS)
def test_a_list_can_be_emptied_and_filled(paths: Paths, form: str) -> None:
    paths.config.write_text(HEAD + FORMS[form])
    for word in ("one", "two", "three"):
        assert remove_word(paths, "a", "keywords", word)
    assert load_config(paths.config).profile("a").keywords == ()
    assert add_words(paths, "a", "keywords", ["four", "FOUR"]) == ("four",)
    assert load_config(paths.config).profile("a").keywords == ("four",)


def test_words_go_into_a_list_that_is_not_there_yet(paths: Paths) -> None:
    paths.config.write_text(HEAD + FORMS["lines"])
    assert add_words(paths, "a", "authors", ["Ada Quill"]) == ("Ada Quill",)
    assert add_words(paths, "a", "authors", ["ada quill"]) == ()
    assert add_words(paths, "a", "exclude", ["survey"]) == ("survey",)
    profile = load_config(paths.config).profile("a")
    assert (profile.authors, profile.exclude) == (("Ada Quill",), ("survey",))
