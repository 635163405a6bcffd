"""`rank fetch`, `rank show`, `rank status`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli import objects
from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(fetch)
    app.command("show")(show_command)
    app.command("status")(status_command)


def fetch(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Everything announced from that day on.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, metavar="N", help="The last N days.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Read the papers of a file.")
    ] = None,
    library: Annotated[
        bool,
        typer.Option("--library", help="Only what the papers of your votes lack, by their ids."),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Embed on that Dask cluster's workers."),
    ] = None,
) -> None:
    """Store papers, as background to rank against.

    Papers of votes that came without abstract, authors or categories are completed, too.
    """
    from ranker.app.announcements.fetching import fetch_file, fetch_since
    from ranker.calendar import expected_listing
    from ranker.cli.completing_library import complete
    from ranker.cli.dates import first_day
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    if sum(option is not None for option in (since, days, source, library or None)) > 1:
        raise UsageError("--since, --days, --from and --library exclude each other; give one")
    ws = workspace(context)
    if library:
        if complete(ws, alone=True):
            typer.echo("Every paper of your votes is stored with abstract, authors and categories")
        return
    if cluster is not None:
        from ranker.app.papers.cluster import use_cluster

        use_cluster(ws, cluster)
    if source is not None:
        done = fetch_file(ws, source)
    else:
        first = first_day(ws, since)
        if days is not None:
            first = expected_listing(ws.now()) - timedelta(days=days)
        done = fetch_since(ws, first)
    for note in done.notes:
        typer.echo(f"rank: {terminal(note)}", err=True)
    typer.echo(
        f"{count(done.read, 'paper')} read: {done.new:,} new, {done.updated:,} updated; "
        f"{done.stored:,} stored"
    )
    if source is None:
        complete(ws)


def show_command(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="ID", help="An id, a link, or a rank.")],
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Show a paper, and where your digests have it or why not."""
    from ranker.app.search.why import show
    from ranker.cli.whereabouts import whereabouts
    from ranker.digest.shown import plain
    from ranker.paper import links

    as_json = wants_json(form)
    shown = show(workspace(context), paper, profile)
    if as_json:
        print_json(objects.shown(shown))
        return
    work = shown.paper
    typer.echo(f"{work.id} v{work.version}  {plain(work.title)}")
    typer.echo(", ".join(map(plain, work.authors)))
    announced = f"  announced {shown.announced}" if shown.announced else ""
    withdrawn = "  withdrawn" if work.withdrawn else ""
    typer.echo(" ".join(work.categories) + announced + withdrawn)
    if work.comments:
        typer.echo(f"Comments: {plain(work.comments)}")
    typer.echo(f"\n{plain(work.abstract)}\n")
    typer.echo("  ".join(links(work.id).values()))
    if shown.vote:
        word = "liked" if shown.vote.vote > 0 else "disliked"
        typer.echo(f"{word} on {shown.vote.at:%Y-%m-%d}")
    typer.echo(whereabouts(shown.whereabouts, shown.profile))


def status_command(
    context: typer.Context,
    days: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="How complete the last N days are, as a table."),
    ] = None,
    keywords: Annotated[
        bool, typer.Option("--keywords", help="What each keyword has brought, as a table.")
    ] = False,
    form: Form = "terminal",
) -> None:
    """Say what the workspace holds."""
    from ranker.app.feedback.library import status
    from ranker.app.publishing.mailing import mail_fault
    from ranker.cli.completeness import print_month, print_newest
    from ranker.cli.completing_library import complete
    from ranker.cli.forecasts import sentence
    from ranker.cli.schedule_commands import tell_status
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    as_json = wants_json(form)
    if as_json and (keywords or days is not None):
        raise UsageError("--days and --keywords print tables; leave out --format json")
    ws = workspace(context)
    if as_json:
        _print_status(ws)
        return
    if keywords:
        from ranker.cli.keyword_table import print_keywords

        print_keywords(ws)
        return
    if days is not None:
        print_month(ws, days)
        return
    found = status(ws)
    newest = f", the newest of {found.newest}" if found.newest else ""
    typer.echo(f"{found.home}: {count(found.papers, 'paper')} stored{newest}")
    for profile in found.profiles:
        last = f"last digest {profile.last_digest}" if profile.last_digest else "no digest yet"
        typer.echo(
            f"  {profile.name} ({' '.join(profile.categories) or 'any category'}): "
            f"{count(profile.keywords, 'keyword')}, {count(profile.likes, 'like')}, "
            f"{count(profile.dislikes, 'dislike')}, stage {profile.stage}, {last}"
        )
        print_newest(ws, ws.config.profile(profile.name))
        if told := sentence(profile.forecasts):
            typer.echo(f"    {told}")
    complete(ws, offline=True)
    tell_status(ws)
    if mail := mail_fault(ws):
        typer.echo(f"rank: mail is off: {terminal(mail)}", err=True)
    for line in found.bad_votes:
        typer.echo(f"rank: not read: {terminal(line)}", err=True)
    if not found.papers:
        typer.echo("Next: `rank today`, or `rank fetch --from FILE`")


def _print_status(ws: Workspace) -> None:
    from ranker.app.announcements.completeness import newest
    from ranker.app.feedback.library import status
    from ranker.app.publishing.mailing import mail_fault
    from ranker.cli.schedule_commands import schedule_of

    days = {profile.name: newest(ws, profile) for profile in ws.config.profiles}
    read = {name: (day.day, day.rows) if day else None for name, day in days.items()}
    print_json(objects.status(status(ws), read, schedule_of(ws), mail_fault(ws)))
