"""The JSON objects of `--format json`, command by command; docs/json.md says what each field is.

Fields are only ever added. The digest's own object is `Digest.to_json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.feedback.library import Status
    from ranker.app.feedback.standing import StandingVote
    from ranker.app.feedback.voting import Cast
    from ranker.app.runs.scheduling import ScheduleStatus, Timetable
    from ranker.app.search.why import Explanation, Shown
    from ranker.digest.value import Completeness
    from ranker.evaluation.replay import Replayed
    from ranker.feedback.counting import Doubt
    from ranker.models.scoring import ProfileModel

Form = Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal or json.")]


def wants_json(form: str) -> bool:
    """Whether JSON is asked for, of the two. Raises UsageError for another format."""
    if form not in ("terminal", "json"):
        raise UsageError(f"--format is terminal or json, not {form!r}")
    return form == "json"


def document(data: object) -> str:
    """Strict JSON (RFC 8259): texts whole, what would move a cursor spelled out, a final newline.

    Raises ValueError for a number that is not finite.
    """
    from ranker.digest.escape import json_text

    whole = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2, default=_plain)
    return json_text(whole) + "\n"


def print_json(data: object) -> None:
    """Print `document(data)`."""
    typer.echo(document(data), nl=False)


def explanation(found: Explanation) -> dict[str, Any]:
    """`rank why`: the contributions of `reasons`, strongest first, sum to `score`.

    `shown` is how the last digest that has the paper ranked it, `changed` that this was otherwise.
    """
    from ranker.digest.parts_json import reason_to_json

    return {
        "id": found.paper.id,
        "title": found.paper.title,
        "profile": found.profile,
        "stage": found.stage,
        "model": found.model,
        "score": found.score,
        "probability": found.probability,
        "keyword_hits": [asdict(hit) for hit in found.hits],
        "reasons": [reason_to_json(reason) for reason in found.reasons],
        "shown": found.shown and asdict(found.shown),
        "changed": found.changed,
    }


def shown(found: Shown) -> dict[str, Any]:
    """`rank show`."""
    from ranker.paper import links

    paper, vote, place = found.paper, found.vote, found.whereabouts
    return {
        "id": paper.id,
        "version": paper.version,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.authors,
        "categories": paper.categories,
        "withdrawn": paper.withdrawn,
        "comments": paper.comments,
        "announced": found.announced or None,
        "vote": vote.vote if vote else 0,
        "voted_at": vote.at if vote else None,
        "links": links(paper.id),
        "profile": found.profile,
        "whereabouts": {
            "outcome": place.outcome,
            "announcement": place.day,
            "rank": place.rank or None,
            "ranked": place.ranked or None,
            "words": place.words,
        },
    }


def _timetable(found: Timetable | None) -> dict[str, Any]:
    return {
        "system": found.system if found else None,
        "at": f"{found.at:%H:%M}" if found and found.at else None,
        "next_run": found.next_run if found else None,
    }


def status(
    found: Status,
    newest: Mapping[str, tuple[date, Sequence[Completeness]] | None],
    schedule: ScheduleStatus | None,
    mail_fault: str,
) -> dict[str, Any]:
    """`rank status`; `newest` is the completeness of each profile's newest announcement."""
    profiles = []
    for one in found.profiles:
        read = newest[one.name]
        rows = [asdict(row) for row in read[1]] if read else []
        profiles.append(asdict(one) | {"newest": read[0] if read else None, "completeness": rows})
    run = schedule.last_run if schedule else None
    return {
        "home": str(found.home),
        "papers": found.papers,
        "newest": found.newest,
        "profiles": profiles,
        "schedule": {
            **_timetable(schedule.daily if schedule else None),
            "weekly": _timetable(schedule.weekly) if schedule and schedule.weekly else None,
            "last_run": run and {"ended": run.ended, "outcome": run.outcome, "failed": run.failed},
            "waiting_mails": schedule.waiting_mails if schedule else None,
        },
        "mail_fault": mail_fault or None,
        "bad_votes": found.bad_votes,
    }


def model(
    found: ProfileModel,
    *,
    promoted: bool,
    rolled_back: bool,
    why: str,
    odd: Sequence[Doubt] = (),
) -> dict[str, Any]:
    """`rank train`: the model in use after it, whether that is a new one, and why; and what is odd
    about the votes."""
    card = asdict(found.card) | {"stage": found.stage, "background": found.background}
    return {
        "profile": found.profile,
        "promoted": promoted,
        "rolled_back": rolled_back,
        "why": why,
        "model": card,
        "doubts": [asdict(one) for one in odd],
    }


def replayed(found: Replayed) -> dict[str, Any]:
    """`rank replay`: a row a ranker; `ahead` is how far rank itself is ahead of it."""
    rows = [
        {
            "name": row.name,
            "ndcg": row.quality.ndcg,
            "recall": row.quality.recall,
            "auc": row.quality.auc,
            "likes": row.likes,
            "dislikes": row.dislikes,
            "announcements": row.days,
            "ahead": asdict(row.ahead) if row.ahead else None,
        }
        for row in found.rows
    ]
    return {
        "profile": found.profile,
        "trainings": found.steps,
        "rows": rows,
        "verdict": found.verdict,
        "forecasts": asdict(found.forecasts),
    }


def cast(vote: int, done: Sequence[Cast]) -> dict[str, Any]:
    """`rank like`, `dislike` and `undo`: the papers voted on, by profile, and its votes now."""
    profiles = [
        {
            "profile": one.profile,
            "papers": [{"id": p.id, "title": one.titles[p.id]} for p in one.papers],
            "likes": one.likes,
            "dislikes": one.dislikes,
        }
        for one in done
    ]
    return {"vote": vote, "profiles": profiles}


def standing(found: Sequence[StandingVote]) -> dict[str, Any]:
    """`rank votes`: the votes that stand, newest first."""
    votes = [
        {
            "id": one.paper.id,
            "title": one.paper.title,
            "vote": one.vote,
            "at": one.at,
            "profile": one.profile,
        }
        for one in found
    ]
    return {"votes": votes}


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
