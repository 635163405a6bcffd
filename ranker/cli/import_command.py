"""`rank import`, and what every import says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import DryRunOption, ProfileOption, UnaskedOption, workspace

if TYPE_CHECKING:
    from ranker.app.feedback.library import Imported
    from ranker.app.papers.recognising import Known
    from ranker.app.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command("import")(import_file)


def import_file(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="Votes, a library, ids.")],
    profile: ProfileOption = None,
    dry_run: DryRunOption = False,
    offline: UnaskedOption = False,
) -> None:
    """Add votes: a votes file's, or a like for each work of a library.

    Read by content: a votes file, BibTeX, RIS, EndNote XML, Zotero's RDF, CSV or JSON, CSL JSON,
    arXiv ids one a line. arXiv is asked for abstracts, authors and categories that it lacks.
    """
    import_into(workspace(context), source, profile, dry_run=dry_run, offline=offline)


def import_into(
    ws: Workspace,
    source: Path,
    profile: str | None,
    *,
    dry_run: bool = False,
    offline: bool = False,
) -> None:
    """Import a file, ask arXiv for what it lacks, and say what came of it."""
    from ranker.app.feedback.library import import_votes

    done = import_votes(ws, source, profile, dry_run=dry_run)
    tell(ws, done, dry_run=dry_run, offline=offline)


def tell(ws: Workspace, done: Imported, *, dry_run: bool, offline: bool) -> None:
    """Say what an import came to, and ask arXiv for what it lacks."""
    from ranker.app.papers.completing import unstored
    from ranker.cli.completing_library import complete
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    there = "was" if done.repeated == 1 else "were"
    added = "would be added" if dry_run else "added"
    typer.echo(f"{count(done.added, 'vote')} {added}, {done.repeated:,} {there} there already")
    if done.library:
        typer.echo(_works(done.library))
    for line in done.bad_lines:
        typer.echo(f"rank: skipped {terminal(line)}", err=True)
    if dry_run:
        return
    whole = complete(ws, offline=offline)
    waiting = 0 if whole else min(done.waiting, unstored(ws))
    if waiting:
        typer.echo(
            f"{count(waiting, 'vote')} kept, to count when the paper is stored: the file "
            "gives no title; `rank fetch` the days of announcement"
        )


def _works(known: Known) -> str:
    """What is known of a library's works, in a line."""
    from ranker.plurals import count

    total = count(known.with_id + known.without_id, "work")
    line = (
        f"{total}: {known.with_id:,} with an arXiv id, {known.with_abstract:,} with an abstract, "
        f"{known.title_only:,} with only a title"
    )
    if known.matched:
        by_title = known.matched - known.by_doi
        ways = {"DOI": known.by_doi, "title": by_title}
        said = " and ".join(
            f"{number:,} matched by {way}" for way, number in ways.items() if number
        )
        line += f"; {said} to stored papers"
    if known.confidence < 1:
        line += f" (the least sure is {known.confidence:.0%} the same)"
    return line
