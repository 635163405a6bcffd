"""What a reader's own template may use, held to what ranker/digest/templating.py gives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import Environment, meta

from ranker.digest import templating
from ranker.digest.interface import BUILT_IN_TEMPLATES
from ranker.digest.value import Digest
from ranker.scored import ModelCard

INTRODUCTION = """\
# Templates

A file of the same name in the workspace's `templates/` replaces a built-in one of
`ranker/digest/templates/` ([how](../templates.md)). They are
[Jinja](https://jinja.palletsprojects.com) templates in a sandbox: a name that is not below is an
error with file and line, and nothing but text can come of one.

"""

FILES: dict[str, tuple[str, str]] = {
    "digest.html": ("the digest as an HTML file, and each page of `rank site`", ""),
    "style.css": ("its style sheet; begins with the page's, `page_style()`", ""),
    "head.html": ("the head of HTML file and mail", ""),
    "parts.html": ("text, names and reasons for HTML file and feed", ""),
    "digest.md": ("the digest as Markdown, the file of each day", ""),
    "paper.md": ("what Markdown and issue share: head, links, abstract", ""),
    "mail.html": ("the mail", "left_out"),
    "mail.css": ("its style sheet, written into each element", ""),
    "issue_head.md": ("what stands over the papers in an issue at GitHub", ""),
    "issue_paper.md": ("one paper there; its boxes are added around it", "ranked"),
    "feed.xml": ("the feed", "title urn updated address page entries"),
    "about.html": ("what the feed says of the newest digest", ""),
    "entry.html": ("the content of one entry of the feed", "ranked"),
    "archive.html": ("the list of all digests of `rank site`", "interests"),
    "references.bib": ("BibTeX", "entries"),
}

ALONE = ("archive.html",)
"""They are about no one digest, and get what stands beside them and no more."""

VARIABLES = {
    "digest": "the [Digest](python.md#digest) with all its papers",
    "papers": "those to show, by rank, each a [RankedPaper](python.md#rankedpaper)",
    "sections": "`heading`, `note` and `papers` of each group that the reader has not voted on",
    "layout": "the groups: `worthy`, `unlikely`, `voted`; `common`, the reasons that most papers "
    "share; `layout.reasons(ranked)`, the others of one paper",
    "rest": "with `--all` the papers ranked below the size, else none",
    "below": "how many those are where they are not shown, else 0",
    "headings": "`worthy`, `maybe`, `rest`: the page's words",
    "day": "`Monday 14 December 2099`",
    "counts": "how complete the announcement is and what became of its papers",
    "ranking": "what the order rests on",
    "outcome": "whether the reader had it before, whether it is the one that is due",
    "missing": "that papers are, or may be, missing; else empty",
    "common": "the reasons that most papers share, as a line",
    "folded": "the line over what the reader has voted on",
    "unlikely": "the line over what is less likely",
    "empty": "a heading and a sentence where there is nothing to show, else nothing",
    "disagreements": "pairs of a heading and papers: what keywords miss, and their noisy hits",
}

OWN = {
    "ranked": "the one paper, a [RankedPaper](python.md#rankedpaper)",
    "left_out": "the line on papers that did not fit into the mail, or nothing",
    "title": "the feed's title",
    "urn": "its id for ever",
    "updated": "when the newest digest was announced",
    "address": "where the feed will be found, or nothing",
    "page": "the page that it belongs to",
    "entries": "feed: `title`, `urn`, `updated`, `links`, `authors`, `categories`, `summary`, "
    "`content`; BibTeX: `key`, `title`, `authors`, `year`, `month`, `eprint`, `primary`, "
    "`abstract`, escaped already",
    "interests": "a name, its feed, and rows of `file`, `title`, `best`",
}

FILTERS = {
    "clean": "a text in HTML and XML, without what hides or moves text; a number cuts it",
    "seen": "the same with its mathematics: MathML, in a mail Unicode",
    "plain": "a text with its mathematics in Unicode, not escaped",
    "md": "a text in Markdown",
    "md_seen": "the same with its mathematics",
    "md_marked": '`ranked|md_marked("title")`: title or abstract in Markdown, keyword hits bold',
    "bib": "a text in BibTeX",
    "percent": "`0.214|percent` is `21 %`",
    "authors": "names as a line, `and 9 more` at its end where they are many",
    "named": "names as the page has them, the first few",
    "reason": "a reason as a pair, `+` or `-` and what it says; a number cuts it",
    "commands": "our own text in HTML, with what stands in backticks as code",
}

FUNCTIONS = {
    "links": "`links(paper.id)`: its `abs`, `pdf` and `html` at arXiv",
    "addresses": "`addresses(paper)`: pairs of a label and an address, code and data among them",
    "flags": "`flags(ranked, digest)`: what sets a paper apart (withdrawn, cross-listed, its vote)",
    "stretches": '`stretches(ranked, "title")`: pairs of a text and whether it is a keyword hit',
    "bar": "`bar(probability)`: a bar as two texts, the full part and the rest",
    "page_style": "the style sheet of `rank serve`",
    "name_limit": "characters that a name is cut at",
    "title_limit": "those of a title",
    "text_limit": "those of an abstract or note",
    "comments_limit": "those of the authors' comments",
}


def page() -> str:
    """The page. Raises KeyError where it and the code name different things."""
    given, plain = _given(), Environment(autoescape=True)
    environment = templating._environment([BUILT_IN_TEMPLATES], mathml=True)
    _check("variables", VARIABLES, given)
    _check("filters", FILTERS, set(environment.filters) - set(plain.filters))
    _check("functions", FUNCTIONS, set(environment.globals) - set(plain.globals))
    _check("files", FILES, {path.name for path in BUILT_IN_TEMPLATES.iterdir()})
    for name, (_, own) in FILES.items():
        source = environment.parse((BUILT_IN_TEMPLATES / name).read_text("utf-8"))
        used = meta.find_undeclared_variables(source) - set(environment.globals) - given
        if not used <= set(own.split()):
            raise KeyError(f"docs/reference_templates.py does not know {used} of {name}")
    _check(
        "variables of some files", OWN, {one for _, own in FILES.values() for one in own.split()}
    )
    files = {name: f"{what}{_besides(name, own)}" for name, (what, own) in FILES.items()}
    raw = "All plain text is raw: send it through a filter."
    foreign = (
        "Each text of a paper comes from strangers and goes through the filter of the file's "
        "format. Jinja's own are there, too."
    )
    tables = (
        _table("Files", "file", files),
        _table("Variables", "variable", VARIABLES, raw),
        _table("Variables of some files alone", "variable", OWN),
        _table("Filters", "filter", FILTERS, foreign),
        _table("Functions and numbers", "name", FUNCTIONS),
    )
    return (INTRODUCTION + "".join(tables)).rstrip("\n") + "\n"


def _given() -> set[str]:
    """The variables that every template of a digest gets."""
    nothing = Digest(date.min, "", "keywords", ModelCard("", None, 0, 0), (), (), (), (), (), 1)
    return set(templating.context(nothing, everything=False))


def _check(what: str, said: Mapping[str, Any], there: set[str]) -> None:
    if differing := set(said) ^ there:
        raise KeyError(f"docs/reference_templates.py and the code have other {what}: {differing}")


def _besides(name: str, own: str) -> str:
    names = ", ".join(f"`{one}`" for one in own.split())
    if name in ALONE:
        return f"; it gets {names} and nothing else"
    return f"; it also gets {names}" if own else ""


def _table(heading: str, column: str, rows: Mapping[str, str], about: str = "") -> str:
    lines = [f"| `{name}` | {what} |\n" for name, what in rows.items()]
    said = f"{about}\n\n" if about else ""
    return f"## {heading}\n\n{said}| {column} | what |\n|---|---|\n{''.join(lines)}\n"
