"""Progress that whoever watches a workspace is told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ranker.app.workspace import Workspace


@contextmanager
def bar(ws: Workspace, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar that ends even where the work does not come to its end."""
    done = 0
    advance = ws.task.begin(what, total) if total else lambda count: None

    def one_more(count: int) -> None:
        nonlocal done
        done += count
        advance(count)

    try:
        yield one_more
    finally:
        advance(total - done)
