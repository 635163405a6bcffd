"""`rank zotero` against a server of Zotero's API on this machine, well-behaved and not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Done, Rank
from tests.invented import library
from tests.zotero.server import KEY, USER, FakeZotero, Fault, fake_zotero

PAPER, OTHER = library()[0].paper, library()[1].paper
PAGE = Fault(200, b"<html>Log in</html>", (("Content-Type", "text/html"),))


@pytest.fixture
def zotero(ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZotero]:
    monkeypatch.setenv("ZOTERO_API_KEY", KEY)
    with fake_zotero() as fake:
        configure(home, f'web_url = "{fake.base}"')
        yield fake


def configure(home: Path, *lines: str) -> None:
    text = (home / "rank.toml").read_text().partition("\n[zotero]")[0]
    (home / "rank.toml").write_text("\n".join((text, "[zotero]", *lines, "")))


def votes(home: Path) -> list[dict[str, object]]:
    file = home / "feedback" / "votes.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def like(ready: Rank, *ids: str) -> None:
    assert ready("like", *ids).code == 0


def read(ready: Rank, *words: str) -> Done:
    return ready("zotero", "import", "--offline", *words)


def test_a_library_is_liked_whatever_names_its_papers(
    ready: Rank, zotero: FakeZotero, home: Path
) -> None:
    zotero.add("One", archiveID=f"arXiv:{PAPER.id}", itemType="preprint")
    zotero.add("Two", url="https://arxiv.org/abs/2601.00007v2?x=1", abstractNote="Of <i>two</i>.")
    zotero.add("Three", DOI="10.1234/Three", extra="Citation Key: three")
    zotero.add("A file", itemType="attachment", url="https://arxiv.org/pdf/2601.00008")
    done = read(ready)
    assert done.out.splitlines()[:3] == [
        f"Zotero user/{USER}: 4 items",
        "3 votes added, 0 were there already",
        "3 works: 2 with an arXiv id, 1 with an abstract, 1 with only a title",
    ]
    assert [v["id"] for v in votes(home)] == [PAPER.id, "2601.00007", "doi:10.1234/three"]
    assert {v["at"] for v in votes(home)} == {"2026-05-04T03:02:01+00:00"}


def test_many_items_come_in_pages_and_only_what_changed_the_next_time(
    ready: Rank, zotero: FakeZotero
) -> None:
    for number in range(230):
        zotero.add(f"Work number {number} of many")
    assert "230 votes added" in read(ready).out
    starts = [path for _, path, _ in zotero.requests if "items/top" in path]
    assert len(starts) == 3
    zotero.requests.clear()
    zotero.add("One more work of them")
    again = read(ready)
    assert "1 item new or changed since the last time" in again.out
    assert "1 vote added, 0 were there already" in again.out
    [path] = [path for _, path, _ in zotero.requests if "items/top" in path]
    assert "since=240" in path
    assert "0 votes added, 231 were there already" in read(ready, "--all").out


def test_a_dry_run_writes_and_remembers_nothing(
    ready: Rank, zotero: FakeZotero, home: Path
) -> None:
    zotero.add("One", archiveID=PAPER.id)
    assert "1 vote would be added" in read(ready, "--dry-run").out
    assert votes(home) == []
    assert "1 vote added" in read(ready).out


def test_collections_are_chosen_by_their_paths(ready: Rank, zotero: FakeZotero, home: Path) -> None:
    zotero.collect("AAAA", "Reading")
    zotero.collect("BBBB", "Speech", "AAAA")
    zotero.collect("CCCC", "Rooms", "BBBB")
    zotero.collect("DDDD", "Cooking")
    for key, paper_id in zip("ABCD", ("2601.00001", "2601.00002", "2601.00003", "2601.00004")):  # noqa: B905
        zotero.add(f"Of {key}", key * 4, archiveID=paper_id)
    paths = ready("zotero", "collections").out.splitlines()
    assert paths == ["Cooking", "Reading", "Reading/Speech", "Reading/Speech/Rooms"]
    done = read(ready, "--collection", "reading/*")
    assert f"user/{USER} in Reading/Speech, Reading/Speech/Rooms: 2 items" in done.out
    assert [v["id"] for v in votes(home)] == ["2601.00002", "2601.00003"]
    assert "1 vote added" in read(ready, "--collection", "Cooking").out
    assert "Reading/Speech/Rooms" in read(ready, "--collection", "Baking").complaint
    configure(home, f'web_url = "{zotero.base}"', 'collections = ["Reading"]')
    assert "3 items" in read(ready).out


def test_a_local_zotero_needs_no_key(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOTERO_API_KEY", KEY)
    with fake_zotero(prefix="/api", needs_key=False) as fake:
        configure(home, f'local_url = "{fake.base}/api"')
        for number in range(120):
            fake.add(f"Work number {number} of many")
        assert "Zotero user/0: 120 items" in read(ready, "--local").out
        assert all("Authorization" not in headers for _, _, headers in fake.requests)
        assert all(path.startswith("/api/users/0/") for _, path, _ in fake.requests)
        like(ready, PAPER.id)
        configure(home, f'local_url = "{fake.base}/api"', 'api = "local"')
        assert "only reads" in ready("zotero", "push").complaint


def test_a_group_is_named(ready: Rank, zotero: FakeZotero) -> None:
    zotero.add("One", archiveID=PAPER.id)
    assert "Zotero group/12: 1 item" in read(ready, "--library", "group/12").out
    assert all("/groups/12/" in path for _, path, _ in zotero.requests)
    assert "'mine' is no user/NUMBER or group/NUMBER" in read(ready, "--library", "mine").complaint


def test_what_the_program_asks_is_the_configured_address_alone(
    ready: Rank, zotero: FakeZotero
) -> None:
    zotero.add("One", archiveID=PAPER.id)
    like(ready, OTHER.id)
    read(ready)
    ready("zotero", "push")
    paths = {(method, path.partition("?")[0]) for method, path, _ in zotero.requests}
    assert paths == {
        ("GET", "/keys/current"),
        ("GET", f"/users/{USER}/items/top"),
        ("POST", f"/users/{USER}/items"),
    }
    assert all(KEY not in path for _, path, _ in zotero.requests)


def test_a_like_is_pushed_once(ready: Rank, zotero: FakeZotero, home: Path) -> None:
    zotero.collect("AAAA", "Reading")
    like(ready, PAPER.id)
    dry = ready("zotero", "push", "--collection", "reading", "--dry-run")
    assert f"1 paper would be added to Zotero user/{USER}, Reading" in dry.out
    assert zotero.items == {}
    done = ready("zotero", "push", PAPER.id, "--collection", "reading")
    assert "1 paper added" in done.out
    [item] = zotero.items.values()
    first, *rest = PAPER.authors[0].split()
    assert item["creators"][0] == {
        "creatorType": "author", "firstName": first, "lastName": " ".join(rest)
    }  # fmt: skip
    assert (item["itemType"], item["archiveID"], item["DOI"]) == (
        "preprint", f"arXiv:{PAPER.id}", f"10.48550/arXiv.{PAPER.id}",
    )  # fmt: skip
    assert (item["url"], item["date"], item["collections"]) == (
        f"https://arxiv.org/abs/{PAPER.id}", "2026-07", ["AAAA"],
    )  # fmt: skip
    assert (item["title"], item["abstractNote"]) == (PAPER.title, PAPER.abstract)
    again = ready("zotero", "push")
    assert "0 papers added" in again.out
    assert "1 is there already" in again.out
    assert len(zotero.items) == 1
    assert "0 votes added, 1 was there already" in read(ready).out


@pytest.mark.parametrize(
    "fields",
    [
        {"url": f"http://arxiv.org/pdf/{PAPER.id}v3.pdf"},
        {"DOI": f"10.48550/ARXIV.{PAPER.id}"},
        {"extra": f"arXiv: {PAPER.id} [cs.SD]"},
        {"title": PAPER.title.upper()},
        {"archiveID": PAPER.id, "deleted": 1},
    ],
)
def test_a_paper_that_is_there_by_any_name_is_left_alone(
    ready: Rank, zotero: FakeZotero, fields: dict[str, str]
) -> None:
    zotero.add(**{"title": "Under another name", **fields})
    like(ready, PAPER.id)
    assert "0 papers added" in ready("zotero", "push").out
    assert len(zotero.items) == 1


def test_a_paper_that_somebody_else_adds_meanwhile_is_not_added_twice(
    ready: Rank, zotero: FakeZotero
) -> None:
    like(ready, PAPER.id)

    def somebody(method: str, path: str) -> None:
        if method == "POST":
            zotero.before = lambda method, path: None
            zotero.add("Theirs", archiveID=PAPER.id)

    zotero.before = somebody
    assert "0 papers added" in ready("zotero", "push").out
    assert [item["title"] for item in zotero.items.values()] == ["Theirs"]


def test_a_library_that_changes_between_pages_is_read_again(
    ready: Rank, zotero: FakeZotero
) -> None:
    for number in range(150):
        zotero.add(f"Work number {number} of many")

    def somebody(method: str, path: str) -> None:
        if sum("items/top" in path for _, path, _ in zotero.requests) == 2:
            zotero.before = lambda method, path: None
            zotero.add("One that came between")

    zotero.before = somebody
    assert "151 votes added" in read(ready).out


def test_only_likes_are_pushed_and_only_whole_ones(ready: Rank, zotero: FakeZotero) -> None:
    assert "is not among the likes" in ready("zotero", "push", PAPER.id).complaint
    zotero.add("Bare", archiveID="2601.00007")
    read(ready)
    zotero.items.clear()
    done = ready("zotero", "push")
    assert "0 papers added" in done.out
    assert "1 paper not added, whose authors are not known (2601.00007)" in done.err
    assert (
        "there is no collection 'Nowhere'"
        in ready("zotero", "push", "--collection", "Nowhere").complaint
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PAGE, "answered with a web page, not with Zotero's JSON"),
        (Fault(403), "refused the key; ZOTERO_API_KEY needs one that may read this library"),
        (Fault(404), "knows no such library"),
        (Fault(500), "is out of order (HTTP 500)"),
        (Fault(400, f"bad {KEY}\n given".encode()), "the request (HTTP 400): bad *** given"),
        (Fault(302, headers=(("Location", "https://elsewhere.example/"),)), "sends us elsewhere"),
        (Fault(), "could not be reached"),
        (Fault(silent=True), "did not answer within 0.2 s"),
        (Fault(429, headers=(("Retry-After", "7200"),)), "asks to wait 7,200 s"),
        (Fault(200, b"{", (("Content-Type", "application/json"),)), "is not Zotero's"),
        (Fault(200, b"{}", (("Content-Type", "application/json"),)), "gave no list of items"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line_without_the_key(
    ready: Rank, zotero: FakeZotero, home: Path, fault: Fault, said: str
) -> None:
    timeout = 0.2 if fault.silent else 30.0
    configure(
        home, f'web_url = "{zotero.base}"', f'library = "user/{USER}"', f"timeout = {timeout}"
    )
    zotero.add("One", archiveID=PAPER.id)
    zotero.faults = [fault]
    done = ready("-v", "zotero", "import", "--offline")
    assert done.code == 1
    assert said in done.complaint
    assert KEY not in done.out + done.err
    assert votes(home) == []
    assert "1 vote added" in read(ready).out


def test_a_short_wait_is_waited(ready: Rank, zotero: FakeZotero) -> None:
    zotero.add("One", archiveID=PAPER.id)
    zotero.faults = [
        Fault(429, headers=(("Retry-After", "0"),)), None, Fault(503, headers=(("Backoff", "0"),))
    ]  # fmt: skip
    assert "1 vote added" in read(ready).out
    zotero.faults = [Fault(429, headers=(("Retry-After", "0"),))] * 9
    assert "patience again and again" in read(ready).complaint


def test_a_wrong_key_is_not_told(
    ready: Rank, zotero: FakeZotero, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOTERO_API_KEY", "wrongKey")
    done = read(ready)
    assert "refused the key" in done.complaint
    assert "wrongKey" not in done.err


def test_without_a_key_it_is_said_where_one_goes(
    ready: Rank, zotero: FakeZotero, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZOTERO_API_KEY")
    assert "there is no key for Zotero: set ZOTERO_API_KEY" in read(ready).complaint
    assert zotero.requests == []
    zotero.needs_key = False
    assert "Zotero group/3: 0 items" in read(ready, "--library", "group/3").out


def test_a_refused_item_is_told(ready: Rank, zotero: FakeZotero) -> None:
    zotero.refuse = "'archiveID' is not a valid field\nfor this type"
    like(ready, PAPER.id)
    said = ready("zotero", "push").complaint
    assert "did not take 1 of 1 items: 'archiveID' is not a valid field for this type" in said


def test_settings_are_checked(ready: Rank, home: Path) -> None:
    configure(home, 'api = "cloud"')
    assert 'it must be "web" or "local"' in ready("zotero", "collections").complaint
    configure(home, 'web_url = "file:///etc"')
    assert "zotero.web_url is 'file:///etc'" in ready("zotero", "collections").complaint
    configure(home, "timeout = 0")
    assert "zotero.timeout" in ready("zotero", "collections").complaint
