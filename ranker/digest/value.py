"""The digest: the ranked papers of one announcement, as one value that every renderer reads.

`to_json` and `from_json` are the `--format json` contract and what the store keeps, so that a
day that is already ranked is shown again without ranking it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from ranker.digest.outcome import CONFIRMED, History, Standing
from ranker.paper import Kind, Paper, links

Stage = Literal["keywords", "blend", "learned"]
Field = Literal["title", "abstract"]
State = Literal["fresh", "waiting", "quiet", "stalled"]


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """Where a keyword stands in a field: half-open character span [start, end)."""

    keyword: str
    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score. The contributions of a paper's reasons sum to its score.

    `kind` is the family: keyword, term, liked, disliked, vote (on this very paper), category,
    author, meaning (likeness to what the keywords find), field (likeness to papers at large),
    rest, constant. `name` is what a reader recognises: the keyword, the term, the title of the
    liked paper.
    """

    kind: str
    name: str
    contribution: float


_SHARED = ("category", "meaning")
_NAMELESS = ("field", "vote", "rest", "constant")


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """One paper in its place. `probability` is that of a like, 0 to 1; `score` is finite.

    `announced` is the listing date it was announced under; None where an older rank ranked it.
    """

    rank: int
    paper: Paper
    kind: Kind
    score: float
    probability: float
    keyword_hits: tuple[KeywordHit, ...]
    because: tuple[Reason, ...]
    profile: str = ""
    vote: int = 0
    exploration: bool = False
    announced: date | None = None

    def strongest(self, count: int = 3) -> tuple[Reason, ...]:
        """The reasons that move the score most, those first that many papers do not share.

        Nearly all papers of an announcement have the reader's categories and are somewhat like
        what the keywords find: that says little of a place. What names nothing is left out.
        """
        named = [r for r in self.because if r.kind not in _NAMELESS and r.contribution]
        named.sort(key=lambda r: (r.kind in _SHARED, -abs(r.contribution)))
        return tuple(named[:count])


@dataclass(frozen=True, slots=True)
class Completeness:
    """What became of one category's announcement. `announced` is None where nobody said."""

    category: str
    announced: int | None
    fetched: int
    seen_before: int
    shown: int
    state: State


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The model that ranked the digest.

    `weak_likes` are unvoted papers learned as if liked a little: the broader the reader's interest
    showed itself, the more.
    """

    id: str
    trained_at: datetime | None
    likes: int
    dislikes: int
    weak_likes: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """The ranked papers of one announcement.

    `papers` holds every ranked paper, best first; `size` is how many of them a reader is shown
    unless asked for more. `announcement` is the listing date L. `excluded` and `seen` count the
    papers that an excluded word or an earlier digest kept out. `history` says whether the reader
    has had it before, `standing` whether it is the announcement that is due, `notes` what the
    reader should know (a category that failed, a line that was skipped).
    """

    announcement: date
    profile: str
    stage: Stage
    model: ModelCard
    keywords: tuple[str, ...]
    exclude: tuple[str, ...]
    categories: tuple[str, ...]
    completeness: tuple[Completeness, ...]
    papers: tuple[RankedPaper, ...]
    size: int
    excluded: int = 0
    seen: int = 0
    history: History = "new"
    standing: Standing = CONFIRMED
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[RankedPaper, ...]:
        """The papers a reader is shown by default."""
        return self.papers[: self.size]

    @property
    def likely(self) -> tuple[float, ...]:
        """The probabilities that say how many papers are worth showing: those not withdrawn."""
        return tuple(r.probability for r in self.papers if not r.paper.withdrawn)

    @property
    def several_days(self) -> bool:
        """Whether it ranks the announcements of several days together."""
        return any(r.announced not in (None, self.announcement) for r in self.papers)

    def beyond_keywords(self, most: int = 3) -> tuple[RankedPaper, ...]:
        """The best papers shown that no keyword hits: what a keyword filter would have missed."""
        missed = (r for r in self.shown if not (r.keyword_hits or r.paper.withdrawn))
        return tuple(missed)[:most] if self.keywords else ()

    def doubted_hits(self, most: int = 3) -> tuple[RankedPaper, ...]:
        """The papers a keyword hits that stand last, if they are in the lower half: noise."""
        lower = self.papers[max(self.size, len(self.papers) // 2) :]
        hit = (r for r in reversed(lower) if r.keyword_hits and not r.paper.withdrawn)
        return tuple(hit)[:most]

    def to_json(self, *, everything: bool = False) -> dict[str, Any]:
        """The `--format json` object. Dates are ISO 8601; `papers` as shown, or all of them."""
        return {
            "announcement": self.announcement.isoformat(),
            "history": self.history,
            "standing": asdict(self.standing),
            "profile": self.profile,
            "stage": self.stage,
            "model": asdict(self.model)
            | {"trained_at": self.model.trained_at and self.model.trained_at.isoformat()},
            "keywords": list(self.keywords),
            "exclude": list(self.exclude),
            "categories": list(self.categories),
            "completeness": [asdict(c) for c in self.completeness],
            "size": self.size,
            "ranked": len(self.papers),
            "excluded": self.excluded,
            "seen": self.seen,
            "notes": list(self.notes),
            "papers": [_paper_to_json(p) for p in (self.papers if everything else self.shown)],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Digest:
        """Read back what `to_json(everything=True)` wrote. Raises KeyError on a foreign object."""
        model = data["model"]
        trained_at = model["trained_at"] and datetime.fromisoformat(model["trained_at"])
        return cls(
            announcement=date.fromisoformat(data["announcement"]),
            profile=data["profile"],
            stage=data["stage"],
            model=ModelCard(**(model | {"trained_at": trained_at})),
            keywords=tuple(data["keywords"]),
            exclude=tuple(data["exclude"]),
            categories=tuple(data["categories"]),
            completeness=tuple(Completeness(**c) for c in data["completeness"]),
            papers=tuple(_paper_from_json(p) for p in data["papers"]),
            size=data["size"],
            excluded=data["excluded"],
            seen=data["seen"],
            history=data["history"],
            standing=Standing(**data["standing"]),
            notes=tuple(data["notes"]),
        )


def _paper_to_json(ranked: RankedPaper) -> dict[str, Any]:
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
        "kind": ranked.kind,
        "announced": ranked.announced and ranked.announced.isoformat(),
        "score": ranked.score,
        "probability": ranked.probability,
        "profile": ranked.profile,
        "vote": ranked.vote,
        "exploration": ranked.exploration,
        "keyword_hits": [asdict(h) for h in ranked.keyword_hits],
        "because": [asdict(r) for r in ranked.because],
        "links": links(paper.id),
    }


def _paper_from_json(data: dict[str, Any]) -> RankedPaper:
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
        ),
        kind=data["kind"],
        score=data["score"],
        probability=data["probability"],
        keyword_hits=tuple(KeywordHit(**h) for h in data["keyword_hits"]),
        because=tuple(Reason(**r) for r in data["because"]),
        profile=data["profile"],
        vote=data["vote"],
        exploration=data["exploration"],
        announced=date.fromisoformat(announced) if announced else None,
    )
