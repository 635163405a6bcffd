"""The text of a digest issue, from the digests of one announcement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ranker.digest import escape, words
from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest
from ranker.digest.words_view import Section
from ranker.errors import PaperIdError
from ranker.github.boxes import boxes, head_marker
from ranker.paper import canonical_id
from ranker.plurals import count

BODY_LIMIT = 65_536  # characters; what GitHub says when a body is longer
_INTRODUCTION = (
    "Tick 👍 or 👎 and the next run learns from it; untick to take it back. A comment such as "
    "`rank like 3` or `rank dislike 2507.03149` counts, too.\n"
)
_FOLD, _UNFOLD = "<details><summary>{}</summary>\n\n", "</details>\n\n"
_NEWEST = "The newest digest always stands in {files}.\n"


def issue_title(digests: Sequence[Digest]) -> str:
    """`arXiv digest, Monday 6 July 2026`."""
    return f"arXiv digest, {words.day(digests[0].announcement)}"


def issue_body(
    digests: Sequence[Digest],
    templates: Path | None = None,
    latest: Sequence[tuple[str, str]] = (),
) -> str:
    """The digests of one announcement, a section each, with two boxes a paper.

    `latest` names the files that hold the newest digest, each with its whole address: GitHub
    sends an issue by mail, too, where a relative link leads nowhere.

    `issue_head.md` and `issue_paper.md` say what a section and a paper look like; the headings and
    the boxes are added around the template, which can't lose them. Papers that would not fit into
    GitHub's limit are left out from the last one up, in every section alike, and counted in a note.
    Raises ConfigError for a broken template.
    """
    filled = Templates(templates)
    day = digests[0].announcement
    heads = [_head(filled, digest, several=len(digests) > 1) for digest in digests]
    papers = [_papers(filled, digest) for digest in digests]
    folded = [sum(bool(r.vote) for r in digest.shown) for digest in digests]
    notes = [_left_out(10**6, day) for _ in digests]
    files = ", ".join(f"[{name}]({url})" for name, url in latest)
    introduction = _INTRODUCTION + (_NEWEST.format(files=files) if files else "")
    framed = [head_marker(day), introduction, *heads, *notes, _UNFOLD * len(digests)]
    room = BODY_LIMIT - sum(map(length, framed)) - 10
    shown = _fitting(papers, room)
    sections = [
        head
        + "".join(own[:count])
        + (_UNFOLD if count > len(own) - voted else "")
        + _left_out(len(own) - count, day)
        for head, own, voted, count in zip(heads, papers, folded, shown, strict=True)
    ]
    return f"{head_marker(day)}\n\n{introduction}\n{''.join(sections)}"


def length(text: str) -> int:
    """Characters as the strictest reader counts them: UTF-16 units, and CRLF for a line's end,
    which is what a browser sends back when somebody edits the text."""
    return len(text.encode("utf-16-le")) // 2 + text.count("\n")


def _head(templates: Templates, digest: Digest, *, several: bool) -> str:
    title = f"## {escape.markdown(digest.profile)}\n\n" if several else ""
    shown = context(digest, everything=False)
    return title + templates.render("issue_head.md", **shown).strip("\n") + "\n\n"


def _papers(templates: Templates, digest: Digest) -> list[str]:
    """The papers in the order of the page, the first of each group with its heading before it."""
    shown = context(digest, everything=False)
    groups = [(_heading(section), section.papers) for section in shown["sections"]]
    voted = shown["layout"].voted
    if voted:
        groups.append((_FOLD.format(shown["folded"]), voted))
    found = []
    for heading, papers in groups:
        for n, ranked in enumerate(papers):
            text = templates.render("issue_paper.md", ranked=ranked, **shown).strip("\n")
            box = _boxes(ranked.rank, ranked.paper.id, digest.profile)
            found.append(f"{'' if n else heading}{text}\n\n{box}\n")
    return found


def _heading(section: Section) -> str:
    note = f", {section.note}" if section.note else ""
    return f"### {section.heading} ({len(section.papers):,}{note})\n\n"


def _boxes(rank: int, paper_id: str, profile: str) -> str:
    try:
        canonical_id(paper_id)
    except PaperIdError:
        return ""  # a paper of the reader's own file, under a key that no marker carries
    return boxes(rank, paper_id, profile)


def _fitting(papers: Sequence[Sequence[str]], room: int) -> list[int]:
    """How many papers of each section fit, in their order, up to the first that does not."""
    shown = [0] * len(papers)
    for rank in range(max(map(len, papers))):
        for section, own in enumerate(papers):
            if rank < len(own):
                room -= length(own[rank])
                if room < 0:
                    return shown
                shown[section] += 1
    return shown


def _left_out(number: int, day: date) -> str:
    if not number:
        return ""
    return f"{count(number, 'more paper')} did not fit; see `digests/` for {day}.\n\n"
