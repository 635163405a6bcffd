"""A trained model as arrays and a readable table, and back: what the files of a model hold."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.models.calibration import Calibration
from ranker.models.csr import CsrMatrix
from ranker.models.features import FeatureSpace
from ranker.models.in_use import FORMAT
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.latent import Latent
from ranker.models.likeness import Likeness
from ranker.models.linear import Linear
from ranker.models.scoring import Parts, ProfileModel, Voted
from ranker.models.tfidf import Tfidf
from ranker.scored import ModelCard


def pack(model: ProfileModel) -> tuple[dict[str, Any], bytes]:
    """What the JSON says, and the bytes of the npz. Raises ValueError for NaN or infinity."""
    parts = model.parts
    linear, keywords, likeness = parts.linear, parts.keywords, parts.likeness
    arrays: dict[str, NDArray[Any]] = {
        "words": _letters(model.space.tfidf.words),
        "codes": model.space.tfidf.codes,
        "idf": model.space.tfidf.idf,
        "latent": model.space.latent.basis,
        "latent_units": model.space.latent.units,
        "latent_mean": model.space.latent.mean,
        "mean": model.space.mean,
        "terms": linear.terms,
        "dense": linear.dense,
        "categories": linear.categories,
        "support": linear.support,
        "keyword_dense": model.keyword_dense,
        "voted": model.voted.dense,
    }
    about: dict[str, Any] = {
        "format": FORMAT,
        "card": asdict(model.card) | {"trained_at": _iso(model.card.trained_at)},
        "profile": model.profile,
        "stage": model.stage,
        "until": model.until.isoformat(),
        "basis": model.basis,
        "encoder": model.encoder,
        "background": model.background,
        "category_codes": list(model.space.category_codes),
        "constant": linear.constant,
        "voted_ids": list(model.voted.ids),
        "voted_titles": list(model.voted.titles),
        "voted_likes": model.voted.likes,
        "liked_authors": dict(parts.liked_authors),
        "followed": list(parts.followed),
        "calibration": asdict(model.calibration),
        "keyword_weight": parts.keyword_weight,
        "keywords": None,
        "likeness": None,
    }
    if keywords:
        about["keywords"] = {"words": list(keywords.keywords), "word_idf": keywords.word_idf}
        arrays |= {
            "keyword_vectors": keywords.vectors,
            "keyword_idf": keywords.idf,
            "keyword_means": keywords.means,
            "keyword_scales": keywords.scales,
        }
    if likeness:
        about["likeness"] = {
            "columns": likeness.columns,
            "by_words": likeness.by_words,
            "by_meaning": likeness.by_meaning,
            "constant": likeness.constant,
        }
        arrays |= {
            "like_starts": likeness.terms.starts,
            "like_indices": likeness.terms.indices,
            "like_values": likeness.terms.values,
            "like_raw": likeness.raw,
        }
    check_finite(arrays)
    packed = io.BytesIO()
    np.savez(packed, **arrays)  # type: ignore[arg-type]
    return about, packed.getvalue()


def unpack(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ProfileModel:
    """The model that was packed. Raises KeyError, TypeError or ValueError on anything else."""
    check_finite(arrays)
    card = about["card"]
    trained_at = card["trained_at"] and datetime.fromisoformat(card["trained_at"])
    keywords = likeness = None
    if about["keywords"]:
        keywords = KeywordProfile(
            tuple(about["keywords"]["words"]),
            arrays["keyword_vectors"],
            arrays["keyword_idf"],
            tuple(tuple(idf) for idf in about["keywords"]["word_idf"]),
            arrays["keyword_means"],
            arrays["keyword_scales"],
        )
    if about["likeness"]:
        rows = CsrMatrix(arrays["like_starts"], arrays["like_indices"], arrays["like_values"])
        likeness = Likeness(rows, arrays["like_raw"], **about["likeness"])
    return ProfileModel(
        card=ModelCard(**(card | {"trained_at": trained_at})),
        profile=about["profile"],
        stage=about["stage"],
        until=date.fromisoformat(about["until"]),
        basis=about["basis"],
        encoder=about["encoder"],
        background=about["background"],
        space=FeatureSpace(
            Tfidf(_words(arrays["words"]), arrays["codes"], arrays["idf"]),
            Latent(arrays["latent"], arrays["latent_units"], arrays["latent_mean"]),
            arrays["mean"],
            tuple(about["category_codes"]),
        ),
        parts=Parts(
            keywords,
            about["keyword_weight"],
            likeness,
            Linear(
                arrays["terms"],
                arrays["dense"],
                arrays["categories"],
                arrays["support"],
                about["constant"],
            ),
            about["liked_authors"],
            tuple(about["followed"]),
        ),
        keyword_dense=arrays["keyword_dense"],
        voted=Voted(
            tuple(about["voted_ids"]),
            tuple(about["voted_titles"]),
            arrays["voted"],
            about["voted_likes"],
        ),
        calibration=Calibration(**about["calibration"]),
    )


def check_finite(arrays: Mapping[str, NDArray[Any]]) -> None:
    """Raise ValueError where an array has what is no number: it would rank nothing."""
    for name, values in arrays.items():
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ValueError(f"its {name} has values that are no numbers")


def _letters(words: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _words(letters: NDArray[np.uint8]) -> tuple[str, ...]:
    text = letters.tobytes().decode()
    return tuple(text.split("\n")) if text else ()


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
