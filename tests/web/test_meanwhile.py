"""What a reader tries out while arXiv does not answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ranker.app.workspace import Workspace
from tests.invented import EARLIER, entry
from tests.patience import HUNG, until
from tests.sources.server import Reply, Server, serving
from tests.web.conftest import Visit
from tests.web.test_pages import plain


def reads_from(home: Path, server: Server, *, oai: bool = False) -> None:
    """Have the profile's announcements read there."""
    path = home / "rank.toml"
    settled = path.read_text().replace("categories = []", 'categories = ["cs.SD"]')
    bases = f'feed_url = "{server.base}"\nsite_url = "{server.base}"\ntimeout = {HUNG}\n'
    bases += f'oai_url = "{server.base}/oai"\n' if oai else ""
    path.write_text(settled.replace("[arxiv]\n", f"[arxiv]\n{bases}", 1))
    assert server.base in path.read_text()


def test_a_lever_is_tried_and_keywords_are_looked_for_while_a_fetch_hangs(
    visit: Visit, opened: Callable[[], Workspace], home: Path
) -> None:
    with serving() as server:
        server.reply = lambda path: Reply(b"<html>", fault="hang")
        reads_from(home, server)
        # As a fetch has it between storing a page and embedding it.
        ws = opened()
        ws.papers.add([entry(301, EARLIER[0])], ws.now().date(), from_file=True)
        visit.post("/fetch", day="2026-07-02")
        until(lambda: server.paths)
        text = visit.get("/lever?do=follow&word=Ada%20Quill&profile=hearing").text
        assert int(re.search(r"(\d+) of today’s 40 papers would move", plain(text))[1]) > 0  # type: ignore[index]
        assert "are suggested from 3 on" in visit.get("/keywords").text
        assert "fetching" in visit.get("/status").text


def test_the_calendar_says_what_listing_pages_arxiv_has_and_catches_up_from_before(
    visit: Visit, home: Path
) -> None:
    with serving() as server:
        reads_from(home, server, oai=True)
        text = visit.get("/calendar?month=2026-04").text
        assert "can be fetched from 2026-04-08 on" in plain(text)
        assert text.count("listing pages no longer have it") > 40
        fetched = set(re.findall(r'aria-label="Fetch ([0-9-]+)"', text))
        assert {"2026-04-08", "2026-04-30"} < fetched
        assert min(fetched) == "2026-04-08"
        assert visit.post("/fetch", first="2026-03-02", last="2026-03-06").status_code == 303
        until(lambda: server.paths)
        assert server.paths[0].startswith("/oai?")
        assert "from=2026-03-02" in server.paths[0]
