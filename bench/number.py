"""Singular and plural by libraries and by ours: python -m bench.number

Of the nouns below, how many each gets wrong, either way, and which words that only look like
plurals it takes apart. A library takes part if it is installed; none is needed for anything else.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable

NOUNS = """
criterion criteria, hypothesis hypotheses, vertex vertices, matrix matrices, analysis analyses,
supernova supernovae, nucleus nuclei, spectrum spectra, half-life half-lives, index indices,
axis axes, vortex vortices, phenomenon phenomena, bacterium bacteria, corpus corpora, genus genera,
formula formulae, antenna antennae, nebula nebulae, kilonova kilonovae, automaton automata,
polyhedron polyhedra, optimum optima, torus tori, stimulus stimuli, radius radii, locus loci,
lemma lemmata, taxon taxa, cortex cortices, helix helices, codex codices, basis bases,
thesis theses, diagnosis diagnoses, mouse mice, leaf leaves, lens lenses, bias biases, gas gases,
process processes, virus viruses, cache caches, database databases, box boxes, loss losses,
quiz quizzes, movie movies, study studies, array arrays, gpu gpus, api apis, metric metrics,
topic topics, heuristic heuristics, characteristic characteristics, topos topoi, momentum momenta,
plateau plateaux, ganglion ganglia, larva larvae, alga algae, simplex simplices,
appendix appendices, equilibrium equilibria, curriculum curricula, minimum minima,
continuum continua, stratum strata, fungus fungi, gyrus gyri, halo halos, embryo embryos,
parenthesis parentheses, emphasis emphases, synthesis syntheses, syndrome syndromes, phase phases,
house houses, niche niches
"""
LOOK_PLURAL = """
genetics dynamics statistics optics economics physics robotics electronics mars sars series species
news lens bias gas process bayes stokes chaos cosmos atlas canvas apparatus status virus analysis
basis corps debris mathematics acoustics kinematics linguistics genomics proteomics semantics
pancreas thesis tetris class loss consensus continuous
"""
Forms = Callable[[str], set[str]]
Both = tuple[Forms, Forms]
"""What a word is in plural, and in singular."""


def main() -> None:
    pairs = [tuple(pair.split()) for pair in NOUNS.split(",")]
    strangers = LOOK_PLURAL.split()
    print(f"{len(pairs)} nouns, {len(strangers)} words that only look like plurals\n")
    print("| | import and first word | plural wrong | singular wrong | false friends |")
    print("|---|--:|--:|--:|--:|")
    for name, way in WAYS.items():
        start = time.perf_counter()
        try:
            plural, singular = way()
            singular("robots")
        except ImportError:
            print(f"| {name} | not installed | | | |")
            continue
        taken = (time.perf_counter() - start) * 1e3
        wrong = [
            sum(many not in plural(one) for one, many in pairs),
            sum(one not in singular(many) for one, many in pairs),
            sum(any(len(form) < len(word) for form in singular(word)) for word in strangers),
        ]
        print(f"| {name} | {taken:.0f} ms | " + " | ".join(map(str, wrong)) + " |")


def _ours() -> Both:
    from ranker.text.number import number_forms

    return lambda w: set(number_forms(w)), lambda w: set(number_forms(w))


def _inflect() -> Both:
    engine = importlib.import_module("inflect").engine()
    return (
        lambda w: {engine.plural_noun(w)},
        lambda w: {engine.singular_noun(w) or w},
    )


def _inflection() -> Both:
    library = importlib.import_module("inflection")
    return lambda w: {library.pluralize(w)}, lambda w: {library.singularize(w)}


def _pluralizer() -> Both:
    library = importlib.import_module("pluralizer").Pluralizer()
    return lambda w: {library.plural(w)}, lambda w: {library.singular(w)}


def _lemminflect() -> Both:
    library = importlib.import_module("lemminflect")
    return (
        lambda w: set(library.getInflection(w, "NNS")),
        lambda w: set(library.getLemma(w, "NOUN")),
    )


WAYS: dict[str, Callable[[], Both]] = {
    "inflect": _inflect,
    "inflection": _inflection,
    "pluralizer": _pluralizer,
    "lemminflect": _lemminflect,
    "ranker.text.number": _ours,
}

if __name__ == "__main__":
    main()
