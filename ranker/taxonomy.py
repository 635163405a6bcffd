"""arXiv's categories, their names, and how they are written (https://arxiv.org/category_taxonomy)."""

from __future__ import annotations

import re
import unicodedata

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
    sets of OAI-PMH (`cs:cs:CL`, `physics:hep-th`), links to a category's list and what stands
    around a code in a sentence are read, too.
    """
    written = code if code.isascii() else unicodedata.normalize("NFKC", code)
    folded = _AROUND.sub("", _LIST.sub(r"\1", written.strip().lower())).replace("_", "-")
    known = _BY_FOLDED.get(folded) or SUCCESSORS.get(folded)
    if known:
        return known
    plain = folded.removesuffix("+").removesuffix("*").rstrip(".")
    if plain in SUCCESSORS:
        return SUCCESSORS[plain]
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
            found = _BY_FOLDED.get(f"{archive}.{rest[1:]}")
            return found or SUCCESSORS.get(rest[1:])  # math.q-alg
    return None


# https://arxiv.org/list/cs.SD/new, arXiv:cs.SD
_LIST = re.compile(
    r"^(?:(?:https?://)?(?:[\w.]+\.)?arxiv\.org/(?:list|archive|rss|atom|catchup)/|arxiv:)"
    r"([a-z-]+(?:\.[a-z-]+)?)(?:[/?#].*)?$"
)
_AROUND = re.compile(r"^[\s\"'“‘(\[]+|[\s\"'”’)\],;]+$")
_FOR_A_POINT = tuple(":-_/. ")


def in_category(paper_categories: tuple[str, ...], wanted: str) -> bool:
    """Whether a paper of these categories is listed under `wanted`, a category or whole archive."""
    return any(c == wanted or c.startswith(wanted + ".") for c in paper_categories)
