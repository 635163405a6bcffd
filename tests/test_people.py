"""Which written names may be one person's, in full or by an initial; and which never are."""

from __future__ import annotations

import pytest

from ranker.people import Followed, same_person, spelling

FULL = [
    ("Orla Sandvik", "Sandvik, Orla"),
    ("orla sandvik", "ORLA SANDVIK"),
    ("O.P. Sandvik", "O. P. Sandvik"),
    ("O P Sandvik", "Sandvik, O.P."),
    ("OP Sandvik", "O. P. Sandvik"),
    ("Orla Sandvik", "Orla P. Sandvik"),
    ("Orla Petra Sandvik", "Orla P. Sandvik"),
    ("Orla Sandvik", "Orla E. Sandvik"),
    ("orla e sandvik", "Orla E. Sandvik"),
    ("Zoé Ibáñez", "Zoe Ibanez"),
    ("Zoé Ibáñez", "Zoe\u0301 Iba\u0301n\u0303ez"),
    ("Søren Łukowicz", "Soren Lukowicz"),
    ("Jan van der Vliet", "van der Vliet, Jan"),
    ("Jan van der Vliet", "Vliet, Jan van der"),
    ("Jan van der Vliet", "Jan Van Der Vliet"),
    ("jan van der vliet", "Jan van der Vliet"),
    ("Inés de la Roca", "de la Roca, Ines"),
    ("Laleh El Fassi", "El Fassi, Laleh"),
    ("Nour al-Rashid", "Nour Al-Rashid"),
    ("Sara O'Farrell", "Sara O’Farrell"),
    ("Sara OFarrell", "O'Farrell, Sara"),
    ("Hui-Lan Tsao", "Hui‐Lan Tsao"),
    ("Hui-Lan Tsao", "Hui Lan Tsao"),
    ("Hui-Lan Tsao", "Huilan Tsao"),
    ("J.-P. Sarrault", "J. P. Sarrault"),
    ("J. -P. Sarrault", "J-P Sarrault"),
    ("Otto Brandt, III", "Otto Brandt III"),
    ("Otto Brandt Jr.", "Brandt, Otto, Jr"),
    ("Otto Brandt Jr.", "Brandt Jr., Otto"),
    ("Otto Brandt", "Otto Brandt Jr."),
    ("Otto Brandt, Ph.D.", "Otto Brandt"),
    ("Dr. Otto Brandt", "Otto Brandt"),
    ("Pilar Vega Luna", "Vega Luna, Pilar"),
    ("Pilar Vega-Luna", "Vega Luna, Pilar"),
    ("José Ortiz y Gala", "Ortiz y Gala, Jose"),
    ("Le Van Minh", "Van Minh, Le"),
    ("Xiu (Anna) Meng", "Xiu Meng"),
    ("MENG Xiu", "Meng Xiu"),
    ("Q.Zarandi", "Q. Zarandi"),
    ("The HALO Collaboration", "HALO collaboration"),
    ("Aristo", "aristo"),
    ("Юрий Ёлкин", "Елкин, Юрий"),
    ("王小明", "王小明"),
]
INITIAL = [
    ("Orla Sandvik", "O. Sandvik"),
    ("Orla Sandvik", "Sandvik, O"),
    ("Orla Petra Sandvik", "O. P. Sandvik"),
    ("O. P. Sandvik", "O. Sandvik"),
    ("Orla Sandvik", "O. P. Sandvik"),
    ("Jan van der Vliet", "J. van der Vliet"),
    ("Hui-Lan Tsao", "H.-L. Tsao"),
    ("Hui-Lan Tsao", "H. Tsao"),
    ("Huilan Tsao", "H.-L. Tsao"),
    ("Jean-Paul Sarrault", "J.-P. Sarrault"),
    ("J.-P. Sarrault", "J. Sarrault"),
    ("Thomas Brandt", "Th. Brandt"),
    ("Otto Brandt III", "O. Brandt"),
    ("Zoé Ibáñez", "Z. Ibanez"),
    ("Le Van Minh", "L. V. Minh"),
]
NEVER = [
    ("Orla Sandvik", "Olav Sandvik"),
    ("Orla Sandvik", "P. Sandvik"),
    ("Orla A. Sandvik", "Orla B. Sandvik"),
    ("O. A. Sandvik", "O. B. Sandvik"),
    ("Petra Sandvik", "Orla Petra Sandvik"),
    ("Orla Sandvik", "Sandvik Orla"),
    ("Orla Sandvik", "Orla Sandvikova"),
    ("Orla Sandvik", "Sandvik"),
    ("Jan van der Vliet", "Jan Vliet"),
    ("Jan Van Der Vliet", "Jan Vliet"),
    ("Hui-Lan Tsao", "Hui Tsao"),
    ("Hui Tsao", "H.-L. Tsao"),
    ("Jean Sarrault", "Jean-Paul Sarrault"),
    ("Jean-Paul Sarrault", "Jean-Marc Sarrault"),
    ("Otto Brandt Jr.", "Otto Brandt III"),
    ("Pilar Vega Luna", "Pilar Vega"),
    ("HALO Collaboration", "NOVA Collaboration"),
    ("王小明", "王小红"),
    ("", ""),
    ("Ph.D.", ""),
]


@pytest.mark.parametrize(("one", "other"), FULL)
def test_one_person_is_known_in_every_spelling(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one) == "full"


@pytest.mark.parametrize(("one", "other"), INITIAL)
def test_an_initial_is_said_to_be_one(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one) == "initial"


@pytest.mark.parametrize(("one", "other"), NEVER)
def test_two_people_are_two(one: str, other: str) -> None:
    assert same_person(one, other) is same_person(other, one) is None


def test_a_hostile_name_costs_no_more_than_a_long_one() -> None:
    for piece in ("A ", "van ", "(", "A-", "A, ", '"'):
        assert same_person(piece * 50_000, "Orla Sandvik") is None


def test_the_full_name_on_a_paper_leaves_no_room_for_an_initial() -> None:
    people = Followed(["Orla Sandvik", "Jan van der Vliet"])
    assert people.among(["O. Sandvik", "Orla Sandvik", "A. Third"]) == {"Orla Sandvik": "full"}
    assert people.among(["O. Sandvik", "Vliet, Jan van der"]) == {
        "O. Sandvik": "initial",
        "Vliet, Jan van der": "full",
    }
    assert people.among(["Olav Sandvik"]) == {}
    assert Followed(["", "  ", "O. Sandvik"]).among(["O Sandvik"]) == {"O Sandvik": "full"}
    assert Followed([]).among(["Orla Sandvik"]) == {}


def test_a_name_is_found_among_many_papers_in_any_spelling() -> None:
    for one, other in FULL + INITIAL:
        assert Followed([one]).among(["A. Third", other]), (one, other)
        assert Followed([other]).among(["A. Third", one]), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B.P. Quill", "B. P. Quill"),
        ("Wei-Lun Orrin", "Weilun Orrin"),
        ("José Líndén", "Jose\u0301 Linden"),
        ("ADA QUILL", "Ada Quill"),
        ("The HALO Collaboration", "HALO collaboration"),
    ],
)
def test_names_of_the_same_letters_are_spelled_alike(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A. Quill", "Ada Quill"), ("Ada B. Quill", "Ada C. Quill"), ("The Anh Orrin", "Anh Orrin")],
)
def test_names_of_other_letters_are_not(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)
