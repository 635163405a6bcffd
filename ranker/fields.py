"""Which of arXiv's categories fit a field as people call it, and which may be meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from ranker.errors import UsageError
from ranker.taxonomy import CATEGORIES, find_category

# What people call their fields, and where such papers are announced, the likeliest first.
_FIELDS = """
cs.SD eess.AS: audio, acoustics, sound, music, hearing
eess.AS cs.SD cs.CL: speech, voice, speaker, asr, tts
cs.CL cs.AI cs.LG: nlp, natural language processing, language, language model, llm
cs.CL cs.AI: translation, text, chatbot, dialogue, summarization
cs.CL: linguistics, computational linguistics
cs.LG stat.ML cs.AI: ml, deep learning, learning, reinforcement learning, ai, neural network
cs.NE cs.LG: evolutionary algorithm, genetic algorithm, spiking
cs.CV eess.IV: vision, image, video, segmentation, object detection, face
cs.CV cs.LG cs.GR: generative model, diffusion model, 3d, rendering
cs.RO eess.SY: robot, manipulation, drone, autonomous driving, slam
cs.CR: security, privacy, crypto, malware, blockchain
cs.IR cs.DL: search, recommender, recommendation, library, bibliometrics
cs.HC cs.CY: hci, interface, accessibility, education, ethics, fairness
cs.SE cs.PL: software, testing, compiler, program analysis, code generation
cs.DC cs.OS cs.PF: cloud, operating system, hpc, parallel computing, distributed system
cs.NI eess.SP: internet, wireless, 5g, 6g
eess.SP cs.IT: signal, radar, communications, mimo, compressed sensing
cs.DS cs.CC cs.DM: algorithm, complexity, graph theory, data structure
cs.DB: database, sql, knowledge graph
cs.SI physics.soc-ph: social network, network science, misinformation
cs.LO cs.FL math.LO: logic, verification, automata, proof
eess.SY math.OC: control, optimization, power grid, energy system
math.NA cs.NA: numerical method, finite element, scientific computing
math.AP math.DS math.CA: differential equation, pde, ode, dynamics
math.AG math.NT math.AC: algebra, number theory, elliptic curve
math.GT math.AT math.GN math.DG: topology, knot, manifold
math.DG math.MG math.AG: geometry
math.CO cs.DM: combinatorics, graph, discrete mathematics
math.PR math.ST: probability, stochastic process, random walk
stat.ME stat.AP math.ST: statistics, causal inference, bayesian, clinical trial, survey
astro-ph.GA astro-ph.CO: galaxy, milky way, dark matter, black hole
astro-ph.EP astro-ph.SR: planet, exoplanet, star, sun, asteroid
astro-ph.HE astro-ph.IM: supernova, pulsar, gamma ray, telescope, cosmic ray
astro-ph: astronomy, astrophysics, space
gr-qc astro-ph.HE: gravity, relativity, gravitational wave
hep-ex hep-ph: particle, collider, lhc, neutrino, higgs
hep-th gr-qc math-ph: string theory, quantum gravity, quantum field theory
hep-lat hep-ph nucl-th: qcd, quark
nucl-ex nucl-th: nuclear physics
quant-ph: quantum, quantum computing, quantum information, qubit, quantum mechanics
cond-mat.mtrl-sci cond-mat.mes-hall: material, semiconductor, graphene, battery, nanotechnology
cond-mat.str-el cond-mat.supr-con: magnetism, superconductor
cond-mat.soft physics.bio-ph: polymer, colloid, soft matter, biophysics
cond-mat.stat-mech nlin.CD: thermodynamics, chaos, complex system
physics.optics quant-ph: laser, photonics, light
physics.flu-dyn: fluid, turbulence, aerodynamics
physics.ao-ph physics.geo-ph: climate, weather, ocean, earth, earthquake
physics.chem-ph physics.atom-ph: chemistry, molecule, atom
physics.med-ph eess.IV: medicine, mri, radiology, medical imaging
physics.plasm-ph: fusion, tokamak
physics.app-ph physics.ins-det: sensor, detector
q-bio.NC: neuroscience, brain, cognition, eeg
q-bio.BM q-bio.QM: biology, protein, drug discovery, bioinformatics
q-bio.GN q-bio.PE: dna, gene, evolution, ecology, epidemic
q-fin.TR q-fin.PM q-fin.ST: finance, trading, stock, market
q-fin.PR q-fin.RM q-fin.MF: option, derivative, risk
econ.GN econ.TH econ.EM: economics, policy, labour
cs.GT econ.TH: game theory, auction
"""


def suggest(words: str) -> tuple[str, ...]:
    """Categories for a field as people call it, the likeliest first; empty where none is near.

    A field of the table above comes before the names of arXiv's that have all the words. Where
    there is neither, each word is looked for alone, and then one that is spelled nearly so.
    """
    wanted = _plain(words)
    found = _named(wanted)
    if not found and len(wanted) > 1:
        found = tuple(code for word in wanted for code in _named((word,))[: _MOST_NAMED // 2])
    if not found and len(words) >= _LONG_ENOUGH:
        near = get_close_matches(" ".join(wanted), _fields(), n=1, cutoff=0.8)
        found = _fields()[near[0]] if near else ()
    return tuple(dict.fromkeys(found))


def check_category(code: str) -> str:
    """The code as arXiv spells it. Raises UsageError for an unknown one, with what may be meant."""
    known = find_category(code)
    if known is not None:
        return known
    by_folded = {one.lower(): one for one in CATEGORIES}
    near = suggest(code) or tuple(
        by_folded[n] for n in get_close_matches(code.lower(), by_folded, n=3, cutoff=0.5)
    )
    hint = f"did you mean {', '.join(near)}?" if near else "see https://arxiv.org/category_taxonomy"
    raise UsageError(f"{code!r} is no arXiv category; {hint}")


_MOST_NAMED = 6  # categories by name alone: "physics" is in the names of many
_LONG_ENOUGH = 5  # letters; of shorter words, too many are spelled nearly alike


def _named(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The categories of a field, and those whose name has all its words, "and" and "of" apart."""
    telling = {word for word in wanted if len(word) > 3}
    having = [c for c, name in CATEGORIES.items() if telling and telling <= set(_plain(name))]
    having.sort(key=lambda code: len(_plain(CATEGORIES[code])))  # the plainest name first
    return (*_fields().get(" ".join(wanted), ()), *having[:_MOST_NAMED])


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    """The categories of every field of the table, its words made plain."""
    rows = (line.partition(": ") for line in _FIELDS.strip().splitlines())
    return {
        " ".join(_plain(field)): tuple(codes.split())
        for codes, _, fields in rows
        for field in fields.split(", ")
    }


def _plain(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without the endings of plurals and adjectives."""
    return tuple(_ENDING.sub("", word) for word in re.findall(r"\w+", text.casefold()))


_ENDING = re.compile(r"(?<=\w{4})(?:ics|ies|ical|ing|es|s|y|ic)$")
