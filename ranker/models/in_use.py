"""Which model of a profile is in use. Light: a digest that is shown again asks it, too."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from ranker.errors import StoreError

CURRENT = "current.json"


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
