"""The papers of a digest's JSON object, and their reasons."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from ranker.paper import Paper, links
from ranker.reason_kinds import is_reason_kind
from ranker.scored import KeywordHit, RankedPaper, Reason


def paper_to_json(ranked: RankedPaper) -> dict[str, Any]:
    """One of the object's `papers`, texts whole and raw."""
    paper = ranked.paper
    return {
        "rank": ranked.rank,
        "id": paper.id,
        "version": paper.version,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "withdrawn": paper.withdrawn,
        "comments": paper.comments,
        "kind": ranked.kind,
        "announced": ranked.announced and ranked.announced.isoformat(),
        "score": ranked.score,
        "probability": ranked.probability,
        "profile": ranked.profile,
        "vote": ranked.vote,
        "exploration": ranked.exploration,
        "keyword_hits": [asdict(h) for h in ranked.keyword_hits],
        "because": [reason_to_json(r) for r in ranked.because],
        "usual": list(ranked.usual),
        "links": links(paper.id),
    }


def reason_to_json(reason: Reason) -> dict[str, Any]:
    """The fields of a reason; `by` where it says something."""
    return {name: value for name, value in asdict(reason).items() if name != "by" or value}


def paper_from_json(data: dict[str, Any]) -> RankedPaper:
    """Read back what `paper_to_json` wrote. Raises KeyError on a foreign object, ValueError on a
    reason of a kind that there is not."""
    announced = data.get("announced")
    return RankedPaper(
        rank=data["rank"],
        paper=Paper(
            id=data["id"],
            title=data["title"],
            abstract=data["abstract"],
            authors=tuple(data["authors"]),
            categories=tuple(data["categories"]),
            version=data["version"],
            withdrawn=data.get("withdrawn", False),
            comments=data.get("comments", ""),
        ),
        kind=data["kind"],
        score=data["score"],
        probability=data["probability"],
        keyword_hits=tuple(KeywordHit(**h) for h in data["keyword_hits"]),
        because=tuple(map(_reason_from_json, data["because"])),
        usual=tuple(data.get("usual", ())),
        profile=data["profile"],
        vote=data["vote"],
        exploration=data["exploration"],
        announced=date.fromisoformat(announced) if announced else None,
    )


def _reason_from_json(data: dict[str, Any]) -> Reason:
    if not is_reason_kind(data["kind"]):
        raise ValueError(f"a reason is of no kind {data['kind']!r}")
    return Reason(**data)
