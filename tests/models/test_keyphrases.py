"""Phrases that some papers have and others have not."""

from __future__ import annotations

from ranker.models.keyphrases import Keyphrase, keyphrases
from ranker.paper import Paper


def paper(number: int, abstract: str, title: str = "A title of nothing") -> Paper:
    return Paper(f"2606.{number:05d}", title, abstract)


LIKED = [
    paper(n, f"We propose a method. Each room impulse response number {n} was measured {how}.")
    for n, how in enumerate(["at night", "by day", "twice", "badly", "again", "in $\\mathrm{dB}$"])
]
OTHERS = [
    paper(100 + n, f"We propose a method that was measured on graph {n}, in every room.")
    for n in range(200)
]


def found(liked: list[Paper], others: list[Paper], least: int = 3) -> dict[str, Keyphrase]:
    return {one.text: one for one in keyphrases(liked, others, least, 20)}


def test_the_longest_phrase_stands_for_its_words() -> None:
    one = found(LIKED, OTHERS)
    assert [*one] == ["room impulse response"]
    phrase = one["room impulse response"]
    assert (phrase.papers, phrase.others) == ((0, 1, 2, 3, 4, 5), 0)


def test_what_everybody_says_and_mathematics_are_no_keywords() -> None:
    for text in ("We propose a novel method.", "With $\\alpha$-decay $\\mathrm{speech}=2$ of 12."):
        assert found([paper(n, text, text) for n in range(6)], OTHERS).keys() <= {"α-decay"}


def test_words_of_formulas_and_accents_are_read() -> None:
    written = [r"Capture of SF$_6$ by Pad\'e.", "SF₆ by Padé.", r"$\mathrm{SF}_6$ by Pade."]
    liked = [paper(n, f"{text} If $x + y = {n}$ then.") for n, text in enumerate(written)]
    assert {"SF₆", "padé"} <= found(liked, OTHERS).keys()


def test_forms_are_counted_together_and_written_as_mostly() -> None:
    forms = ["Neural vocoders sing.", "The neural vocoder sings.", "A neural vocoder.",
             "Neural Vocoders Everywhere"]  # fmt: skip
    (one,) = keyphrases([paper(n, text) for n, text in enumerate(forms)], OTHERS, 3, 1)
    assert one.text.casefold() in ("neural vocoder", "neural vocoders")
    assert one.papers == (0, 1, 2, 3)
    own = found([paper(n, "Trained as BERT and MoSx are.") for n in range(4)], OTHERS)
    assert {"BERT", "MoSx"} <= {word for text in own for word in text.split()}


def test_phrases_do_not_cross_a_sentence() -> None:
    texts = [paper(n, "They were heard in reverb. Galaxies glow.") for n in range(5)]
    assert "reverb galaxies" not in {t.casefold() for t in found(texts, OTHERS)}


def test_a_frequent_word_is_none_however_certain() -> None:
    others = [*OTHERS, *(paper(400 + n, "A room with echoes.") for n in range(40))]
    liked = [paper(n, "Rooms with echoes and a reverberator.") for n in range(8)]
    assert "reverberator" in found(liked, others)
    assert not any("echo" in text for text in found(liked, others))


def test_without_others_the_most_common_come_first() -> None:
    texts = [paper(n, "An invented vocoder." + " It hums softly." * (n < 3)) for n in range(6)]
    assert next(iter(found(texts, []))) == "invented vocoder"


def test_too_few_papers_have_no_phrase() -> None:
    assert found(LIKED[:2], OTHERS) == {}
    assert found([], OTHERS) == {}
