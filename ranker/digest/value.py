"""The digest: the ranked papers of one announcement, as one value that every renderer reads.

`to_json` and `from_json` are the `--format json` contract and what the store keeps, so that a
day that is already ranked is shown again without ranking it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from ranker.digest.outcome import CONFIRMED, History, Standing
from ranker.digest.parts_json import paper_from_json, paper_to_json
from ranker.scored import ModelCard, RankedPaper, Stage
from ranker.settings import DigestSettings

State = Literal["fresh", "waiting", "quiet", "stalled"]
WORTH = DigestSettings().worth


@dataclass(frozen=True, slots=True)
class Completeness:
    """What became of one category's announcement. `announced` is None where nobody said.

    `ranked` counts the papers that this digest holds, most of which a reader is not shown unless
    asked for. It was called `shown` first, and is so still in JSON and in readers' templates.
    """

    category: str
    announced: int | None
    fetched: int
    seen_before: int
    ranked: int
    state: State

    @property
    def shown(self) -> int:
        """The older name of `ranked`."""
        return self.ranked

    @property
    def missing(self) -> bool:
        """Whether papers are, or may be, missing: it is due and not read, or not read whole."""
        return self.state in ("waiting", "stalled") or (self.announced or 0) > self.fetched

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Completeness:
        """Read back one category's row. Raises KeyError on a foreign object."""
        names = ("category", "announced", "fetched", "seen_before")
        same = {name: data[name] for name in names}
        return cls(**same, ranked=data["shown"], state=data["state"])


@dataclass(frozen=True, slots=True)
class Digest:
    """The ranked papers of one announcement.

    `papers` holds every ranked paper, best first; `size` is how many of them a reader is shown
    unless asked for more, `worth` the probability from which one is worth reading. `announcement`
    is the listing date L. `fetched` counts the announcement's stored papers, each once however many
    categories it is in (0: not counted); `excluded`, `seen` and `replaced` those of them that an
    excluded word or an earlier digest kept out, or that are only new versions. `history` says
    whether the reader has had it before, `standing` whether it is the announcement that is due,
    `notes` what the reader should know (a category that failed, a line that was skipped).
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
    worth: float = WORTH
    fetched: int = 0
    replaced: int = 0

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
        """Choose the best papers shown that no keyword hits: what a keyword filter would miss.

        Parameters
        ----------
        most
            How many at most.

        Returns
        -------
        tuple of RankedPaper
            Best first; none where the profile has no keyword.

        Examples
        --------
        >>> from pathlib import Path
        >>> from ranker import Request, today
        >>> digest = today(ws, Request(path=Path("announcement.jsonl")))
        >>> any(ranked.keyword_hits for ranked in digest.beyond_keywords())
        False
        """
        missed = (r for r in self.shown if not (r.keyword_hits or r.paper.withdrawn))
        return tuple(missed)[:most] if self.keywords else ()

    def doubted_hits(self, most: int = 3) -> tuple[RankedPaper, ...]:
        """Choose the papers that a keyword hits and that stand last: it may be noise.

        Parameters
        ----------
        most
            How many at most.

        Returns
        -------
        tuple of RankedPaper
            Worst first, of the lower half and beyond what is shown.

        Examples
        --------
        >>> from pathlib import Path
        >>> from ranker import Request, today
        >>> digest = today(ws, Request(path=Path("announcement.jsonl")))
        >>> all(ranked.keyword_hits for ranked in digest.doubted_hits())
        True
        """
        lower = self.papers[max(self.size, len(self.papers) // 2) :]
        hit = (r for r in reversed(lower) if r.keyword_hits and not r.paper.withdrawn)
        return tuple(hit)[:most]

    def to_json(self, *, everything: bool = False) -> dict[str, Any]:
        """Make the object that `rank today --format json` prints (docs/json.md).

        Parameters
        ----------
        everything
            Whether `papers` holds all that were ranked, or those that are shown.

        Returns
        -------
        dict
            Of strings, numbers, lists and dicts alone; dates are ISO 8601.

        Examples
        --------
        >>> from pathlib import Path
        >>> from ranker import Request, today
        >>> digest = today(ws, Request(path=Path("announcement.jsonl")))
        >>> told = digest.to_json()
        >>> told["announcement"], told["ranked"], len(told["papers"])
        ('2099-12-14', 59, 20)
        """
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
            "completeness": [asdict(c) | {"shown": c.ranked} for c in self.completeness],
            "size": self.size,
            "worth": self.worth,
            "fetched": self.fetched,
            "ranked": len(self.papers),
            "excluded": self.excluded,
            "seen": self.seen,
            "replaced": self.replaced,
            "notes": list(self.notes),
            "papers": [paper_to_json(p) for p in (self.papers if everything else self.shown)],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Digest:
        """Read back what `to_json(everything=True)` made.

        Parameters
        ----------
        data
            That object.

        Returns
        -------
        Digest
            Equal to the one it was made from.

        Raises
        ------
        KeyError
            On a foreign object.

        Examples
        --------
        >>> from pathlib import Path
        >>> from ranker import Digest, Request, today
        >>> digest = today(ws, Request(path=Path("announcement.jsonl")))
        >>> Digest.from_json(digest.to_json(everything=True)) == digest
        True
        """
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
            completeness=tuple(Completeness.from_json(c) for c in data["completeness"]),
            papers=tuple(paper_from_json(p) for p in data["papers"]),
            size=data["size"],
            excluded=data["excluded"],
            seen=data["seen"],
            history=data["history"],
            standing=Standing(**data["standing"]),
            notes=tuple(data["notes"]),
            worth=data.get("worth", WORTH),
            fetched=data.get("fetched", 0),
            replaced=data.get("replaced", 0),
        )
