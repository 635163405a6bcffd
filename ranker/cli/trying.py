"""What the keywords find among stored papers, and whether to keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import typer

from ranker.app.interests.trying import best_under, stored_papers, try_keywords
from ranker.app.workspace import Workspace
from ranker.cli.asking import ask
from ranker.digest.escape import cut, terminal
from ranker.digest.shown import plain
from ranker.paper import Paper
from ranker.plurals import count
from ranker.settings import Profile

_WIDTH = 79


def try_out(ws: Workspace, profile: Profile, *, asking: bool) -> Profile:
    """Show what each keyword finds; `asking`, also the best papers, and have keywords typed anew.

    Returns the profile with the keywords that were kept. Nothing is shown where no paper of its
    categories is stored, or where it has no keyword.
    """
    papers = stored_papers(ws, profile.categories)
    while papers and profile.keywords:
        _show(profile, papers)
        if not asking:
            break
        best = best_under(ws, profile, papers)
        if best:
            typer.echo("The best under these keywords alone:")
        for paper in best:  # not numbered: numbers on the command line mean other lists
            typer.echo(cut(f"  - {plain(paper.title)}", _WIDTH))
        words = ask("Enter keeps these keywords, or type others", _words)
        if not words:
            break
        profile = replace(profile, keywords=words)
    return profile


def _words(answer: str) -> tuple[str, ...]:
    from ranker.app.interests.answers import check_words, split_words

    return check_words(split_words(answer))


def _show(profile: Profile, papers: Sequence[Paper]) -> None:
    tried = try_keywords(profile.keywords, papers)
    width = min(30, max(len(terminal(one.keyword)) for one in tried))
    typer.echo(f"Your keywords in {count(len(papers), 'stored paper')}:")
    for one in tried:
        keyword = terminal(one.keyword, 30)
        if one.example is None:
            typer.echo(f"  {keyword:{width}}      0  no stored paper has “{terminal(one.keyword)}”")
        else:
            line = f"  {keyword:{width}} {one.papers:6,}  {plain(one.example.title)}"
            typer.echo(cut(line, _WIDTH))
