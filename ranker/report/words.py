"""What the report says in words. Plain and still raw: page and figures escape it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from ranker.digest import shown
from ranker.digest.words import percent
from ranker.evaluation.rankers import PREVIOUS
from ranker.evaluation.reliability import ENOUGH, Band, Reliability
from ranker.evaluation.replay import LEAST_BEFORE, LEAST_DAYS, LEAST_LIKES, Replayed, Stretch
from ranker.plurals import count
from ranker.report.value import (
    Dot,
    KeywordCount,
    Kind,
    ListingDate,
    PaperMap,
    Report,
    Terms,
    VotesOn,
    VoteTimes,
)

KINDS: dict[Kind, str] = {
    "complete": "complete",
    "partly": "in part",
    "missing": "missing",
    "file": "from a file",
    "unread": "not read",
}
_HINT_LIMIT = 160


def title(report: Report) -> str:
    """What the report rests on: `What rank learned from 403 votes`."""
    if not report.votes.total:
        return "Nothing learned yet: no vote stands"
    return f"What rank learned from {count(report.votes.total, 'vote')}"


def short_day(day: date) -> str:
    """`2 Jun`."""
    return f"{day.day} {day:%b}"


def axis_day(day: date, *, with_year: bool) -> str:
    """`2 Jun`, or `Jun ’26` where the year must be told."""
    return f"{day:%b} ’{day:%y}" if with_year else short_day(day)


def signed(value: float) -> str:
    """`+1.13`, with a minus as wide as the plus."""
    return f"{value:+.2f}".replace("-", "−")


def votes_title(found: VoteTimes) -> str:
    return f"{count(found.likes, 'like')} and {count(found.dislikes, 'dislike')}"


def votes_note(found: VoteTimes) -> str:
    every = {1: "a day", 7: "a week"}.get(found.days, "four weeks")
    first, last = found.bins[0].first, found.bins[-1].first
    return (
        f"Votes that stand by when they were cast, a bar for {every}: likes upwards, dislikes "
        f"downwards, from {short_day(first)} {first.year} to {short_day(last)} {last.year}."
    )


NO_VOTES = "No vote stands. `rank like 3` likes the third paper of the list you saw last."


def bin_hint(one: VotesOn, days: int) -> str:
    until = f" to {short_day(one.first + timedelta(days=days - 1))}" if days > 1 else ""
    votes = f"{count(one.likes, 'like')}, {count(one.dislikes, 'dislike')}"
    return f"{short_day(one.first)}{until}: {votes}"


def replay_title(replayed: Replayed) -> str:
    ours, *others = (row for row in replayed.rows if row.name != PREVIOUS and row.days)
    said = f"nDCG@10 {ours.quality.ndcg:.2f}"
    if not others:
        return f"{said}, with nothing to compare"
    best = max(others, key=lambda row: row.quality.ndcg)
    return f"{said}; the best simpler way, {best.name}, {best.quality.ndcg:.2f}"


def replay_note(report: Report) -> str:
    likes = sum(point.likes for point in report.replay.curve)
    days = sum(point.days for point in report.replay.curve)
    return (
        "Your own past, walked in time order: at each point every ranker was trained on the votes "
        "before it, ranked the announcements after it, and was judged by the votes you cast on "
        f"these, {count(likes, 'like')} on {count(days, 'announcement')} in all. 1 is a day whose "
        f"first ten are all you could like. {report.replay.verdict}"
    )


def replay_missing(report: Report) -> str:
    likes = count(report.votes.likes, "like")
    return (
        f"There is nothing to replay yet. It takes likes on announcements that are stored, cast "
        f"after {LEAST_BEFORE} others; for a verdict, {LEAST_LIKES} of them on {LEAST_DAYS} "
        f"announcements. You have {likes} in all."
    )


def point_hint(name: str, point: Stretch) -> str:
    judged = f"{count(point.days, 'announcement')}, {count(point.likes, 'like')}"
    return f"{name}: {point.ndcg[name]:.3f}, knowing {count(point.votes, 'vote')} ({judged})"


def band(found: Band) -> str:
    """`80 % or more`."""
    low, high = f"{found.low * 100:.0f}", f"{found.high * 100:.0f}"
    if found.high == 1:
        return f"{low} % or more"
    return f"{low} to {high} %" if found.low else f"below {high} %"


def band_count(found: Band) -> str:
    return f"{found.liked:,} of {found.shown:,}" if found.shown else "none shown"


def band_hint(found: Band) -> str:
    told = "" if found.probability is None else f", told {percent(found.probability)}"
    return f"{band(found)}: liked {band_count(found)}{told}"


def forecasts_title(found: Reliability) -> str:
    one = found.telling
    if one is None:
        return f"{count(found.judged, 'forecast')} judged, too few to tell"
    at = {0.8: "80 % or more", 0.5: "50 to 80 %", 0.2: "20 to 50 %"}.get(one.low, "less than 20 %")
    return f"Of {count(one.shown, 'paper')} at {at} you liked {one.liked:,}"


def forecasts_note(found: Reliability) -> str:
    said = (
        "The first probability that you were shown of a paper is frozen, and held against your "
        "later vote; a paper passed over counts as not liked. Where bar and tick end together, "
        "rank promised what came."
    )
    if not all(one.enough for one in found.bands):
        said += f" A band with fewer than {ENOUGH} papers is pale: chance moves it by a tenth."
    if found.unread:
        said += f" {count(found.unread, 'more paper')} shown since you voted last."
    return said


def forecasts_missing(found: Reliability) -> str:
    waiting = f" {count(found.unread, 'paper')} shown wait for it." if found.unread else ""
    return (
        "No probability shown to you can be judged yet. `rank today` keeps what it tells you; a "
        f"vote after that judges it.{waiting}"
    )


def terms_title(found: Terms) -> str:
    if not found.strongest:
        return f"“{found.weakest[0].name}” lowers a paper most"
    return f"“{found.strongest[0].name}” raises a paper most"


def terms_note(found: Terms) -> str:
    votes = f"{count(found.likes, 'like')} and {count(found.dislikes, 'dislike')}"
    rest = "keywords alone" if found.stage == "keywords" else votes
    return (
        f"The words with the largest weights of model {found.model}, which rests on {rest}. A "
        "weight is what a paper would gain that had this word alone. Keywords, liked papers near "
        "by and authors count besides; `rank why` has the whole sum of a paper."
    )


NO_TERMS = "No model has learned a term yet; it takes stored papers, and votes or keywords."


def keywords_title(found: Sequence[KeywordCount]) -> str:
    liked = max(found, key=lambda k: (k.liked, k.brought))
    if liked.liked:
        of = f"{liked.liked:,} of the {count(liked.brought, 'paper')} that it brought"
        return f"“{liked.keyword}”: you liked {of}"
    return "You liked no paper that a keyword brought"


def keywords_note(found: Sequence[KeywordCount]) -> str:
    idle = sum(not k.brought for k in found)
    none = f" {count(idle, 'keyword')} brought none." if idle else ""
    return f"Papers of your digests that have the keyword, and your votes on them.{none}"


NO_DIGESTS = "Papers are counted that a digest ranked and that have the keyword: `rank today`."
NO_KEYWORDS = "This interest has no keyword. `rank keywords suggest` finds some in your likes."


def keyword_hint(one: KeywordCount) -> str:
    votes = f"{one.liked:,} liked, {one.disliked:,} disliked"
    return f"{one.keyword}: {count(one.brought, 'paper')}, {votes}"


def map_title(found: PaperMap) -> str:
    likes, dislikes = (sum(d.vote == v for d in found.dots) for v in (1, -1))
    votes = f"{count(likes, 'like')} and {count(dislikes, 'dislike')}"
    return f"{votes} among {count(found.papers, 'paper')}"


def map_note(found: PaperMap) -> str:
    without = sum(not d.vote for d in found.dots)
    voted = len(found.dots) - without
    others = found.papers - voted
    some = f" Of {others:,} without a vote {without:,} have a dot." if without < others else ""
    lacking = f" {count(found.unembedded, 'paper')} not read by the encoder yet."
    return (
        f"What was announced from {short_day(found.first)} to {short_day(found.last)} "
        f"{found.last.year}, near where alike: the embeddings in the two directions in which they "
        f"differ most ({percent(found.share)} of their variance, so nearness here is a hint, not "
        f"a measure). Point at a mark for its title.{some}{lacking if found.unembedded else ''}"
    )


NO_MAP = "Fewer than three papers of the last four weeks are stored and read by the encoder."


def dot_hint(dot: Dot) -> str:
    return f"{shown.plain(dot.title, _HINT_LIMIT)} ({dot.id})"


def listings_title(found: Sequence[ListingDate]) -> str:
    kinds = Counter(one.kind for one in found)
    whole = kinds["complete"]
    if not whole and not kinds["partly"] and not kinds["missing"]:
        return f"None of the last {len(found)} announcements was read from arXiv"
    return f"{whole} of the last {len(found)} announcements are complete"


def listings_note(found: Sequence[ListingDate]) -> str:
    kinds = Counter(one.kind for one in found)
    parts = [f"{kinds[k]} {name}" for k, name in KINDS.items() if kinds[k]]
    said = f"{', '.join(parts)}. A cell has the papers that are stored of its date."
    if any(one.fetchable for one in found):
        said += " `rank fetch --days 60` reads what arXiv still has."
    return said


def listing_hint(one: ListingDate) -> str:
    holiday = f", {one.holiday}" if one.holiday else ""
    lacking = f"; lacking {', '.join(one.lacking)}" if one.lacking else ""
    papers = count(one.papers, "paper")
    return f"{one.day}: {KINDS.get(one.kind, one.kind)}, {papers}{holiday}{lacking}"
