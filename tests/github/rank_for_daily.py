"""`rank` as .github/daily.sh calls it in the tests: the clock starts at TEST_NOW and nothing
sleeps; TEST_ENCODER=hashing takes the small encoder of the tests, else the packaged one runs."""

from __future__ import annotations

import gc
import os
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace
    from ranker.encoder.interface import Encoder


def opened(home: Path) -> Workspace:
    from ranker.app.workspace import open_workspace

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
    gc.disable()  # a command ends before that pays
    from ranker.cli import options
    from ranker.cli.main import main

    options.open_workspace = opened
    main()
