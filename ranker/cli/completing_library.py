"""What `rank import` and `rank fetch` say of papers that a library has by id or title alone."""

from __future__ import annotations

import typer

from ranker.app.workspace import Workspace

_LACK = "without abstract, authors or categories"
_NAMED = 3


def complete(ws: Workspace, *, offline: bool = False, alone: bool = False) -> bool:
    """Ask arXiv for what the voted papers lack, and say what came of it; whether nothing is left.

    Offline, or where arXiv can't be asked, it is said how to do it later; where it is `alone` what
    the reader wants, SourceError is raised.
    """
    from ranker.app.papers.completing import complete_papers, lacking
    from ranker.digest.escape import terminal
    from ranker.errors import SourceError
    from ranker.plurals import count

    wanted = len(lacking(ws))
    if not wanted:
        return True
    if offline:
        typer.echo(f"{count(wanted, 'voted paper')} {_LACK}; `rank fetch --library` asks arXiv")
        return False
    done = complete_papers(ws)
    if done.completed or done.in_vain:
        in_vain = f"; arXiv has no more of {_named(done.in_vain)}" if done.in_vain else ""
        typer.echo(f"{count(done.completed, 'paper')} completed from arXiv{in_vain}")
    if done.failure:
        left = f"{count(done.left, 'voted paper')} still {_LACK}: {done.failure}"
        again = f"{left}; `rank fetch --library` goes on"
        if alone:
            raise SourceError(again)
        typer.echo(terminal(again))
    return not (done.left or done.in_vain)


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
