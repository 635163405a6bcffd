"""Singular and plural of a noun, both ways, and no other word's.

A table and rules of our own. Of inflect, inflection, pluralizer and lemminflect (bench/number.py;
docs/keywords.md has the counts) the first three lack a third of the plurals that papers use and
make "genetic" of "genetics" and "bia" of "bias". lemminflect knows nearly all, but takes
"statistics", "optics", "mars" and "sars" apart, which would lose papers to `exclude`, and a third
of a second or more to import. A form that is no word does no harm here, a wrong one finds wrong
papers: where in doubt, there is no plural.
"""

from __future__ import annotations

from functools import lru_cache

from ranker.text.signs import words

_ENDINGS = {
    ("on", "a"): "criteri phenomen automat gangli tax hedr mitochondri",
    ("um", "a"): """spectr moment optim maxim minim extrem infim suprem continu curricul equilibri
        bacteri strat symposi vacu millenni consorti memorand addend errat cerebell cilli ov
        compendi desiderat""",
    ("us", "i"): """nucle radi stimul loc foc fung bacill tor modul calcul thesaur syllab alumn
        hippocamp annul thalam vill gyr sulc menisc streptococc staphylococc cact nimb cumul
        rhomb tars isthm""",
    ("is", "es"): """lys thes ax bas cris oas diagnos prognos ellips synops emphas genes neuros
        psychos metastas symbios seps hypnos cathars test anastomos stenos""",
    ("ex", "ices"): "vert vort ind simpl cort ap cod",
    ("ix", "ices"): "matr append hel rad cerv direct",
    ("yx", "yces"): "cal",
    ("a", "ae"): """nov antenn formul larv alg nebul lacun vertebr lamin foll amoeb minuti coron
        person papill""",
    ("a", "ata"): "lemm stigm schem stom",
    ("eau", "eaux"): "plat tabl bur",
    ("f", "ves"): "hal lea shel sel wol cal el loa thie",
    ("fe", "ves"): "li kni wi",
    ("ouse", "ice"): "m l",
    ("oot", "eet"): "f",
    ("ooth", "eeth"): "t",
    ("oose", "eese"): "g",
    ("oman", "omen"): "w",
    ("an", "en"): "m",
    ("ox", "oxen"): "-",
    ("us", "era"): "gen",
    ("us", "ora"): "corp",
    ("os", "oi"): "top",
    ("z", "zzes"): "qui",
    ("child", "children"): "-",
}
"""The ending in singular and plural, and the stems that have it; compounds end like their last."""
_SAME = words(
    """series species means corps headquarters chassis debris news mars paris texas aids sars mers
    ares ceres athens wales naples james thomas charles adams williams jones stokes bayes gibbs
    hodges keynes rogers richards roberts peters andrews daniels stevens davis lewis harris morris
    hughes yes plus thus does this has was his its us is as ours hers theirs always perhaps besides
    whereas chaos cosmos ethos pathos kudos rabies scabies diabetes herpes measles mumps rickets
    goods arms customs unless across towards lots pleiades"""
)
"""They look like plurals, and are none: neither made nor taken apart."""
_IN_S = words(
    """bias lens gas bus atlas canvas alias pancreas christmas virus status focus campus bonus
    census consensus apparatus corpus genus nucleus locus radius octopus opus chorus circus citrus
    colossus exodus fetus foetus genius hiatus lotus nexus papyrus platypus plexus prospectus sinus
    stylus surplus torus uterus walrus stimulus modulus calculus fungus cactus syllabus thermos
    rhinoceros abacus caucus crocus ficus bolus callus annulus hippocampus thalamus thesaurus
    iris trellis pelvis"""
)
"""Nouns whose singular ends in one s: "buses" is of "bus", but "cases" of "case"."""
_IC_NOUNS = words(
    """topic metric comic clinic fabric critic heuristic characteristic logic epidemic pandemic
    antibiotic mosaic lyric ceramic plastic harmonic mnemonic quadric conic cubic quartic geodesic
    rubric narcotic attic tunic picnic relic skeptic sceptic alcoholic tactic biometric cosmetic
    analgesic anaesthetic anesthetic diuretic probiotic prebiotic psychedelic republic cynic cleric
    polemic dialectic biologic isogenic"""
)
"""Nouns in -ic. Other words in -ic are adjectives, and those in -ics sciences."""
_US_PLURALS = words("menus gnus emus gpus cpus tpus npus dpus ipus lpus fpus mcus")
_IS_PLURALS = words("apis guis clis taxis skis rois kpis pois alibis bikinis")
_VOWELS = "aeiou"


def _irregular() -> tuple[dict[str, str], dict[str, str]]:
    pairs = [
        (stem.strip("-") + one, stem.strip("-") + many)
        for (one, many), stems in _ENDINGS.items()
        for stem in stems.split()
    ]
    return dict(pairs), {many: one for one, many in pairs}


_PLURALS, _SINGULARS = _irregular()


@lru_cache(maxsize=4096)
def number_forms(word: str) -> frozenset[str]:
    """The word, lower-case and without accents, in singular and plural; itself always."""
    singulars = _singulars(word)
    forms = {word, *singulars}
    for singular in singulars or (word,):
        forms.update(p for p in _plurals(singular) if not only_looks_plural(p))
    return frozenset(forms)


def only_looks_plural(form: str) -> bool:
    """Whether it is one of the words that only look like plurals ("mars", "news", "gas")."""
    return form in _SAME or form in _IN_S


def _singulars(word: str) -> tuple[str, ...]:
    """What the word may be the plural of; none where it is a singular."""
    if only_looks_plural(word) or word in _PLURALS:
        return ()
    if irregular := _by_ending(word, _SINGULARS):
        # "bases" and "databases" are of "base", too
        ambiguous = irregular.endswith(("basis", "ellipsis"))
        return (irregular, word[:-1]) if ambiguous else (irregular,)
    return _regular_singulars(word) if _may_be_plural(word) else ()


def _may_be_plural(word: str) -> bool:
    if len(word) < 4 or word[-1] != "s" or not word.isalpha():
        return False
    if word.endswith("ics"):
        return word[:-1] in _IC_NOUNS
    return word[-2] not in "sui" or word in _US_PLURALS or word in _IS_PLURALS


def _regular_singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return (word[:-1], word[:-3] + "y") if len(word) > 4 else (word[:-1],)
    if word.endswith("sses") or word[:-2] in _IN_S:
        return (word[:-2],)
    if word.endswith("ses"):
        return (word[:-1],)
    if word.endswith("zzes"):
        return (word[:-2], word[:-3])
    if word.endswith(("xes", "ches", "shes", "zes", "oes")):
        return (word[:-1], word[:-2])
    return (word[:-1],)


def _plurals(word: str) -> tuple[str, ...]:
    if word in _SAME or len(word) < 2 or not word[-1].isalpha():
        return ()
    if word.endswith("ics") or (word.endswith("ic") and word not in _IC_NOUNS):
        return ()
    irregular = _by_ending(word, _PLURALS)
    if irregular is None:
        return _regular_plurals(word)
    return (irregular,) if word.endswith("is") else (irregular, _regular_plural(word))


def _regular_plurals(word: str) -> tuple[str, ...]:
    if word[-1] == "o":
        return word + "s", word + "es"
    return (_regular_plural(word),)


def _regular_plural(word: str) -> str:
    if word[-1] == "y" and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _by_ending(word: str, table: dict[str, str]) -> str | None:
    """The other number of an irregular noun, or of a compound that ends in one."""
    if word in table:
        return table[word]
    for start in range(3, len(word) - 3):
        # "supernova", "submatrix", "photoanalysis"; "human" and "german" are no compounds of man
        if (found := table.get(word[start:])) is not None:
            return word[:start] + found
    return None
