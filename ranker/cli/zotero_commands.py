"""`rank zotero import`, `rank zotero push` and `rank zotero collections`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import DryRunOption, ProfileOption, UnaskedOption, workspace

if TYPE_CHECKING:
    from ranker.app.feedback.zotero import FromZotero
    from ranker.paper import Paper

zotero = typer.Typer(
    help="Likes from your Zotero library, and likes into it.", no_args_is_help=True
)

LibraryOption = Annotated[
    str | None,
    typer.Option(
        metavar="LIBRARY", help="user/NUMBER or group/NUMBER; else rank.toml's, else the key's."
    ),
]
LocalOption = Annotated[
    bool, typer.Option("--local", help="Ask the Zotero that runs here, without a key.")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(zotero, name="zotero")


@zotero.command("import")
def import_library(
    context: typer.Context,
    collection: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Only these, with those inside: 'Reading/*'."),
    ] = None,
    library: LibraryOption = None,
    local: LocalOption = False,
    whole: Annotated[
        bool, typer.Option("--all", help="Also what has not changed since the last time.")
    ] = False,
    profile: ProfileOption = None,
    dry_run: DryRunOption = False,
    offline: UnaskedOption = False,
) -> None:
    """Like the works of a Zotero library: what came since the last time.

    The key is in ZOTERO_API_KEY, or in the keyring: `keyring set rank zotero`.
    """
    from ranker.app.feedback.zotero import connect, import_from
    from ranker.cli.import_command import tell
    from ranker.digest.escape import terminal

    ws = workspace(context)
    found = import_from(
        ws,
        connect(ws, library, local=local),
        profile,
        collection or (),
        whole=whole,
        dry_run=dry_run,
    )
    typer.echo(terminal(_read(found)))
    tell(ws, found.imported, dry_run=dry_run, offline=offline)


@zotero.command("push")
def push_command(
    context: typer.Context,
    papers: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="Ids, links or numbers; else all your likes."),
    ] = None,
    collection: Annotated[
        str, typer.Option(metavar="PATH", help="Into this collection: Reading/Speech.")
    ] = "",
    library: LibraryOption = None,
    profile: ProfileOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Add liked papers to a Zotero library, each that is not there yet."""
    from ranker.app.feedback.zotero import connect, push
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    ws = workspace(context)
    done = push(ws, connect(ws, library), papers or (), profile, collection, dry_run=dry_run)
    for paper in done.added:
        typer.echo(terminal(_line(paper)))
    added = "would be added" if dry_run else "added"
    where = f"{done.library}, {done.collection}" if done.collection else done.library
    there = "is" if len(done.present) == 1 else "are"
    typer.echo(
        terminal(
            f"{count(len(done.added), 'paper')} {added} to Zotero {where}; "
            f"{len(done.present):,} {there} there already"
        )
    )
    if done.incomplete:
        named = ", ".join(done.incomplete[:3]) + ("..." if len(done.incomplete) > 3 else "")
        typer.echo(
            f"rank: {count(len(done.incomplete), 'paper')} not added, whose authors are not known "
            f"({terminal(named)}); `rank fetch --library` asks arXiv",
            err=True,
        )


@zotero.command()
def collections(
    context: typer.Context, library: LibraryOption = None, local: LocalOption = False
) -> None:
    """List the library's collections by their paths."""
    from ranker.app.feedback.zotero import connect
    from ranker.digest.escape import terminal

    for path in sorted(connect(workspace(context), library, local=local).collections()):
        typer.echo(terminal(path))


def _read(found: FromZotero) -> str:
    from ranker.plurals import count

    what = count(found.items, "item")
    if found.since:
        what += " new or changed since the last time"
    inside = f" in {', '.join(found.collections)}" if found.collections else ""
    return f"Zotero {found.library}{inside}: {what}"


def _line(paper: Paper) -> str:
    from ranker.digest.escape import cut

    return cut(f"  {paper.id}  {paper.title}", 100)
