"""Invented papers over four fields, a deterministic encoder and a clock: a small world."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from ranker.paper import Entry, Kind, Paper

DAY = date(2026, 7, 6)  # a Monday
EARLIER = tuple(date(2026, 6, 29) + timedelta(days=n) for n in range(5))

FIELDS: dict[str, tuple[tuple[str, ...], str]] = {
    "speech": (
        ("eess.AS", "cs.SD"),
        "speech noise microphone reverberation enhancement separation listener hearing acoustic"
        " loudspeaker voice masking spectrogram room dereverberation intelligibility denoising",
    ),
    "galaxies": (
        ("astro-ph.GA",),
        "galaxy redshift halo stellar merger spectroscopy cluster luminosity dust quasar survey"
        " metallicity cosmic telescope photometry accretion lensing",
    ),
    "graphs": (
        ("math.CO",),
        "graph vertex colouring clique theorem matroid planar hypergraph lattice bound conjecture"
        " extremal tree polytope permutation partition combinatorial",
    ),
    "proteins": (
        ("q-bio.BM",),
        "protein folding residue ligand enzyme membrane binding sequence mutation structure helix"
        " kinase docking peptide solvent conformational molecular",
    ),
}
_COMMON = ("method", "result", "data", "model", "analysis", "problem", "small", "new", "approach")
_NAMES = ("Ada Quill", "Bo Linden", "Cleo Marsh", "Dag Vester", "Eya Orrin", "Finn Halloway")


@lru_cache(maxsize=20_000)
def paper(number: int, field: str = "", *, version: int = 1) -> Paper:
    """Invented paper `number`, whose field follows from its number unless given."""
    field = field or tuple(FIELDS)[number % len(FIELDS)]
    draw = Random(number)
    categories, text = FIELDS[field]
    words = text.split()
    sentences = (" ".join(draw.choices(words, k=7) + draw.choices(_COMMON, k=4)) for _ in range(4))
    abstract = ". ".join(s.capitalize() for s in sentences) + "."
    title = " ".join(draw.sample(words, 4)).title()
    authors = tuple(draw.sample(_NAMES, 2))
    return Paper(f"2607.{number:05d}", title, abstract, authors, categories, version)


def entry(number: int, day: date | None = DAY, kind: Kind = "new", field: str = "") -> Entry:
    return Entry(paper(number, field), day, kind)


def library() -> list[Entry]:
    """Papers 1 to 120, announced over the five days before `DAY`."""
    return [entry(n, EARLIER[n % 5]) for n in range(1, 121)]


def announcement() -> list[Entry]:
    """Papers 201 to 240, all announced on `DAY`; every fourth is about speech."""
    return [entry(n) for n in range(201, 241)]


def to_line(one: Entry) -> str:
    """The entry as a line of a papers file."""
    record = {
        "id": one.paper.id,
        "title": one.paper.title,
        "abstract": one.paper.abstract,
        "authors": list(one.paper.authors),
        "categories": list(one.paper.categories),
        "kind": one.kind,
    }
    if one.announced:
        record["announced"] = one.announced.isoformat()
    return json.dumps(record, ensure_ascii=False)


def write_papers(path: Path, entries: Iterable[Entry]) -> Path:
    path.write_text("".join(to_line(e) + "\n" for e in entries), encoding="utf-8")
    return path


@dataclass
class HashingEncoder:
    """Every word has a direction that follows from its letters; a text is the sum of its words."""

    fingerprint: str = "hashing-64"
    dimensions: int = 64
    encoded: int = 0

    def encode(
        self, texts: Sequence[str], advance: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += len(texts)
        rows = np.array(
            [_hashed(self.fingerprint, self.dimensions, text) for text in texts], np.float32
        )
        if advance:
            advance(len(texts))
        return rows.reshape(len(texts), self.dimensions)


@lru_cache(maxsize=20_000)  # the same few papers are embedded in hundreds of workspaces
def _hashed(fingerprint: str, dimensions: int, text: str) -> NDArray[np.float32]:
    vector = np.full(dimensions, 0.05)
    for word in re.findall(r"\w+", text.lower()):
        vector += _direction(fingerprint, dimensions, word)
    unit: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


@lru_cache(maxsize=20_000)
def _direction(fingerprint: str, dimensions: int, word: str) -> NDArray[np.float64]:
    seed = zlib.crc32(f"{fingerprint} {word}".encode())
    return np.random.default_rng(seed).normal(size=dimensions)


class Clock:
    """Monday 2026-07-06, 13:00 UTC, and a second more at every look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 7, 6, 13, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time
