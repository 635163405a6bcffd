"""A thread with a workspace of its own, for programs that answer more than one at a time.

SQLite's connections belong to the thread that opened them, so that what several threads do in one
process each does in a workspace that it opened itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ranker.app.workspace import Workspace, written

T = TypeVar("T")
_NEVER = (0, 0)  # read: as of a file that is not there


class OwnThread:
    """One piece of work after the other, in a workspace that is opened for the first."""

    def __init__(self, open_workspace: Callable[[], Workspace], name: str) -> None:
        self._open = open_workspace
        self._pool = ThreadPoolExecutor(1, name)
        self._ws: Workspace | None = None
        self._settings = _NEVER

    async def do(self, work: Callable[[Workspace], T]) -> T:
        """What `work` makes of the workspace, with its votes and settings as they are now.

        Raises what `work` raises.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def close(self) -> None:
        """End the thread, once what it does is done."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, work: Callable[[Workspace], T]) -> T:
        if self._ws is None:
            self._ws = self._open()
        ws = self._ws
        ws.forget_votes_read()
        stamp = written(ws.paths.config)
        if stamp != self._settings:
            self._settings = _NEVER  # should it be broken, it is read again
            ws.forget_config_read()
            _ = ws.config
            self._settings = stamp
        return work(ws)
