"""Trained models on disk: arrays without pickle beside readable JSON.

models/<profile>/<id>.npz holds the arrays, <id>.json what they are; current.json names the model
in use and those it may be compared with or give way to. A model is complete before it is named.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ranker.digest.value import ModelCard
from ranker.errors import RankError, StoreError
from ranker.files import write_atomically
from ranker.models.calibration import Calibration
from ranker.models.features import FeatureSpace, Rows
from ranker.models.in_use import CURRENT, Names, read_names
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.linear import Linear
from ranker.models.neighbours import Neighbours
from ranker.models.scoring import Parts, ProfileModel, Voted

FORMAT = 2


class ModelFolder:
    """The models of one profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> ProfileModel | None:
        """The model in use; None before the first, or where it was written by another format."""
        return self._named(self.names().model)

    def promoted(self) -> ProfileModel | None:
        """The last model that was compared before it came into use, else the first there was."""
        return self._named(self.names().promoted)

    def previous(self) -> ProfileModel | None:
        """The model that a rollback would bring back."""
        return self._named(self.names().previous)

    def promote(self, model: ProfileModel) -> None:
        """Put a compared model in use. The one it follows is kept for a rollback."""
        self._write(model)
        self._name(Names(model.card.id, model.card.id, self.names().model))

    def renew(self, model: ProfileModel) -> None:
        """Put a model in use that was retrained without being compared.

        The promoted one stays what to compare with and to roll back to, however often this is
        done: else a few days' votes would push it out.
        """
        self._write(model)
        first = self.names().promoted or model.card.id
        previous = first if first != model.card.id else None
        self._name(Names(model.card.id, first, previous))

    def hold(self, name: str, basis: str) -> None:
        """Put a kept model back in use for as long as the basis stays as it is."""
        before = self.names()
        previous = before.previous if before.model == name else before.model
        self._name(Names(name, name, previous, basis))

    def roll_back(self, encoder: str, basis: str) -> ProfileModel:
        """Put the previous model back in use; the one it displaces becomes the previous.

        Raises RankError where there is none that can be used with the encoder.
        """
        model = self.previous()
        if model is None:
            raise RankError(f"{self._folder.name} has no previous model to roll back to")
        if model.encoder != encoder:
            raise RankError(
                f"the previous model {model.card.id} was trained with another encoder; set "
                "encoder.model back first, or run `rank train`"
            )
        self.hold(model.card.id, basis)
        return model

    def names(self) -> Names:
        """What current.json says. Raises StoreError."""
        return read_names(self._folder)

    def _write(self, model: ProfileModel) -> None:
        about, arrays = _pack(model)
        write_atomically(self._folder / f"{model.card.id}.npz", arrays)
        write_atomically(self._folder / f"{model.card.id}.json", json.dumps(about, indent=1))

    def _name(self, names: Names) -> None:
        """Name the models, and delete those that are named no more."""
        write_atomically(self._folder / CURRENT, json.dumps(asdict(names), indent=1))
        kept = {names.model, names.promoted, names.previous}
        for path in self._folder.iterdir():
            if path.name != CURRENT and path.stem not in kept:
                path.unlink(missing_ok=True)

    def _named(self, name: str | None) -> ProfileModel | None:
        return self._read(name) if name else None

    def _read(self, name: str) -> ProfileModel | None:
        try:
            about = json.loads((self._folder / f"{name}.json").read_text("utf-8"))
            if about["format"] != FORMAT:
                return None
            packed = io.BytesIO((self._folder / f"{name}.npz").read_bytes())
            with np.load(packed, allow_pickle=False) as arrays:
                return _unpack(about, dict(arrays))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise StoreError(
                f"the model {self._folder / name} cannot be read ({error}); delete "
                f"{self._folder / CURRENT} to train anew"
            ) from None


def _pack(model: ProfileModel) -> tuple[dict[str, Any], bytes]:
    parts = model.parts
    linear, keywords, near = parts.linear, parts.keywords, parts.neighbours
    arrays: dict[str, NDArray[Any]] = {
        "vocabulary": _letters(model.space.vocabulary),
        "idf": model.space.idf,
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
        "neighbours": None,
    }
    if keywords:
        about["keywords"] = {"words": list(keywords.keywords), "word_idf": keywords.word_idf}
        arrays |= {
            "keyword_vectors": keywords.vectors,
            "keyword_idf": keywords.idf,
            "keyword_means": keywords.means,
            "keyword_scales": keywords.scales,
        }
    if near:
        about["neighbours"] = {
            "columns": near.columns,
            "scale": near.scale,
            "constant": near.constant,
        }
        arrays |= {
            "near_starts": near.likes.starts,
            "near_indices": near.likes.indices,
            "near_values": near.likes.values,
        }
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    return about, packed.getvalue()


def _unpack(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ProfileModel:
    card = about["card"]
    trained_at = card["trained_at"] and datetime.fromisoformat(card["trained_at"])
    keywords = near = None
    if about["keywords"]:
        keywords = KeywordProfile(
            tuple(about["keywords"]["words"]),
            arrays["keyword_vectors"],
            arrays["keyword_idf"],
            tuple(tuple(idf) for idf in about["keywords"]["word_idf"]),
            arrays["keyword_means"],
            arrays["keyword_scales"],
        )
    if about["neighbours"]:
        rows = Rows(arrays["near_starts"], arrays["near_indices"], arrays["near_values"])
        near = Neighbours(rows, **about["neighbours"])
    return ProfileModel(
        card=ModelCard(**(card | {"trained_at": trained_at})),
        profile=about["profile"],
        stage=about["stage"],
        until=date.fromisoformat(about["until"]),
        basis=about["basis"],
        encoder=about["encoder"],
        background=about["background"],
        space=FeatureSpace(
            _words(arrays["vocabulary"]),
            arrays["idf"],
            arrays["mean"],
            tuple(about["category_codes"]),
        ),
        parts=Parts(
            keywords,
            about["keyword_weight"],
            near,
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


def _letters(words: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _words(letters: NDArray[np.uint8]) -> tuple[str, ...]:
    text = letters.tobytes().decode()
    return tuple(text.split("\n")) if text else ()


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
