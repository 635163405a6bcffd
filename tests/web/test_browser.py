"""The page in a real browser: reading, voting by click and by key, two tabs, a server that ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ranker import sample
from ranker.app import demo
from ranker.app.announcements.fetching import fetch_file
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.config import Paths
from tests.conftest import reopened
from tests.invented import Clock, HashingEncoder
from tests.patience import HUNG
from tests.web.conftest import Served, arrive, entered, serious_findings, serve

expect.set_options(timeout=HUNG * 1000)
WHOLE = """all => all.filter(a => a.getBoundingClientRect().bottom <= innerHeight
                               && a.getBoundingClientRect().top >= 0).length"""


def votes(home: Path) -> list[tuple[str, int]]:
    path = home / "feedback" / "votes.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(one["id"], one["vote"]) for one in map(json.loads, lines)]


def shown(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "article.paper", "all => all.map(a => a.id.slice(2))"
    )
    return found


def card(page: Page, paper_id: str) -> str:
    return f'article[id="p-{paper_id}"]'


def test_five_to_eight_papers_fit_on_a_screen_and_two_on_a_phone(
    window: Page, browser: Browser, served: Served
) -> None:
    assert 5 <= window.eval_on_selector_all("article.paper", WHOLE) <= 8
    context = entered(browser, served, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(served.url)
    assert phone.eval_on_selector_all("article.paper", WHOLE) >= 2
    wide = phone.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == 390


@pytest.fixture
def sample_day(home: Path, clock: Clock, encoder: HashingEncoder) -> Iterator[Served]:
    """The sample's announcement after votes, whose titles are the longest reasons."""
    create_workspace(Paths(home), check_profile("hearing", sample.CATEGORIES, sample.KEYWORDS))
    workspace = reopened(home, clock, encoder)
    for file in (sample.library_path(), sample.announcement_path()):
        fetch_file(workspace, file)
    demo.vote(workspace)
    today(workspace, Request(path=sample.announcement_path()))
    one = serve(lambda: reopened(home, clock, encoder), home)
    yield one
    one.stop()


@pytest.mark.parametrize(("width", "height", "least"), [(1280, 800, 5), (390, 844, 2)])
def test_as_many_of_the_sample_s_papers_fit_when_votes_are_the_reasons(
    browser: Browser, sample_day: Served, width: int, height: int, least: int
) -> None:
    context = entered(browser, sample_day, viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(sample_day.url)
    reasons = page.locator(".why li")
    near = reasons.filter(has_text="near “")
    whole = page.eval_on_selector_all("article.paper", WHOLE)
    lines = {box["height"] for li in reasons.all() if (box := li.bounding_box())}
    told = near.count(), near.first.get_attribute("title")
    unfolded = page.locator("article.paper").filter(has=near).first
    unfolded.locator("details").evaluate("one => one.open = true")
    cut = unfolded.locator(".why li").evaluate_all(
        "all => all.map(a => a.scrollWidth > a.clientWidth)"
    )
    context.close()
    assert least <= whole <= 8
    assert told[0] > 3
    assert str(told[1]).startswith("near “")
    assert max(lines) < 20  # a line each
    assert not any(cut)


def test_on_paper_reasons_stand_beside_the_whole_abstract_and_no_button(
    browser: Browser, sample_day: Served
) -> None:
    context = entered(browser, sample_day, viewport={"width": 703, "height": 1000})
    page = context.new_page()
    page.goto(sample_day.url)
    page.emulate_media(media="print")
    score = page.locator("article.paper .score").first.bounding_box()
    what = page.locator("article.paper .what").first.bounding_box()
    buttons = page.locator("button:visible, summary:visible, input:visible").count()
    cut = page.eval_on_selector_all(
        ".abstract", "all => all.filter(a => a.scrollHeight > a.clientHeight + 1).length"
    )
    context.close()
    assert score is not None
    assert what is not None
    assert score["x"] + score["width"] <= what["x"]
    assert abs(score["y"] - what["y"]) < 2
    assert (buttons, cut) == (0, 0)


def test_a_vote_by_click_folds_the_paper_and_ranks_the_list_anew(window: Page, home: Path) -> None:
    first = shown(window)[0]
    window.click(f"{card(window, first)} .like")
    expect(window.locator(".moved")).to_contain_text("moved")
    expect(window.locator("#voted")).to_contain_text("1 voted on")
    assert votes(home) == [(first, 1)]
    assert first not in shown(window)
    expect(window.locator(".move").first).to_be_visible()
    expect(window.locator(".summary").first).to_contain_text("1 like")


def test_votes_and_undo_by_key(window: Page, served: Served, home: Path) -> None:
    order = shown(window)
    window.keyboard.press("j")
    expect(window.locator("article.current")).to_have_id(f"p-{order[0]}")
    window.keyboard.press("j")
    window.keyboard.press("j")
    window.keyboard.press("k")
    expect(window.locator("article.current")).to_have_id(f"p-{order[1]}")
    window.keyboard.press("d")
    expect(window.locator("#told")).to_contain_text("Disliked")
    expect(window.locator("article.current")).to_have_id(f"p-{order[2]}")
    expect(window.locator("#voted")).to_contain_text("1 voted on")
    window.keyboard.press("s")
    expect(window.locator("#told")).to_contain_text("Saved")
    expect(window.locator(f"{card(window, order[2])} .save")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert votes(home) == [(order[1], -1)]
    window.keyboard.press("u")
    expect(window.locator("#told")).to_contain_text("Taken back: Saved")
    expect(window.locator(f"{card(window, order[2])} .save")).to_have_attribute(
        "aria-pressed", "false"
    )
    window.keyboard.press("l")
    expect(window.locator("#told")).to_contain_text("Liked")
    window.keyboard.press("u")
    expect(window.locator("#told")).to_contain_text("Taken back: Liked")
    assert votes(home)[1:] == [(order[2], 1), (order[2], 0)]
    arrive(window, served.url)
    window.keyboard.press("u")
    expect(window.locator("#told")).to_contain_text("Taken back: Disliked")
    window.keyboard.press("u")
    expect(window.locator("#told")).to_contain_text("nothing left")


def test_the_abstract_unfolds_and_keys_search_and_help(window: Page) -> None:
    window.keyboard.press("j")
    abstract = window.locator("article.current .abstract")
    folded = abstract.bounding_box()
    window.keyboard.press("m")
    expect(window.locator("article.current details")).to_have_attribute("open", "")
    unfolded = abstract.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert folded["height"] < unfolded["height"]
    window.keyboard.press("/")
    expect(window.locator("#q")).to_be_focused()
    window.keyboard.type("speech noise")
    window.keyboard.press("Enter")
    expect(window.locator("h1")).to_contain_text("speech noise")
    assert window.locator("article.found").count() > 10
    window.keyboard.press("?")
    expect(window.locator("h1").first).to_have_text("Keys")


def test_a_lever_is_tried_in_place_pulled_and_taken_back(window: Page, home: Path) -> None:
    before = (home / "rank.toml").read_text()
    window.keyboard.press("j")
    window.keyboard.press("m")
    window.locator("article.current .levers a", has_text="drop keyword").first.click()
    expect(window.locator(".preview")).to_contain_text("would move")
    assert (home / "rank.toml").read_text() == before
    window.locator(".confirm button").click()
    expect(window.locator("#told")).to_contain_text("dropped")
    expect(window.locator("article.current .preview")).to_have_count(0)
    assert (home / "rank.toml").read_text() != before
    window.keyboard.press("u")
    expect(window.locator("#told")).to_contain_text("Taken back")
    assert (home / "rank.toml").read_text() == before


def test_two_tabs_at_once(window: Page, served: Served, home: Path) -> None:
    other = window.context.new_page()
    arrive(other, served.url)
    one, two = shown(window)[:2]
    window.click(f"{card(window, one)} .like")
    other.click(f"{card(other, two)} .dislike")
    expect(other.locator("#voted")).to_contain_text("2 voted on")
    window.reload()
    expect(window.locator("#voted")).to_contain_text("2 voted on")
    assert sorted(votes(home)) == sorted([(one, 1), (two, -1)])


def test_a_server_that_has_ended_is_told_and_a_tab_goes_on_with_the_next(
    window: Page, served: Served, opened: Callable[[], Workspace], home: Path
) -> None:
    one, two = shown(window)[:2]
    window.click(f"{card(window, one)} .like")
    expect(window.locator("#voted")).to_contain_text("1 voted on")
    port = int(served.url.rpartition(":")[2])
    served.stop()
    window.click(f"{card(window, two)} .like")
    expect(window.locator("#fault")).to_contain_text("does not answer")
    assert votes(home) == [(one, 1)]
    assert two in shown(window)
    again = serve(opened, home, port)
    window.click(f"{card(window, two)} .like")
    expect(window.locator("#told")).to_contain_text("Liked")
    expect(window.locator("#fault")).to_be_hidden()
    assert votes(home) == [(one, 1), (two, 1)]
    expect(window.locator("#voted")).to_contain_text("2 voted on")
    again.stop()


def test_reading_voting_and_undo_work_without_scripts(
    browser: Browser, served: Served, home: Path
) -> None:
    context = entered(browser, served, java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    first = page.locator("article.paper").first
    name = first.get_attribute("id") or ""
    first.locator("summary").click()
    expect(first.locator(".levers")).to_be_visible()
    first.locator(".like").click()
    expect(page.locator("#voted")).to_contain_text("1 voted on")
    assert votes(home) == [(name.removeprefix("p-"), 1)]
    page.locator("#voted summary").click()
    page.locator("#voted .like").click()
    expect(page.locator("#voted")).to_have_count(0)
    page.locator("article.paper .dislike").first.click()
    expect(page.locator("#voted")).to_contain_text("1 voted on")
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#voted")).to_have_count(0)
    page.fill("#q", "noise")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("noise")
    with page.expect_navigation():  # else the next address could take its place
        page.locator(".save").first.click()
    page.goto(served.url + "/shelf")
    expect(page.locator("article.found")).to_have_count(1)
    page.locator("h1").click()
    page.locator("article.found .title a").click()
    page.fill("#note", "read <b>this</b> first")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#note")).to_have_value("read <b>this</b> first")
    context.close()


def test_the_calendar_shows_the_days_and_opens_them(window: Page, served: Served) -> None:
    window.goto(served.url + "/calendar?month=2026-07")
    window.get_by_title("2026-07-06: from a file").click()
    expect(window.locator("h1")).to_have_text("Monday 6 July 2026")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(
    browser: Browser, served: Served, scheme: str, width: int
) -> None:
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    context = entered(browser, served, **options)
    page = context.new_page()
    arrive(page, served.url)
    page.locator("article.paper .like").nth(1).click()
    expect(page.locator(".moved")).to_contain_text("moved")
    page.locator("article.paper .save").first.click()
    expect(page.locator("#told")).to_contain_text("Saved")
    serious: list[str] = []
    wanted = shown(page)[0]
    for path in ("", "/?rest=1", f"/paper/{wanted}", "/search?q=noise&to=2026-07-06", "/shelf",
                 "/calendar", "/keywords", "/help"):  # fmt: skip
        if path:
            page.goto(served.url + path)
        for details in page.locator("details").all()[:2]:
            details.evaluate("one => one.open = true")
        serious += [f"{path}: {finding}" for finding in serious_findings(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert sorted(set(serious)) == []
