"""arXiv's categories and their names (https://arxiv.org/category_taxonomy, facts), and what fits a
word of a reader's."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from ranker.errors import UsageError

_TAXONOMY = """
cs Computer Science: AI Artificial Intelligence|AR Hardware Architecture|CC Computational \
Complexity|CE Computational Engineering, Finance, and Science|CG Computational Geometry|CL \
Computation and Language|CR Cryptography and Security|CV Computer Vision and Pattern \
Recognition|CY Computers and Society|DB Databases|DC Distributed, Parallel, and Cluster \
Computing|DL Digital Libraries|DM Discrete Mathematics|DS Data Structures and Algorithms|ET \
Emerging Technologies|FL Formal Languages and Automata Theory|GL General Literature|GR \
Graphics|GT Computer Science and Game Theory|HC Human-Computer Interaction|IR Information \
Retrieval|IT Information Theory|LG Machine Learning|LO Logic in Computer Science|MA Multiagent \
Systems|MM Multimedia|MS Mathematical Software|NA Numerical Analysis|NE Neural and Evolutionary \
Computing|NI Networking and Internet Architecture|OH Other Computer Science|OS Operating \
Systems|PF Performance|PL Programming Languages|RO Robotics|SC Symbolic Computation|SD Sound|SE \
Software Engineering|SI Social and Information Networks|SY Systems and Control
econ Economics: EM Econometrics|GN General Economics|TH Theoretical Economics
eess Electrical Engineering and Systems Science: AS Audio and Speech Processing|IV Image and \
Video Processing|SP Signal Processing|SY Systems and Control
math Mathematics: AC Commutative Algebra|AG Algebraic Geometry|AP Analysis of PDEs|AT Algebraic \
Topology|CA Classical Analysis and ODEs|CO Combinatorics|CT Category Theory|CV Complex \
Variables|DG Differential Geometry|DS Dynamical Systems|FA Functional Analysis|GM General \
Mathematics|GN General Topology|GR Group Theory|GT Geometric Topology|HO History and Overview|IT \
Information Theory|KT K-Theory and Homology|LO Logic|MG Metric Geometry|MP Mathematical \
Physics|NA Numerical Analysis|NT Number Theory|OA Operator Algebras|OC Optimization and \
Control|PR Probability|QA Quantum Algebra|RA Rings and Algebras|RT Representation Theory|SG \
Symplectic Geometry|SP Spectral Theory|ST Statistics Theory
astro-ph Astrophysics: CO Cosmology and Nongalactic Astrophysics|EP Earth and Planetary \
Astrophysics|GA Astrophysics of Galaxies|HE High Energy Astrophysical Phenomena|IM \
Instrumentation and Methods for Astrophysics|SR Solar and Stellar Astrophysics
cond-mat Condensed Matter: dis-nn Disordered Systems and Neural Networks|mes-hall Mesoscale and \
Nanoscale Physics|mtrl-sci Materials Science|other Other Condensed Matter|quant-gas Quantum \
Gases|soft Soft Condensed Matter|stat-mech Statistical Mechanics|str-el Strongly Correlated \
Electrons|supr-con Superconductivity
gr-qc General Relativity and Quantum Cosmology:
hep-ex High Energy Physics - Experiment:
hep-lat High Energy Physics - Lattice:
hep-ph High Energy Physics - Phenomenology:
hep-th High Energy Physics - Theory:
math-ph Mathematical Physics:
nlin Nonlinear Sciences: AO Adaptation and Self-Organizing Systems|CD Chaotic Dynamics|CG \
Cellular Automata and Lattice Gases|PS Pattern Formation and Solitons|SI Exactly Solvable and \
Integrable Systems
nucl-ex Nuclear Experiment:
nucl-th Nuclear Theory:
physics Physics: acc-ph Accelerator Physics|ao-ph Atmospheric and Oceanic Physics|app-ph Applied \
Physics|atm-clus Atomic and Molecular Clusters|atom-ph Atomic Physics|bio-ph Biological \
Physics|chem-ph Chemical Physics|class-ph Classical Physics|comp-ph Computational \
Physics|data-an Data Analysis, Statistics and Probability|ed-ph Physics Education|flu-dyn Fluid \
Dynamics|gen-ph General Physics|geo-ph Geophysics|hist-ph History and Philosophy of \
Physics|ins-det Instrumentation and Detectors|med-ph Medical Physics|optics Optics|plasm-ph \
Plasma Physics|pop-ph Popular Physics|soc-ph Physics and Society|space-ph Space Physics
q-bio Quantitative Biology: BM Biomolecules|CB Cell Behavior|GN Genomics|MN Molecular \
Networks|NC Neurons and Cognition|OT Other Quantitative Biology|PE Populations and Evolution|QM \
Quantitative Methods|SC Subcellular Processes|TO Tissues and Organs
q-fin Quantitative Finance: CP Computational Finance|EC Economics|GN General Finance|MF \
Mathematical Finance|PM Portfolio Management|PR Pricing of Securities|RM Risk Management|ST \
Statistical Finance|TR Trading and Market Microstructure
quant-ph Quantum Physics:
stat Statistics: AP Applications|CO Computation|ME Methodology|ML Machine Learning|OT Other \
Statistics|TH Statistics Theory
"""


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


def _read() -> dict[str, str]:
    names = {}
    for line in _TAXONOMY.strip().splitlines():
        head, _, classes = line.partition(":")
        archive, _, archive_name = head.partition(" ")
        names[archive] = archive_name
        for item in filter(None, classes.strip().split("|")):
            subject, _, name = item.partition(" ")
            names[f"{archive}.{subject}"] = name
    return names


CATEGORIES: dict[str, str] = _read()
"""Every category and whole archive by its code, with its name."""
_BY_FOLDED = {code.lower(): code for code in CATEGORIES}
_ARCHIVES = tuple(code for code in _BY_FOLDED if "." not in code)

SUCCESSORS = {
    "acc-phys": "physics.acc-ph",
    "adap-org": "nlin.AO",
    "alg-geom": "math.AG",
    "ao-sci": "physics.ao-ph",
    "atom-ph": "physics.atom-ph",
    "bayes-an": "physics.data-an",
    "chao-dyn": "nlin.CD",
    "chem-ph": "physics.chem-ph",
    "cmp-lg": "cs.CL",
    "comp-gas": "nlin.CG",
    "dg-ga": "math.DG",
    "funct-an": "math.FA",
    "mtrl-th": "cond-mat.mtrl-sci",
    "patt-sol": "nlin.PS",
    "plasm-ph": "physics.plasm-ph",
    "q-alg": "math.QA",
    "solv-int": "nlin.SI",
    "supr-con": "cond-mat.supr-con",
}
"""The archives that arXiv closed (https://arxiv.org/archive), each with where its papers go now."""


def find_category(code: str) -> str | None:
    """The code as arXiv spells it, however it is written; None for an unknown one.

    A closed archive is its successor, `cs.*` the whole archive; `cs:CL`, `cs-cl`, `cs/CL` and the
    sets of OAI-PMH (`cs:cs:CL`, `physics:hep-th`) are read, too.
    """
    folded = code.strip().lower()
    known = _BY_FOLDED.get(folded) or SUCCESSORS.get(folded)
    if known:
        return known
    plain = folded.removesuffix("+").removesuffix("*").rstrip(".")
    if ":" in plain and plain.partition(":")[0] in _ARCHIVES:
        group, _, inner = plain.partition(":")
        below = _in_archive(inner.replace(":", "."))
        if below and (group == "physics" or below.partition(".")[0] == group):
            return below
    return _in_archive(plain)


def _in_archive(plain: str) -> str | None:
    """The code of an archive, a sign that may stand for its point, and a subject."""
    if plain in _BY_FOLDED:
        return _BY_FOLDED[plain]
    for archive in _ARCHIVES:
        rest = plain.removeprefix(archive)
        if rest != plain and rest[:1] in _FOR_A_POINT:
            return _BY_FOLDED.get(f"{archive}.{rest[1:]}")
    return None


_FOR_A_POINT = tuple(":-_/")


def check_category(code: str) -> str:
    """The code as arXiv spells it. Raises UsageError for an unknown one, with what may be meant."""
    known = find_category(code)
    if known is not None:
        return known
    near = suggest(code) or tuple(
        _BY_FOLDED[n] for n in get_close_matches(code.lower(), _BY_FOLDED, n=3, cutoff=0.5)
    )
    hint = f"did you mean {', '.join(near)}?" if near else "see https://arxiv.org/category_taxonomy"
    raise UsageError(f"{code!r} is no arXiv category; {hint}")


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


def in_category(paper_categories: tuple[str, ...], wanted: str) -> bool:
    """Whether a paper of these categories is listed under `wanted`, a category or whole archive."""
    return any(c == wanted or c.startswith(wanted + ".") for c in paper_categories)
