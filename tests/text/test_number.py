"""Number both ways, and which letters s are none."""

import pytest

from ranker.text.compounds import closes, openings
from ranker.text.number import number_forms

PAIRS = """
polyhedron polyhedra, continuum continua, cerebellum cerebella, gyrus gyri, sulcus sulci,
annulus annuli, catalysis catalyses, oasis oases, apex apices, radix radices, calyx calyces,
kilonova kilonovae, lacuna lacunae, lemma lemmata, tableau tableaux, calf calves, wife wives,
louse lice, tooth teeth, woman women, genus genera, topos topoi, quiz quizzes, echo echoes,
fly flies, key keys, cookie cookies, gas gases, lens lenses, witness witnesses, horse horses,
niche niches, ranch ranches, maze mazes, tax taxes, tpu tpus, api apis, menu menus, idea ideas,
photo photos, fabric fabrics, submatrix submatrices, microbacterium microbacteria, graph graphs
"""


@pytest.mark.parametrize("pair", [p.split() for p in PAIRS.split(",")], ids=" ".join)
def test_number_both_ways(pair: list[str]) -> None:
    singular, plural = pair
    assert plural in number_forms(singular)
    assert singular in number_forms(plural)


@pytest.mark.parametrize(
    "word", "genomics dynamic james rabies chaos it as hypersonic series towards".split()
)
def test_what_has_no_number_is_itself_alone(word: str) -> None:
    assert number_forms(word) == {word}


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("oasis", {"oases"}),
        ("virus", {"viruses"}),
        ("cases", {"case"}),
        ("buses", {"bus"}),
        ("bases", {"base", "basis"}),
        ("rat", {"rats"}),
        ("human", {"humans"}),
        ("loss", {"losses"}),
        ("statistic", set()),
    ],
)
def test_no_other_forms_are_made(word: str, others: set[str]) -> None:
    assert number_forms(word) == {word} | others


def test_compounds_open_between_words_only() -> None:
    assert openings("handtuning") == ((4, True),)
    assert openings("multiplex") == ((5, True),)
    assert openings("overtraining") == ((4, False),)
    assert openings("robot") == ()
    assert openings("5g") == ((1, False),)
    assert openings("mp3") == ((2, True),)


def test_a_blank_beside_a_word_of_grammar_does_not_close() -> None:
    assert closes("web", "agent")
    assert closes("a", "priori")
    assert not closes("a", "way")
    assert not closes("in", "come")
