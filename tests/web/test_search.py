"""The search's filters: by address, by form with and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.invented import DAY, EARLIER, paper
from tests.patience import HUNG
from tests.web.conftest import Served, Visit, entered, ids_shown
from tests.web.test_pages import plain

expect.set_options(timeout=HUNG * 1000)
SECOND = '\n[profile.heavens]\ncategories = ["astro-ph"]\nkeywords = ["galaxy"]\n'


def days_of(text: str) -> set[str]:
    return set(re.findall(r'<span class="cats">(\d{4}-\d\d-\d\d)</span>', text))


def two_interests(home: Path) -> None:
    """One of them reads astrophysics alone."""
    path = home / "rank.toml"
    path.write_text(path.read_text() + SECOND)


def test_days_a_category_and_an_interest_narrow_it(visit: Visit, home: Path) -> None:
    two_interests(home)
    first, last = EARLIER[1], EARLIER[2]
    text = visit.get(f"/search?q=data&from={first}&to={last}").text
    assert days_of(text) == {str(first), str(last)}
    assert f"of what is stored from {first} to {last}, by" in plain(text)
    assert f'<input type="hidden" name="from" value="{first}">' in text  # of the box above
    found = ids_shown(visit.get("/search?q=data&category=math").text)
    assert len(found) == 30
    assert {paper(int(i[-5:])).categories for i in found} == {("math.CO",)}
    # What files brought belongs to every interest; as if arXiv had announced it:
    with_file = ids_shown(visit.get("/search?q=speech&profile=heavens").text)
    assert len(with_file) == 30
    page = visit.get(f"/search?q=speech&profile=heavens&from={DAY}").text
    assert 'name="profile" value="heavens"' in page
    assert "<option selected>heavens</option>" in page


def test_an_address_has_only_what_is_asked_for_and_says_what_is_wrong(visit: Visit) -> None:
    answer = visit.get(f"/search?q=noise+~50%25&from=&to={DAY}&category=CS.SD&profile=")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/search?q=noise+~50%25&to={DAY}&category=cs.SD"
    assert visit.get(answer.headers["location"]).status_code == 200
    backwards = f"q=x&from={DAY}&to={EARLIER[0]}"
    for query in (
        "from=2026-07-06",
        "q=x&from=soon",
        backwards,
        "q=x&category=no",
        "q=x&profile=z",
    ):
        assert visit.get(f"/search?{query}").status_code == 400
    hostile = visit.get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in hostile
    assert "Nothing stored is like that" in visit.get("/search?q=noise&category=hep-th").text


def test_a_vote_leads_back_to_the_narrowed_search(visit: Visit) -> None:
    query = f"/search?q=noise+~50%25&from={DAY}&category=cs.SD"
    one = ids_shown(visit.get(query).text)[0]
    done = visit.post("/act", paper=one, do="like", profile="hearing", back=query)
    assert done.headers["location"].partition("#")[0] == query


def narrowed(page: Page, served: Served) -> str:
    """Search, then narrow it; where that leads."""
    page.goto(served.url)
    page.fill("#q", "speech noise")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("speech noise")
    page.fill('.filters [name="from"]', str(EARLIER[0]))
    page.fill('.filters [name="to"]', str(EARLIER[1]))
    page.fill('.filters [name="category"]', "eess")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".summary").first).to_contain_text(f"in eess from {EARLIER[0]}")
    days = page.locator("article.found .cats:nth-of-type(3)").all_inner_texts()
    assert set(days) == {str(EARLIER[0]), str(EARLIER[1])}
    page.fill("#q", "reverberation")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("reverberation")
    expect(page.locator(".summary").first).to_contain_text(f"in eess from {EARLIER[0]}")
    there = page.url
    page.get_by_text("Search everything stored").click()
    expect(page.locator(".summary").first).to_contain_text("of everything stored")
    return there


def test_a_search_is_narrowed_and_its_address_can_be_kept(
    window: Page, served: Served, browser: Browser
) -> None:
    kept = narrowed(window, served)
    path = f"/search?q=reverberation&from={EARLIER[0]}&to={EARLIER[1]}&category=eess"
    assert kept == served.url + path
    window.goto(kept)
    shown = window.locator("article.found").count()
    assert shown > 0
    context = entered(browser, served, java_script_enabled=False)
    plainly = context.new_page()
    assert narrowed(plainly, served) == kept
    plainly.goto(kept)
    assert plainly.locator("article.found").count() == shown
    context.close()


def test_the_filters_fit_on_a_phone(browser: Browser, served: Served, home: Path) -> None:
    two_interests(home)
    context = entered(browser, served, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(served.url + f"/search?q=noise&from={DAY}&category=cs.SD")
    expect(phone.locator('.filters [name="profile"]')).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
