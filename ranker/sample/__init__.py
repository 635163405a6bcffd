"""An invented announcement to try the program on, without a network and without an account.

Everything here was written for this package: the papers, their authors and their findings do
not exist, and each abstract ends with "(Invented sample paper.)". The ids lie in December
2099, which arXiv has not reached, so they never meet a real paper's.

`announcement.jsonl` is one announcement of 60 papers, listing date Monday 2099-12-14;
`library.jsonl` has 60 papers of the week before, as the background that a running workspace
would already hold. Both are papers files, as `rank today --from` reads them.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from ranker.paper import Paper

ANNOUNCED = date(2099, 12, 14)
CATEGORIES = ("eess.AS", "cs.SD")

# One reader: makes hearing devices, wants cleaner and separated speech, no synthetic voices.
# The keywords alone cannot tell the two apart; that is what the votes are for.
KEYWORDS = ("speech", "separation", "reverberation", "noise", "microphone")
LIKES = ("9912.00026", "9912.00011", "9912.00060")
DISLIKES = ("9912.00032", "9912.00033")


def announcement_path() -> Path:
    """The papers file of the sample announcement."""
    return _resource("announcement.jsonl")


def library_path() -> Path:
    """The papers file of the week before the sample announcement, 2099-12-07 to 2099-12-11."""
    return _resource("library.jsonl")


def read(path: Path) -> tuple[Paper, ...]:
    """The papers of one of these files, which is known to be sound; `sources/` reads any."""
    records = map(json.loads, path.read_text("utf-8").splitlines())
    return tuple(
        Paper(
            record["id"],
            record["title"],
            record["abstract"],
            tuple(record["authors"]),
            tuple(record["categories"]),
        )
        for record in records
    )


def _resource(name: str) -> Path:
    from importlib.resources import files

    return Path(str(files(__name__).joinpath(name)))
