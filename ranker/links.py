"""Where a link in a workspace may lead when something is written: a clone may bring some.

The folder of a workspace may itself be a link, and so may store/, which some keep on another disk.
What is the reader's own, rank.toml and the logs of feedback/, may lie elsewhere under a name with
the same ending (a synchronised folder, files of settings kept in git). Nothing else is written
through a link that leads outside.
"""

from __future__ import annotations

import os
from pathlib import Path

from ranker.errors import StoreError

_CONFIG, _LOGS, _STORE = "rank.toml", "feedback", "store"
_OWN_ENDINGS = (".toml", ".jsonl", ".lock")


def check_link(path: Path) -> None:
    """Raise StoreError where `path` is in a workspace and a link leads it outside.

    A path that is in no workspace is whoever named it's own business.
    """
    written = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link
    home = next((p for p in written.parents if (p / _CONFIG).is_file()), None)
    if home is None:
        return
    try:
        real = written.resolve()
        roots = (home.resolve(), (home / _STORE).resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise StoreError(f"{path} cannot be written: {error}") from None
    if any(root in real.parents for root in roots):
        return
    inside = written.relative_to(home)
    own = inside.parts[0] in (_CONFIG, _LOGS) and inside.suffix in _OWN_ENDINGS
    if own and real.suffix == inside.suffix:
        return
    raise StoreError(
        f"{path} is not written: a link leads it to {real}, outside the workspace; put a file or "
        "folder in place of the link"
    )
