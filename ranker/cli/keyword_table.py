"""`rank status --keywords`: a table a profile."""

from __future__ import annotations

import typer

from ranker.app.interests.keyword_counts import keyword_counts
from ranker.app.interests.trying import stored_papers, try_keywords
from ranker.app.workspace import Workspace
from ranker.digest.escape import terminal


def print_keywords(ws: Workspace) -> None:
    """Per keyword the papers it brought into the profile's digests, liked and disliked.

    One that none of the newest stored papers has is named.
    """
    for profile in ws.config.profiles:
        counts = keyword_counts(ws, profile)
        papers = stored_papers(ws, profile.categories)
        if not counts:
            typer.echo(f"{profile.name} has no keywords")
            continue
        width = max(len(terminal(c.keyword)) for c in counts) + 2
        typer.echo(f"{profile.name}: papers with the keyword, over all its digests")
        typer.echo(f"  {'':{width}} brought  liked  disliked")
        for one in counts:
            figures = f"{one.brought:7,} {one.liked:6,} {one.disliked:9,}"
            typer.echo(f"  {terminal(one.keyword):{width}} {figures}")
        for tried in try_keywords(profile.keywords, papers):
            if papers and not tried.papers:
                typer.echo(f"  no stored paper has “{terminal(tried.keyword)}”")
