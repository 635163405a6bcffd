"""One to three examples of every command, as its `--help` shows them."""

from __future__ import annotations

from typing import Any

EXAMPLES = {
    "init": (
        "rank init",
        'rank init --category eess.AS --category cs.SD --keyword "speech enhancement"',
        'rank init --papers-of "Ada Quill" --from-paper 2507.03149',
    ),
    "demo": ("rank demo",),
    "completion": (
        "rank completion bash > ~/.local/share/bash-completion/completions/rank",
        "rank completion zsh > ~/.zfunc/_rank",
        "rank completion fish > ~/.config/fish/completions/rank.fish",
    ),
    "today": (
        "rank today -n 40",
        "rank today --since last",
        "rank today --date yesterday --output digest.html",
    ),
    "review": ("rank review", "rank review --date 2026-11-20"),
    "serve": ("rank serve", "rank serve --port 8080 --no-open"),
    "mcp": ("rank mcp", "rank mcp --allow-votes"),
    "why": ("rank why 3", "rank why 2507.03149 --format json"),
    "like": (
        "rank like 1-3,7",
        "rank like 2507.03149 https://arxiv.org/abs/2507.01234",
        "rank like - < ids.txt",
    ),
    "dislike": ("rank dislike 7", "rank dislike 7 --profile folding"),
    "undo": ("rank undo", "rank undo 2507.03149"),
    "votes": (
        "rank votes",
        "rank votes --likes --output likes.bib",
        "rank votes --likes --format ids | rank like - --profile folding",
    ),
    "keywords suggest": ("rank keywords suggest", "rank keywords suggest library.bib -n 20"),
    "keywords add": ('rank keywords add "room impulse response"',),
    "save": ("rank save 3", 'rank save 2507.03149 --note "the loss of section 4"'),
    "shelf": ("rank shelf", "rank shelf --output shelf.bib"),
    "train": ("rank train", "rank train --rollback"),
    "replay": ("rank replay", "rank replay --format json"),
    "report": ("rank report", "rank report --output june.html --figures figures"),
    "search": ('rank search "room acoustics"', "rank search dereverberation --since 90d -n 30"),
    "similar": ("rank similar 3", "rank similar 2507.03149 -n 20"),
    "best": ("rank best", "rank best --since 2024-01-01 -n 30"),
    "doctor": ("rank doctor", "rank doctor --ask", "rank doctor --repair"),
    "show": ("rank show 3", "rank show 2507.03149 --format json"),
    "fetch": (
        "rank fetch --days 14",
        "rank fetch --since 2026-01-01",
        "rank fetch --library",
    ),
    "import": ("rank import library.bib", "rank import votes.jsonl --profile folding"),
    "zotero import": (
        "rank zotero import",
        "rank zotero import --collection 'Reading/*' --dry-run",
        "rank zotero import --local",
    ),
    "zotero push": ("rank zotero push 1-3 --collection Reading", "rank zotero push --dry-run"),
    "zotero collections": ("rank zotero collections --library group/12345",),
    "export": (
        "rank export votes.jsonl",
        "rank export | gzip > votes.jsonl.gz",
        "rank export --all rank.zip",
    ),
    "restore": ("rank restore rank.zip",),
    "merge": ("rank merge /media/laptop/papers",),
    "status": ("rank status", "rank status --days 30", "rank status --keywords"),
    "schedule install": (
        "rank schedule install --at 08:30 --train weekly --email",
        "rank schedule install --every weekly --email",
    ),
    "schedule show": ("rank schedule show",),
    "schedule status": ("rank schedule status",),
    "schedule remove": ("rank schedule remove", "rank schedule remove --every weekly"),
    "schedule run": ("rank schedule run --train weekly", "rank schedule run --every weekly"),
    "email test": ("rank email test",),
    "email send": ("rank email send",),
    "github sync": ("rank github sync", "rank github sync --read"),
    "site": (
        "rank site",
        "rank site ~/public_html/papers --address https://example.org/~me/papers",
    ),
}


def add_examples(command: Any, name: str) -> None:
    """Put the examples below the help of a command, or of each one in a group."""
    for below, one in getattr(command, "commands", {}).items():
        add_examples(one, f"{name} {below}")
    if name in EXAMPLES:
        # \b keeps the lines as they are.
        lines = "".join(f"\n  {example}" for example in EXAMPLES[name])
        command.epilog = f"\b\nExamples:{lines}"
