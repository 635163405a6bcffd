"""Which model of a profile is in use, and what it rests on.

Light: a digest that is shown again asks it, too, and loads no arrays for that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from ranker.errors import StoreError

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
    keywords, encoder) on which a model put back stays in use, though trained on another.
    """

    model: str | None = None
    promoted: str | None = None
    previous: str | None = None
    held: str | None = None


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
        return Names(**{f.name: data.get(f.name) for f in fields(Names)})
    except FileNotFoundError:
        return Names()
    except (OSError, ValueError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read ({error}); delete it to train anew") from None


def read_rests(folder: Path, name: str) -> Rests | None:
    """What the model of that id rests on; None where its file is gone or of another format.

    Raises StoreError.
    """
    path = folder / f"{name}.json"
    try:
        return rests_in(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"the model {folder / name} cannot be read ({error}); delete {folder / CURRENT} to "
            "train anew"
        ) from None


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
