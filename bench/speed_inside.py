"""The rows of bench.speed that are measured within one process: embedding and training."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench import places
from bench.data import FOLDER

PART = 64  # texts, embedded by one and by the other in turn


def embedding(row: Callable[..., Any], encoder: Path, texts: int) -> Iterator[Any]:
    """The default encoder beside sentence-transformers' own encode, batch 32, float32."""
    from sentence_transformers import SentenceTransformer

    from ranker.encoder.compiled import CompiledEncoder
    from ranker.encoder.weights import locate
    from ranker.settings import DEFAULT_ENCODER

    theirs = SentenceTransformer(locate(DEFAULT_ENCODER).location, device="cpu")
    ours = CompiledEncoder(encoder / locate(DEFAULT_ENCODER).fingerprint)
    ours._tokenizer.enable_truncation(theirs.get_max_seq_length())  # as much as theirs reads
    abstracts = [e.paper.text for e in places.entries(places.STORED + texts)[-texts:]]
    ours.encode(abstracts[:16])
    theirs.encode(abstracts[:16], batch_size=32)
    wall, processor, cosines = [], [], []
    for start in range(0, texts, PART):
        part = abstracts[start : start + PART]
        a, first = _clocked(partial(ours.encode, part))
        b, second = _clocked(partial(theirs.encode, part, batch_size=32, normalize_embeddings=True))
        wall.append(second[0] / first[0])
        processor.append(second[1] / first[1])
        cosines.append(float((a * b).sum(1).min()))
    kind, target = processor_class()
    note = f" processor {median(processor):.2f} x; {kind}"
    peer = "sentence-transformers, fp32, batch 32"
    yield row("embedding abstracts", peer, median(wall), target, least=True, note=note)
    yield row("  smallest cosine to theirs", peer, min(cosines), 0.999, "", least=True)


def processor_class() -> tuple[str, float]:
    """What the processor has for short numbers, and how many times faster embedding should be."""
    path = Path("/proc/cpuinfo")
    flags = set(path.read_text(encoding="utf-8").split()) if path.exists() else set()
    if flags & {"amx_bf16", "amx_int8", "sme", "i8mm"}:
        return "matrix units for bf16 or int8", 3.0
    if "avx512_bf16" in flags or "bf16" in flags:
        return "bf16 in vector instructions, no matrix unit", 1.3
    return f"{platform.machine()} without bf16", 1.3


def training(row: Callable[..., Any]) -> Iterator[Any]:
    """1,000 votes and 5,000 background papers: one fit of ours beside scikit-learn's, in turn."""
    from scipy.sparse import csr_matrix, hstack, vstack
    from sklearn.linear_model import LogisticRegression

    from ranker.models.blend import inverse_strength
    from ranker.models.features import Background
    from ranker.models.linear import ITERATIONS, Group, fit_logistic
    from ranker.models.training import TOTAL

    papers = [e.paper for e in places.entries(6_000)]
    vectors = np.random.default_rng(0).standard_normal((6_000, 384)).astype(np.float32)
    if (FOLDER / "stream" / "vectors.npy").exists():
        vectors = np.load(FOLDER / "stream" / "vectors.npy")[:6_000].astype(np.float32)
    background = Background.fit(papers[1_000:], vectors[1_000:])
    voted = background.space.of(papers[:1_000], vectors[:1_000])
    groups = (
        Group(voted.take(range(500)), 1, TOTAL / 2, voted=True),
        Group(voted.take(range(500, 1_000)), -1, TOTAL / 4, voted=True),
        Group(background.features, -1, TOTAL / 4),
    )
    blocks = [
        hstack([
            g.papers.terms.to_scipy(g.papers.term_count),
            g.papers.categories.to_scipy(g.papers.category_count),
            csr_matrix(g.papers.dense),
        ])
        for g in groups
    ]  # fmt: skip
    matrix = vstack(blocks).tocsr().astype(np.float64)
    labels = np.concatenate([np.full(len(g.papers), g.label) for g in groups])
    weights = np.concatenate([np.full(len(g.papers), g.mass / len(g.papers)) for g in groups])
    strength = inverse_strength(500)
    peer = LogisticRegression(C=strength, max_iter=ITERATIONS)
    ratios = []
    for _ in range(4):
        _, ours = _clocked(lambda: fit_logistic(groups, strength, background.features))
        _, theirs = _clocked(lambda: peer.fit(matrix, labels, weights))
        ratios.append(ours[0] / theirs[0])
    name = "scikit-learn's fit, same matrix"
    yield row("training, 1,000 votes and 5,000 background", name, median(ratios[1:]), 1.5)


def _clocked(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - wall, time.process_time() - processor)
