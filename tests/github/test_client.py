"""The API client against refusals, outages and lies: patient within bounds, one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.errors import ConfigError
from ranker.github.access import DEFAULT_API, access_from
from ranker.github.client import LONGEST, TRIES, GitHub
from ranker.github.issues import digest_issues
from ranker.github.trouble import GitHubError, GitHubUnavailableError
from tests.conftest import Rank
from tests.github.conftest import Ticking
from tests.github.server import REPOSITORY, SECONDARY, TOKEN, FakeGitHub, Fault, refusal

ENVIRONMENT = {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": REPOSITORY}


def numbers(github: GitHub) -> list[int]:
    return [issue.number for issue in digest_issues(github, "all")]


def test_every_page_is_read(api: FakeGitHub, github: GitHub) -> None:
    for _ in range(7):
        api.add("one")
    api.page_size = 3
    assert numbers(github) == [1, 2, 3, 4, 5, 6, 7]
    assert len(api.requests) == 3


def test_pages_without_an_end_are_given_up(api: FakeGitHub, github: GitHub) -> None:
    for _ in range(60):
        api.add("one")
    api.page_size = 1
    with pytest.raises(GitHubError, match="more than 50 pages"):
        numbers(github)


def test_the_token_is_not_sent_to_another_server(api: FakeGitHub, github: GitHub) -> None:
    elsewhere = ("Link", '<http://127.0.0.1:9/repos/x/issues?page=2>; rel="next"')
    api.faults = [Fault(200, b"[]", (elsewhere,))]
    with pytest.raises(GitHubError, match="another server"):
        numbers(github)


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_is_waited_for_as_long_as_it_says(
    api: FakeGitHub, github: GitHub, ticking: Ticking, status: int
) -> None:
    api.add("one")
    api.faults = [refusal(status, SECONDARY, ("Retry-After", "17"))] * 2
    assert numbers(github) == [1]
    assert ticking.slept == [17.0, 17.0]


def test_a_secondary_limit_that_names_no_time_is_waited_for_a_minute_and_then_two(
    api: FakeGitHub, github: GitHub, ticking: Ticking
) -> None:
    api.faults = [refusal(403, SECONDARY)] * 2
    assert numbers(github) == []
    assert ticking.slept == [60.0, 120.0]


def test_a_used_up_limit_is_waited_for_until_its_reset(
    api: FakeGitHub, github: GitHub, ticking: Ticking
) -> None:
    reset = ("X-RateLimit-Reset", str(int(ticking.now) + 90))
    api.faults = [refusal(403, "API rate limit exceeded", ("X-RateLimit-Remaining", "0"), reset)]
    assert numbers(github) == []
    assert ticking.slept == [91.0]


@pytest.mark.parametrize(
    "headers",
    [
        (("Retry-After", "3600"),),
        (("Retry-After", "99999999999999999999"),),
        (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1783346400")),
    ],
)
def test_a_limit_of_an_hour_is_not_waited_for(
    api: FakeGitHub, github: GitHub, ticking: Ticking, headers: tuple[tuple[str, str], ...]
) -> None:
    api.faults = [refusal(403, SECONDARY, *headers)]
    with pytest.raises(GitHubError, match="rate limit for reader/papers is used up; run again"):
        numbers(github)
    assert ticking.slept == []


def test_patience_ends(api: FakeGitHub, github: GitHub, ticking: Ticking) -> None:
    api.faults = [refusal(429, SECONDARY, ("Retry-After", "1"))] * 10
    with pytest.raises(GitHubError, match="rate limit"):
        numbers(github)
    assert len(api.requests) == TRIES
    assert sum(ticking.slept) < LONGEST


@pytest.mark.parametrize("status", [500, 503, 0])
def test_an_outage_is_sat_out_for_a_while(
    api: FakeGitHub, github: GitHub, ticking: Ticking, status: int
) -> None:
    api.add("one")
    api.faults = [Fault(status)] * 2
    assert numbers(github) == [1]
    assert ticking.slept == [5.0, 10.0]
    api.faults = [Fault(status)] * 10
    with pytest.raises(GitHubUnavailableError, match="run again later"):
        numbers(github)


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (refusal(401, "Bad credentials"), "wrong or expired"),
        (refusal(403, "Resource not accessible by integration"), "permissions: issues: write"),
        (refusal(404, "Not Found"), "check GITHUB_REPOSITORY"),
        (refusal(410, "Issues are disabled for this repo"), "Settings, General, Features"),
        (refusal(301, "Moved Permanently", ("Location", "https://x.example")), "has moved"),
        (refusal(422, "Validation Failed"), "HTTP 422: Validation Failed"),
        (Fault(418, b"<html>"), "HTTP 418: no reason given"),
        (Fault(200, b"<html>Log in</html>"), "is not JSON"),
        (Fault(200, b'{"message": "hello"}'), "with no list"),
        (Fault(200, b'[{"number": 1}]'), "another shape"),
    ],
)
def test_a_refusal_is_one_line_that_says_what_to_do(
    api: FakeGitHub, github: GitHub, ticking: Ticking, fault: Fault, advice: str
) -> None:
    api.faults = [fault]
    with pytest.raises(GitHubError) as caught:
        numbers(github)
    assert advice in str(caught.value)
    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert ticking.slept == []


def test_the_environment_says_where_to_go() -> None:
    assert access_from(ENVIRONMENT).api_url == DEFAULT_API
    access = access_from(ENVIRONMENT | {"GITHUB_API_URL": "http://127.0.0.1:1/api/v3/"})
    assert access.api_url == "http://127.0.0.1:1/api/v3"
    assert TOKEN not in repr(access)
    assert access.file_url("a.md") == f"https://github.com/{REPOSITORY}/blob/HEAD/a.md"
    access = access_from(ENVIRONMENT | {"GITHUB_SERVER_URL": "https://git.example.org/"})
    assert access.file_url("a.md") == f"https://git.example.org/{REPOSITORY}/blob/HEAD/a.md"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "tokén"}, "no token has"),
        ({"GITHUB_REPOSITORY": " "}, "GITHUB_REPOSITORY is not set"),
        ({"GITHUB_REPOSITORY": "a/b/../c"}, "must be owner/name"),
        ({"GITHUB_API_URL": "ftp://x"}, "GITHUB_API_URL .* must be an http address"),
        ({"GITHUB_SERVER_URL": "x.org"}, "GITHUB_SERVER_URL .* must be an http address"),
    ],
)
def test_an_unusable_environment_is_named(change: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        access_from(ENVIRONMENT | change)


def test_the_command_reads_opens_and_complains_in_one_line(
    ready: Rank, papers_file: Path, api: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*ENVIRONMENT, "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    assert "GITHUB_TOKEN is not set" in ready("github", "sync").complaint
    for name, value in (ENVIRONMENT | {"GITHUB_API_URL": api.base}).items():
        monkeypatch.setenv(name, value)
    assert ready("today", "--from", papers_file).code == 0
    assert ready("github", "sync", "--read").out == "0 new votes read\n"
    assert "Opened https://github.example/reader/papers/issues/1" in ready("github", "sync").out
    assert "has this announcement already" in ready("github", "sync").out
    api.has_issues = False
    refused = ready("github", "sync")
    assert refused.code == 1
    assert "issues are switched off in reader/papers" in refused.complaint
