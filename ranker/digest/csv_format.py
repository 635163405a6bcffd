"""The ranked papers as comma-separated values, one paper a row."""

from __future__ import annotations

import csv
import io

from ranker.digest import escape, shown
from ranker.digest.value import Digest
from ranker.paper import links
from ranker.scored import RankedPaper

COLUMNS = (
    "announcement",
    "profile",
    "rank",
    "id",
    "title",
    "authors",
    "subjects",
    "kind",
    "probability",
    "score",
    "vote",
    "exploration",
    "keywords",
    "abs",
    "pdf",
    "html",
    "abstract",
    "announced",
)


class CsvRenderer:
    r"""RFC 4180 with a header row and `\n` line ends; no cell can be read as a formula."""

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """A header alone where there are no papers."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for ranked in digest.papers if everything else digest.shown:
            rows.writerow(_row(digest, ranked))
        return out.getvalue()


def _row(digest: Digest, ranked: RankedPaper) -> tuple[str | int | float, ...]:
    paper, address = ranked.paper, links(ranked.paper.id)
    keywords = dict.fromkeys(hit.keyword for hit in ranked.keyword_hits)
    return (
        digest.announcement.isoformat(),
        escape.csv(ranked.profile or digest.profile),
        ranked.rank,
        paper.id,
        shown.csv(paper.title, escape.TITLE_LIMIT),
        escape.csv("; ".join(shown.plain(name, escape.NAME_LIMIT) for name in paper.authors)),
        escape.csv(" ".join(paper.categories)),
        ranked.kind,
        round(ranked.probability, 6),
        round(ranked.score, 6),
        ranked.vote,
        int(ranked.exploration),
        escape.csv("; ".join(keywords)),
        address["abs"],
        address["pdf"],
        address["html"],
        shown.csv(paper.abstract, escape.ABSTRACT_LIMIT),
        ranked.announced.isoformat() if ranked.announced else "",
    )
