"""Every command: the file that has it, and its line in `rank --help`.

A command's file is imported when the command is called, so that a vote does not pay for what the
daily digest needs, nor `rank --help` and the completion of its words for anything.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from ranker.cli.parameters import read_plainly

COMMANDS = {
    "init": ("init_command", "Make a workspace, or add an interest to the one there is."),
    "today": ("digest_commands", "Rank the day's announcement and show it."),
    "review": ("review_command", "Go through a digest paper by paper."),
    "like": ("vote_commands", "More papers like these."),
    "dislike": ("vote_commands", "Fewer papers like these."),
    "undo": ("vote_commands", "Withdraw votes: those on the papers named, else the last one."),
    "votes": ("votes_command", "List your votes, newest first, without those withdrawn."),
    "save": ("shelf_commands", "Put papers on the shelf, to read later."),
    "shelf": ("shelf_commands", "List what is saved, saved last first, or export it."),
    "train": ("model_commands", "Train the profile on all votes so far."),
    "keywords": (
        "keywords_commands",
        "Keywords that your likes suggest, and keywords into rank.toml.",
    ),
    "replay": (
        "model_commands",
        "Say whether the model earns its place, judged by your own past votes.",
    ),
    "report": ("report_command", "Write a page that shows what rank learned from your votes."),
    "serve": ("serve_command", "Read and vote in your browser, on a page of this machine."),
    "mcp": (
        "mcp_command",
        "Let a program that speaks MCP read your digest and search, over stdin and stdout.",
    ),
    "why": ("model_commands", "Show the exact sum behind a paper's score."),
    "search": ("search_commands", "Find stored papers by meaning and words."),
    "similar": ("search_commands", "Find the stored papers most like one."),
    "best": ("search_commands", "The stored papers of all years that suit you best."),
    "fetch": ("data_commands", "Store papers, as background to rank against."),
    "import": (
        "import_command",
        "Add votes: a votes file's, or a like for each work of a library.",
    ),
    "zotero": ("zotero_commands", "Likes from your Zotero library, and likes into it."),
    "export": ("archive_commands", "Write every vote, with titles and abstracts, as a votes file."),
    "restore": ("archive_commands", "Make a workspace of what `rank export --all` wrote."),
    "merge": ("archive_commands", "Add the votes and the shelf of another copy of the workspace."),
    "show": ("data_commands", "Show a paper, and where your digests have it or why not."),
    "status": ("data_commands", "Say what the workspace holds."),
    "email": ("email_commands", "Mail digests; see [email] in rank.toml."),
    "doctor": ("doctor_command", "Say what is damaged, what is safe, and what to do."),
    "schedule": ("schedule_commands", "The digest every morning, by itself."),
    "github": (
        "github_commands",
        "The digest as a GitHub issue, and the votes that come back from it.",
    ),
    "site": ("site_command", "Write the digests as a folder of pages with a feed, to publish."),
    "demo": ("demo_command", "Show the whole loop on invented papers, without a network."),
    "completion": (
        "completion_command",
        "Print the script that completes rank's words in a shell.",
    ),
}
GROUPS = {
    "Starting": ("init", "demo", "completion"),
    "Every morning": ("today", "serve", "review", "why"),
    "Teaching it": ("like", "dislike", "undo", "votes", "keywords", "train", "replay", "report"),
    "Finding": ("search", "similar", "best", "show", "save", "shelf"),
    "Data": ("fetch", "import", "zotero", "export", "restore", "merge", "status", "doctor"),
    "Automation": ("schedule", "email", "github", "site", "mcp"),
}
"""The headings of `rank --help`, each with its commands."""


class Commands(TyperGroup):
    """The group of all commands. Until one is called, it stands there by name and line only."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (_, line) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=line))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The commands under headings, all in one column."""
        width = max(map(len, COMMANDS))
        for heading, names in GROUPS.items():
            with formatter.section(heading):
                limit = formatter.width - 6 - width
                lines = ((name, self.commands[name].get_short_help_str(limit)) for name in names)
                formatter.write_dl([(f"{name:{width}}", line) for name, line in lines])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names, with all its options, and the other words."""
        name, stub, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else stub, rest


def load(name: str) -> Any:
    """The command, or group of commands, of that name."""
    from ranker.cli.examples import add_examples

    file = import_module(f"ranker.cli.{COMMANDS[name][0]}")
    app = typer.Typer(rich_markup_mode=None)
    file.register(app)
    command = typer.main.get_group(app).commands[name]
    add_examples(command, name)
    read_plainly(command)
    return command
