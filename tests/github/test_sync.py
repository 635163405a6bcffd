"""One issue per announcement, and every box counted exactly once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ranker.app.feedback.voting import cast_votes, undo
from ranker.app.interests.setup import add_profile, check_profile
from ranker.app.learning.forecasting import reliability_of
from ranker.app.today import Request, today
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.github.boxes import choices_in, head_marker
from ranker.github.trouble import GitHubError, GitHubUnavailableError
from tests.conftest import reopened
from tests.github.conftest import Desk, Ticking
from tests.github.server import REPOSITORY, Fault, refusal
from tests.invented import DAY, Clock, HashingEncoder


def first_two(desk: Desk) -> tuple[str, str]:
    one, two = choices_in(desk.api.issues[1]["body"])[:2]
    return one.paper_id, two.paper_id


def test_the_issue_has_two_boxes_for_every_paper_shown(desk: Desk) -> None:
    done = desk.sync()
    issue = desk.api.issues[1]
    assert done.opened is not None
    assert done.opened.number == 1
    assert issue["title"] == "arXiv digest, Monday 6 July 2026"
    assert [label["name"] for label in issue["labels"]] == ["arxiv-digest"]
    stored = desk.ws.digests.get("hearing", str(DAY))
    assert stored is not None
    shown = [r.paper.id for r in stored.digest.papers[:20]]
    assert [(c.paper_id, c.rank) for c in choices_in(issue["body"])] == [
        (paper_id, rank) for rank, paper_id in enumerate(shown, 1)
    ]
    assert issue["body"].count("- [ ] ") == 40


def test_the_issue_links_the_newest_digest(desk: Desk) -> None:
    desk.sync()
    file = f"https://github.com/{REPOSITORY}/blob/HEAD/digests/latest.md"
    assert f"[digests/latest.md]({file})" in desk.api.issues[1]["body"]


def test_an_announcement_never_gets_a_second_issue(desk: Desk) -> None:
    desk.sync()
    for _ in range(7):
        desk.api.add("chatter, labelled by hand")
    desk.api.page_size = 2
    done = desk.sync()
    assert done.opened is None
    assert done.there is not None
    assert done.there.number == 1
    assert len(desk.api.sent("POST")) == 1


def test_an_issue_closed_by_its_reader_is_not_opened_again(desk: Desk) -> None:
    desk.sync()
    desk.api.issues[1]["state"] = "closed"
    assert desk.sync().opened is None


@pytest.mark.parametrize("status", [502, 0], ids=["bad gateway", "no answer"])
def test_an_issue_whose_answer_was_lost_is_not_opened_twice(
    desk: Desk, ticking: Ticking, status: int
) -> None:
    # Three lists are asked for before the issue is opened.
    desk.api.faults = [None, None, None, Fault(status, done=True)]
    done = desk.sync()
    assert done.there is not None
    assert len(desk.api.issues) == 1
    assert ticking.slept == [10.0]


def test_an_issue_that_an_outage_prevented_is_opened_at_the_second_try(desk: Desk) -> None:
    desk.api.faults = [None, None, None, Fault(502)]
    assert desk.sync().opened is not None
    desk.api.issues.clear()
    desk.api.faults = [None, None, None, Fault(502), None, Fault(502)]
    with pytest.raises(GitHubUnavailableError, match="out of order"):
        desk.sync()


def test_a_tick_is_a_vote_once(desk: Desk) -> None:
    desk.sync()
    liked, disliked = first_two(desk)
    desk.tick("👍", liked)
    desk.tick("👎", disliked)
    assert [(v.id, v.vote) for v in desk.read().votes] == [(liked, LIKE), (disliked, DISLIKE)]
    assert desk.votes == {liked: LIKE, disliked: DISLIKE}
    assert desk.read().votes == desk.sync().votes == ()
    assert desk.log_lines == 2


def test_a_tick_is_counted_once_by_a_run_that_has_nothing_but_the_log(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.read()
    clock, encoder = desk.ws.now, desk.ws.encoder
    desk.ws = reopened(desk.ws.paths.home, clock, encoder)  # type: ignore[arg-type]
    assert desk.read().votes == ()


def test_unticking_withdraws_and_ticking_again_votes_again(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.read()
    desk.tick("👍", liked, off=True)
    assert [v.vote for v in desk.read().votes] == [0]
    assert desk.read().votes == ()
    assert desk.votes == {}
    desk.tick("👎", liked)
    desk.read()
    assert desk.votes == {liked: DISLIKE}
    assert desk.log_lines == 3


def test_two_ticked_boxes_say_nothing_until_one_is_unticked(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.read()
    desk.tick("👎", liked)
    assert "both boxes" in desk.read().notes[0]
    assert desk.votes == {liked: LIKE}
    desk.tick("👍", liked, off=True)
    desk.read()
    assert desk.votes == {liked: DISLIKE}


def test_a_vote_undone_elsewhere_is_not_cast_again_by_its_box(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.read()
    desk.ws.now.time += timedelta(hours=1)  # type: ignore[attr-defined]
    undo(desk.ws, [liked], None)
    assert desk.read().votes == ()
    assert desk.votes == {}


def test_unticking_leaves_a_vote_that_was_cast_elsewhere_since(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.read()
    desk.ws.now.time += timedelta(hours=1)  # type: ignore[attr-defined]
    cast_votes(desk.ws, [liked], DISLIKE, None)
    desk.tick("👍", liked, off=True)
    desk.read()
    assert desk.votes == {liked: DISLIKE}


def test_reading_alone_changes_nothing_on_github(desk: Desk) -> None:
    desk.sync()
    desk.api.add(head_marker(DAY - timedelta(days=30)), day=-30)
    sent = len(desk.api.sent("POST") + desk.api.sent("PATCH"))
    desk.read()
    assert len(desk.api.sent("POST") + desk.api.sent("PATCH")) == sent


def test_a_profile_that_was_added_gets_its_own_section(
    desk: Desk, papers_file: Path, clock: object, encoder: object
) -> None:
    add_profile(desk.ws.paths, check_profile("sky", (), ("galaxy",)))
    desk.ws = reopened(desk.ws.paths.home, clock, encoder)  # type: ignore[arg-type]
    today(desk.ws, Request(profile="sky", path=papers_file))
    desk.sync()
    body = desk.api.issues[1]["body"]
    assert "## hearing\n" in body
    assert "## sky\n" in body
    assert "[digests/latest-hearing.md](https://" in body
    assert "[digests/latest-sky.md](https://" in body
    sky = [c for c in choices_in(body) if c.profile == "sky"]
    assert len(sky) == 20
    line = next(one for one in body.split("\n") if f"like 1 {sky[0].paper_id} sky" in one)
    desk.api.edit(1, line, line.replace("[ ]", "[x]"))
    hearing = [c for c in choices_in(body) if c.profile == "hearing"]
    shared = {c.paper_id for c in hearing} & {c.paper_id for c in sky}
    sky_only = next(c.paper_id for c in sky if c.paper_id not in shared)
    desk.api.comment(1, f"rank like {sky_only} 2\nrank like 3 --profile sky")
    desk.read()
    assert list(desk.votes) == [hearing[1].paper_id]
    in_sky = set(desk.ws.votes_of(desk.ws.config.profile("sky")))
    assert in_sky == {sky[0].paper_id, sky_only, sky[2].paper_id}


def test_what_an_issue_tells_is_kept_and_judged_by_its_boxes(
    desk: Desk, papers_file: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    """Fails where only what a file told is kept: the file of all interests holds less."""
    add_profile(desk.ws.paths, check_profile("sky", (), ("galaxy",)))
    desk.ws = reopened(desk.ws.paths.home, clock, encoder)
    today(desk.ws, Request(path=papers_file))
    assert len(desk.ws.forecasts.of("sky")) < 20
    desk.sync()
    choices = choices_in(desk.api.issues[1]["body"])
    for profile in desk.ws.config.profiles:
        told = {f.paper_id for f in desk.ws.forecasts.of(profile.name)}
        assert told >= {c.paper_id for c in choices if c.profile == profile.name}
    desk.api.now = clock() + timedelta(hours=1)
    desk.tick("👍", next(c.paper_id for c in choices if c.profile == "hearing"))
    desk.read()
    found = reliability_of(desk.ws, desk.ws.config.profiles[0])
    assert (sum(b.liked for b in found.bands), found.judged) == (1, 20)


def test_an_issue_without_its_label_is_an_error_and_not_a_silent_copy(desk: Desk) -> None:
    desk.api.drops_labels = True
    with pytest.raises(GitHubError, match="without the label"):
        desk.sync()


def test_a_digest_of_long_ago_is_not_sent_out(desk: Desk) -> None:
    desk.ws.now.time += timedelta(days=9)  # type: ignore[attr-defined]
    done = desk.sync()
    assert done.opened is None
    assert "more than a week ago" in done.notes[0]


def test_votes_are_kept_even_if_github_refuses_to_go_on(desk: Desk) -> None:
    desk.sync()
    liked, _ = first_two(desk)
    desk.tick("👍", liked)
    desk.api.faults = [None, None, refusal(403, "Resource not accessible by integration")]
    with pytest.raises(GitHubError, match="issues: write"):
        desk.sync()
    assert desk.votes == {liked: LIKE}
