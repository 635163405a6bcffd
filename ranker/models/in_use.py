"""Which model of a profile is in use, and what it rests on.

Light: a digest that is shown again asks it, too, and loads no arrays for that.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from ranker.errors import StoreError

log = logging.getLogger(__name__)

CURRENT = "current.json"
FORMAT = 5
"""Of a model's files and of the words it counts; those of another are as good as none."""
BACKGROUND = 5_000
"""Papers that stand for "not liked", and for the scale of every part."""


@dataclass(frozen=True, slots=True)
class Names:
    """What current.json says, as ids of models.

    `model` is in use. `promoted` is the last one that was compared before it came into use (or
    the very first), `previous` the one that a rollback brings back. `held` is the basis (votes,
    keywords, encoder) on which a model put back stays in use, though trained on another. `sums`
    are the sha256 of the models' files by name; of those that an older rank wrote there are none.
    """

    model: str | None = None
    promoted: str | None = None
    previous: str | None = None
    held: str | None = None
    sums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rests:
    """What a model rests on: nothing from `until` on, a basis, a space, so many papers."""

    id: str
    until: date
    basis: str
    encoder: str
    background: int


def read_names(folder: Path) -> Names:
    """The names in a profile's folder; none before the first model. Raises StoreError."""
    path = folder / CURRENT
    try:
        data = json.loads(path.read_text("utf-8"))
        told = {f.name: data.get(f.name) for f in fields(Names)}
        return Names(**told | {"sums": dict(data.get("sums") or {})})
    except FileNotFoundError:
        return Names()
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise StoreError(f"{path} cannot be read ({error}); delete it to train anew") from None


def read_rests(folder: Path, names: Names) -> Rests | None:
    """What the model in use rests on; None where there is none, or its file is gone, of another
    format or damaged, so that another has to be trained.

    Raises StoreError where the file cannot be opened.
    """
    if not names.model:
        return None
    path = folder / f"{names.model}.json"
    try:
        return rests_in(json.loads(read_whole(path, names)))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"the model {path} cannot be read: {error}") from None
    except (ValueError, KeyError, TypeError) as error:
        tell_damage(path, error)
        return None


def read_whole(path: Path, names: Names) -> bytes:
    """A model's file. Raises OSError, and ValueError where it is not what was written."""
    data = path.read_bytes()
    wanted = names.sums.get(path.name)
    if wanted is not None and sum_of(data) != wanted:
        raise ValueError("its checksum is another")
    return data


def sum_of(data: bytes) -> str:
    """The checksum of a file."""
    return hashlib.sha256(data).hexdigest()


def tell_damage(path: Path, why: object) -> None:
    """Say that a model's file is damaged, and what comes of it."""
    log.warning("the model %s is damaged (%s); another is trained in its place", path, why)


def rests_in(about: dict[str, Any]) -> Rests | None:
    """The same from the model's JSON."""
    if about["format"] != FORMAT:
        return None
    return Rests(
        id=about["card"]["id"],
        until=date.fromisoformat(about["until"]),
        basis=about["basis"],
        encoder=about["encoder"],
        background=about["background"],
    )
