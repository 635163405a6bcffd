"""Who may read and write the page, and what a browser may do with it."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ranker.app.workspace import Workspace
from ranker.errors import without_paths
from ranker.web.guard import MOST_BYTES, Address
from ranker.web.keys import Keys, read_keys
from tests.invented import Clock, HashingEncoder, paper
from tests.web.conftest import ORIGIN, PORT, Visit

LIKE = {"paper": paper(204).id, "do": "like", "profile": "hearing"}


def votes(home: Path) -> str:
    path = home / "feedback" / "votes.jsonl"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1", "127.0.0.1.evil.example", "",
             f"127.0.0.1:{PORT}.evil.example", f"localhost:{PORT}x", f"user@127.0.0.1:{PORT}"],
)  # fmt: skip
def test_a_foreign_host_is_refused(visit: Visit, host: str) -> None:
    assert visit.get("/", host=host).status_code == 421
    assert visit.client.post("/act", data=LIKE, headers={"host": host}).status_code == 421


def test_this_machines_names_are_none_of_them() -> None:
    here = Address(PORT)
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert here.is_ours(f"{name}:{PORT}")
    assert not here.is_ours(f"192.0.2.7:{PORT}")
    assert not here.is_ours("127.0.0.1")
    assert Address(80).is_ours("127.0.0.1")
    assert Address(PORT, everywhere=True).is_ours(f"192.0.2.7:{PORT}")
    assert not Address(PORT, everywhere=True).is_ours(f"evil.example:{PORT}")
    assert Address(PORT, ("desk.example",)).is_ours(f"desk.example:{PORT}")


def test_nobody_reads_without_the_cookie_that_the_opening_address_gives_once(visit: Visit) -> None:
    visit.client.cookies.clear()
    for path in ("/", "/paper/2607.00204", "/list", "/shelf.bib", "/search?q=noise"):
        refused = visit.get(path)
        assert refused.status_code == 403
        assert "rank serve" in refused.text
        assert "Speech" not in refused.text
    token = visit.keys.new_opening()
    assert visit.get("/open?token=" + token[:-1]).status_code == 403
    done = visit.get("/open?token=" + token)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert visit.get("/").status_code == 200
    assert visit.get("/open?token=" + token).status_code == 403
    visit.client.cookies.clear()
    visit.client.cookies.set(f"rank-{PORT}", "guessed")
    assert visit.get("/").status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"origin": f"http://localhost:{PORT}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
    ],
)
def test_a_post_of_another_site_is_refused(visit: Visit, home: Path, sent: dict[str, str]) -> None:
    before = votes(home)
    forged = replace(visit, sent=sent)
    for path in ("/act", "/undo", "/lever", "/fetch", "/mark"):
        assert forged.post(path, **LIKE).status_code == 403
    assert votes(home) == before == ""


def test_a_post_needs_the_token_of_its_form_and_a_cookie(visit: Visit, home: Path) -> None:
    for token in ("", "0" * 64, visit.keys.session, "é"):
        assert visit.post("/act", csrf=token, **LIKE).status_code == 403
    assert visit.client.post("/act", content=b"\xff=%", headers=visit.sent).status_code == 403
    visit.client.cookies.clear()
    assert visit.post("/act", **LIKE).status_code == 403
    assert votes(home) == ""


def test_no_get_changes_anything(visit: Visit, home: Path) -> None:
    for path in ("/act?id=2607.00204&do=like", "/undo", "/fetch?day=2026-07-01"):
        assert visit.get(path).status_code == 405
    assert votes(home) == ""


def test_every_answer_forbids_what_it_does_not_need(visit: Visit) -> None:
    for path in ("/", "/static/page.js", "/no-such-page", "/paper/2607.09999", "/help"):
        found = visit.get(path).headers
        policy = dict(
            part.strip().split(" ", 1) for part in found["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in found["content-security-policy"]
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "same-origin"
        assert "server" not in found
    assert visit.get("/").headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_a_style_of_its_own(visit: Visit) -> None:
    for path in ("/", "/?rest=1", "/help", f"/paper/{paper(204).id}", "/shelf", "/calendar"):
        text = visit.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert " on" not in text.split("<body>")[0].replace(" content", "")
        assert all("src=" in part for part in text.split("<script")[1:])


def test_what_is_too_long_is_refused_whatever_its_head_says(visit: Visit, home: Path) -> None:
    assert visit.post("/act", note="x" * MOST_BYTES).status_code == 413
    chunks = (b"a" * 1000 for _ in range(MOST_BYTES // 500))
    assert visit.client.post("/act", content=chunks, headers=visit.sent).status_code == 413
    assert visit.get("/").status_code == 200
    assert votes(home) == ""


def test_only_a_page_of_ours_is_returned_to(visit: Visit) -> None:
    for back in ("//evil.example", "http://evil.example", "/\\evil.example", "/a\r\nb: c", "/?q=é"):
        assert visit.post("/act", back=back, **LIKE).headers["location"] == "/#p-2607.00204"
    there = visit.post("/act", back="/?rest=1&day=2026-07-06", **LIKE)
    assert there.headers["location"] == "/?rest=1&day=2026-07-06#p-2607.00204"


def test_an_error_names_no_folder_and_has_no_traceback(visit: Visit, home: Path) -> None:
    (home / "rank.toml").write_text("[profile\n")
    broken = visit.get("/")
    assert broken.status_code == 500
    assert "rank.toml" in broken.text
    assert str(home) not in broken.text
    assert "Traceback" not in broken.text
    assert visit.get("/nowhere").status_code == 404
    assert without_paths("no /a/b c/d.toml: x") == "no b c/d.toml: x"
    assert without_paths("see https://arxiv.org/abs/1, b") == "see https://arxiv.org/abs/1, b"


def test_a_fault_of_our_own_is_told_without_its_place(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("in /secret/place.py")

    monkeypatch.setattr("ranker.web.day_pages.look", fault)
    visit.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    told = visit.get("/")
    assert told.status_code == 500
    assert "fault of rank" in told.text
    assert "secret" not in told.text
    assert "content-security-policy" in told.headers


def test_the_keys_are_kept_and_nobody_else_reads_them(tmp_path: Path) -> None:
    first = read_keys(tmp_path / "store")
    kept = tmp_path / "store" / "web.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = read_keys(tmp_path / "store")
    assert (again.session, again.bookmark) == (first.session, first.bookmark)
    assert len({first.session, first.bookmark, first.form_token}) == 3
    kept.chmod(0o644)
    read_keys(tmp_path / "store")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for damaged in ("{", "[]", '{"session": "short", "bookmark": 1}'):
        kept.write_text(damaged)
        assert len(read_keys(tmp_path / "store").session) > 32


def test_an_opening_token_opens_once() -> None:
    keys = Keys("s", "b")
    one, other = keys.new_opening(), keys.new_opening()
    assert keys.opens(one)
    assert not keys.opens(one)
    assert not keys.opens("")
    assert keys.opens(other)


def test_hostile_text_is_text(
    visit: Visit, home: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    from tests.conftest import reopened
    from tests.invented import entry

    bad = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7777*7777 }} \x1b[31m\u202e'
    ws: Workspace = reopened(home, clock, encoder)
    hostile = replace(
        entry(241),
        paper=replace(
            paper(241), title=bad, abstract=bad, authors=(bad, bad), categories=("cs.SD", bad)
        ),
    )
    ws.papers.add([hostile], clock().date(), from_file=True)
    visit.get("/")
    visit.settled()
    for path in ("/?rest=1", f"/paper/{paper(241).id}"):
        text = visit.get(path).text
        assert "&lt;script&gt;alert(1)" in text
        for active in ("<script>alert", "<img", "60481729", "\x1b", "\u202e"):
            assert active not in text.split("<main")[1].split("</main>")[0]
