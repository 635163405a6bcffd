"""`rank` as .github/daily.sh calls it in the tests: the clock starts at TEST_NOW and nothing
sleeps; TEST_ENCODER=hashing takes the small encoder of the tests, else the packaged one runs."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from ranker.app.workspace import Workspace, open_workspace
from ranker.cli import options
from ranker.cli.main import main
from tests.invented import Clock, HashingEncoder


def opened(home: Path) -> Workspace:
    made = open_workspace(home)
    clock = Clock()
    clock.time = datetime.fromisoformat(os.environ["TEST_NOW"])
    made.now = clock
    made.sleep = lambda seconds: None
    if os.environ["TEST_ENCODER"] == "hashing":
        made.encoder = HashingEncoder()
    return made


if __name__ == "__main__":
    options.open_workspace = opened
    main()
