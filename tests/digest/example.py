"""Small invented digests that the golden files and the format tests are made from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from ranker.digest.value import Completeness, Digest
from ranker.paper import Kind, Paper
from ranker.scored import Field, KeywordHit, ModelCard, RankedPaper, Reason

KEYWORDS = ("speech enhancement", "noise", "enhancement of speech")


def hits(title: str, abstract: str, keywords: tuple[str, ...]) -> tuple[KeywordHit, ...]:
    """Case-insensitive finds, as the ranker would leave them."""
    fields: tuple[tuple[Field, str], ...] = (("title", title), ("abstract", abstract))
    return tuple(
        KeywordHit(keyword, field, found.start(), found.end())
        for field, text in fields
        for keyword in keywords
        for found in re.finditer(re.escape(keyword), text, re.IGNORECASE)
    )


def ranked(
    rank: int,
    title: str,
    abstract: str,
    *,
    paper_id: str = "",
    authors: tuple[str, ...] = ("Ada Quillworth", "Bo Lindenmark"),
    categories: tuple[str, ...] = ("eess.AS", "cs.SD"),
    kind: Kind = "new",
    probability: float = 0.5,
    because: tuple[Reason, ...] = (),
    keywords: tuple[str, ...] = KEYWORDS,
    vote: int = 0,
    exploration: bool = False,
    comments: str = "",
    profile: str = "speech",
) -> RankedPaper:
    paper = Paper(
        paper_id or f"9912.2000{rank}",
        title,
        abstract,
        authors,
        categories,
        comments=comments,
    )
    return RankedPaper(
        rank=rank,
        paper=paper,
        kind=kind,
        score=sum(r.contribution for r in because),
        probability=probability,
        keyword_hits=hits(title, abstract, keywords),
        because=because,
        profile=profile,
        vote=vote,
        exploration=exploration,
    )


def digest(*papers: RankedPaper, size: int | None = None) -> Digest:
    return Digest(
        announcement=date(2099, 12, 14),
        profile="speech",
        stage="blend",
        model=ModelCard("speech-3f2a9c", datetime(2099, 12, 13, 6, 30, tzinfo=UTC), 14, 6),
        keywords=KEYWORDS,
        exclude=("text-to-speech",),
        categories=("eess.AS", "cs.SD"),
        completeness=(
            Completeness("eess.AS", 41, 41, 2, 3, "fresh"),
            Completeness("cs.SD", None, 0, 0, 0, "stalled"),
        ),
        papers=papers,
        size=len(papers) if size is None else size,
        excluded=4,
        seen=2,
        notes=("cs.SD could not be fetched: the server answered 503",),
    )


def golden() -> Digest:
    """Three shown papers and one more, with one of everything that a digest can say."""
    return digest(
        ranked(
            1,
            "Speech Enhancement of Speech in Café Noise at $-5\\,$dB and Below",
            "We clean speech that is recorded in cafés. Noise is removed by a mask, and the voice "
            "is kept. On 310 recordings, the method gains 6.2 dB; code is at "
            "https://example.org/cafe_noise. It costs $5 per hour. (Invented sample paper.)",
            probability=0.93,
            vote=1,
            comments="Accepted at ICIN 2099; 4 pages, $3^2$ figures",
            because=(
                Reason("vote", "you liked it", 2.5),
                Reason("keyword", "speech enhancement", 1.25),
                Reason("liked", "A Beamformer That Forgets: Online Source Separation", 0.75),
                Reason("term", "café", -0.25),
                Reason("category", "eess.AS", 0.125),
                Reason("rest", "", 0.0625),
            ),
        ),
        ranked(
            2,
            "Listening to $L^2$ Walls: What Rooms Do <Not> Tell [Extended]",
            "Rooms are silent about their walls. (Invented sample paper.)",
            authors=tuple(f"{letter}. Sampleton" for letter in "ABCDEFGHIJKL"),
            categories=("math.AP", "eess.AS"),
            kind="cross",
            probability=0.41,
            exploration=True,
            because=(
                Reason("meaning", "papers that your keywords find", 0.5),
                Reason("author", "B. Sampleton", 0.25),
            ),
        ),
        ranked(
            3,
            "Cloning Voices",
            "",
            paper_id="hep-th/9901001",
            authors=(),
            categories=(),
            kind="replace-cross",
            probability=0.06,
            vote=-1,
            profile="voices",
            because=(Reason("disliked", "Expressive Voices", -1.5),),
        ),
        ranked(4, "A Paper Below the Fold", "Not shown by default. (Invented sample paper.)"),
        size=3,
    )


def empty(state: str) -> Digest:
    """A digest without papers: `seen`, `excluded`, `nothing`, `waiting`, `stalled`, `no papers`."""
    bare = replace(digest(), excluded=0, seen=0, notes=(), completeness=())
    row = Completeness("eess.AS", 0, 0, 0, 0, "quiet")
    return {
        "seen": replace(bare, seen=7),
        "excluded": replace(bare, excluded=3),
        "nothing": replace(bare, completeness=(row,)),
        "waiting": replace(bare, completeness=(replace(row, state="waiting"),)),
        "stalled": replace(bare, completeness=(replace(row, state="stalled"),)),
        "no papers": bare,
        "irrelevant": replace(bare, papers=golden().papers, size=0),
    }[state]
