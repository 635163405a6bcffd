"""`rank` as .github/daily.sh calls it in the tests: the clock starts at TEST_NOW and nothing
sleeps; TEST_ENCODER=hashing takes the small encoder of the tests, else the packaged one runs."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.workspace import Workspace, open_workspace
from ranker.cli import options
from ranker.cli.main import main

if TYPE_CHECKING:
    from ranker.encoder.interface import Encoder


def opened(home: Path) -> Workspace:
    made = open_workspace(home)
    start, seconds = datetime.fromisoformat(os.environ["TEST_NOW"]), count(1)
    made.now = lambda: start + timedelta(seconds=next(seconds))
    made.sleep = lambda seconds: None
    if os.environ["TEST_ENCODER"] == "hashing":
        made.make_encoder = hashing
    return made


def hashing(workspace: Workspace) -> Encoder:
    """Loads numpy, which half of a morning's commands do without."""
    from tests.invented import HashingEncoder

    return HashingEncoder()


if __name__ == "__main__":
    options.open_workspace = opened
    main()
