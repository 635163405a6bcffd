"""The workflow's own script in a clean clone, with an arXiv, a GitHub and a git remote of ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ranker.github.boxes import choices_in
from tests.conftest import ROOT, link_encoder, shared
from tests.delivery import server as mail
from tests.github.server import REPOSITORY, TOKEN, FakeGitHub
from tests.hardening.race import QUICK
from tests.patience import HUNG
from tests.sources import pages
from tests.sources.server import Reply, Server, serving

NOW = "2026-07-06T13:00:00+00:00"
DAY = "2026-07-06"
MODELS = "models/acoustics"
_TOPICS = ("Speech in noise", "Acoustic rooms", "Galaxy surveys", "Planar graphs")

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("bash") is None,
    reason="no git checkout, or no bash",
)


def arxiv(path: str) -> Reply:
    """An arXiv with 12 new papers on `DAY` and two on every day before; it has no feed."""
    if path.startswith("/list/"):
        return Reply(pages.new_page(_section(f"2607.{n:05d}" for n in range(1, 13))))
    found = re.match(r"/catchup/[^/]+/(\d{4}-\d\d-\d\d)", path)
    if not found:
        return Reply(status=404)
    day = date.fromisoformat(found[1])
    section = _section(f"26{day.month:02d}.{1000 + 4 * day.day + n:05d}" for n in range(2))
    return Reply(pages.catchup_page(section, day=f"{day:%a, %d %b %Y}", total=2))


def _section(ids: Iterable[str]) -> str:
    rows = [pages.row(i, title=f"{_TOPICS[int(i[-2:]) % 4]}, number {i[-2:]}") for i in ids]
    return pages.section("new", rows)


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Reader", "-c", "user.email=reader@example.org", *words],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Fork:
    """A fork on a git remote, and the runner that a morning gets: a clean, shallow clone."""

    folder: Path
    package: Path
    api: FakeGitHub
    encoder: str = "hashing"
    mail_password: str = ""
    site: str = ""

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def runner(self) -> Path:
        return self.folder / "runner"

    @property
    def update_hook(self) -> Path:
        return self.remote / "hooks" / "update"

    @property
    def summary(self) -> Path:
        return self.folder / "summary.md"

    def clone(self, name: str = "runner", *, cached: tuple[str, ...] = ()) -> Path:
        """A new machine; GitHub's cache brings these folders of the last one."""
        target, cache = self.folder / name, self.folder / "cache"
        for folder in cached:
            shutil.copytree(self.runner / folder, cache / folder)
        shutil.rmtree(target, ignore_errors=True)
        source = f"file://{self.remote}"
        git(self.folder, "clone", "-q", *QUICK, "--depth", "1", source, str(target))
        if cached:
            shutil.copytree(cache, target, dirs_exist_ok=True)
            shutil.rmtree(cache)
        return target

    def model(self) -> str:
        """The model that the runner uses now, by its id."""
        current = json.loads((self.runner / MODELS / "current.json").read_text())
        assert isinstance(current["model"], str)
        return current["model"]

    def morning(self, now: str = NOW) -> subprocess.CompletedProcess[str]:
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        shim = self.package / "tests" / "github" / "rank_for_daily.py"
        (programs / "rank").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{shim}" "$@"\n')
        (programs / "rank").chmod(0o755)
        (programs / "python3").unlink(missing_ok=True)
        (programs / "python3").symlink_to(sys.executable)
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("RANK_", "GIT_"))}
        environ |= {
            "PATH": f"{programs}:{environ['PATH']}", "PYTHONPATH": str(self.package),
            "OPENBLAS_NUM_THREADS": "1",  # its threads spin while they wait for work
            "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": self.api.base,
            "GITHUB_STEP_SUMMARY": str(self.summary), "TEST_NOW": now, "TEST_ENCODER": self.encoder,
            "RANK_SMTP_PASSWORD": self.mail_password, "RANK_SITE": self.site,
        }  # fmt: skip
        return subprocess.run(
            [".github/daily.sh"], cwd=self.runner, env=environ, capture_output=True, text=True,
            timeout=HUNG, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def committed(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")

    def changed(self, since: str) -> list[str]:
        return git(self.remote, "diff", "--name-only", since, "main").split()

    def keep_models_in_git(self) -> None:
        """As a fork of before does, here that of an interest it had once; cloned anew."""
        folder = self.runner / "models" / "sky"
        folder.mkdir(parents=True)
        (folder / "old.npz").write_bytes(b"old")
        git(self.runner, "add", "--force", "models/sky")
        git(self.runner, "commit", "-q", "-m", "Digest, votes and models of 2026-07-03")
        git(self.runner, "push", "-q", "origin", "main")
        self.clone()

    def refuse_commits_that_touch(self, path: str) -> None:
        """As somebody's push in between does: git takes no commit that is not on top."""
        hook = self.update_hook
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\ngit diff --quiet "$2" "$3" -- {path}\n')
        hook.chmod(0o755)

    def refuse_nothing(self) -> None:
        self.update_hook.unlink()

    def head(self) -> str:
        return git(self.remote, "rev-parse", "main").strip()


@pytest.fixture(scope="session")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows of this checkout, and nothing else; compiled by whoever imports
    them first, as an installed package is."""

    def copy_there(folder: Path) -> str:
        for name in filter(None, git(ROOT, "ls-files", "-z").split("\0")):
            if (ROOT / name).is_file():
                target = folder / "files" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)
        return ""

    folder, _ = shared(tmp_path_factory, "tracked", copy_there)
    return folder / "files"


@pytest.fixture(scope="session")
def origin(tracked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """These files as a repository of its own, in which rank.toml alone was edited; without those
    that a morning only installs or never looks at."""
    folder = tmp_path_factory.mktemp("origin")
    seed, remote = folder / "seed", folder / "remote.git"
    shutil.copytree(tracked, seed, ignore=_not_of_a_morning)
    with serving() as server:
        _edit_settings(seed / "rank.toml", server)
        git(seed, "init", "-q", "-b", "main")
        git(seed, "add", "--all")
        git(seed, "commit", "-q", "-m", "Fork, and edit rank.toml")
        git(folder, "clone", "-q", *QUICK, "--bare", str(seed), str(remote))
        shutil.rmtree(seed)
        yield remote


@pytest.fixture
def fork(tmp_path: Path, tracked: Path, origin: Path, api: FakeGitHub) -> Fork:
    made = Fork(tmp_path, tracked, api)
    shutil.copytree(origin, made.remote)
    made.clone()
    return made


def _not_of_a_morning(folder: str, names: list[str]) -> set[str]:
    return {"ranker", "tests", "docs", "bench"} & set(names)


def _edit_settings(settings: Path, server: Server) -> None:
    server.reply = arxiv
    names = ("feed_url", "site_url", "oai_url", "api_url")
    lines = "".join(f'{name} = "{server.base}"\n' for name in names)
    text = settings.read_text(encoding="utf-8")
    assert "[arxiv]\n" in text
    settings.write_text(text.replace("[arxiv]\n", f"[arxiv]\n{lines}"), encoding="utf-8")


def test_mornings_of_a_fork(fork: Fork) -> None:
    start = fork.head()
    first = fork.morning()
    assert first.returncode == 0, first.stdout + first.stderr
    changed = fork.changed(start)
    assert f"digests/{DAY}.md" in changed
    assert "digests/latest.md" in changed
    assert all(path.startswith(("digests/", "feedback/")) for path in changed)
    assert fork.model()
    assert "# arXiv digest, Monday 6 July 2026" in fork.summary.read_text()
    issue = fork.api.issues[1]
    choices = choices_in(issue["body"])
    assert issue["title"] == "arXiv digest, Monday 6 July 2026"
    assert {c.paper_id for c in choices} == {f"2607.{n:05d}" for n in range(1, 13)}

    # The next machine has what was cached, and does nothing twice.
    again = fork.head()
    fork.clone(cached=("store", MODELS))
    assert fork.morning("2026-07-06T14:00:00+00:00").returncode == 0
    assert "digests/" not in " ".join(fork.changed(again))
    assert len(fork.api.issues) == 1

    # A box is ticked; the models alone are lost, so that one is trained again; a vote is pushed
    # while it works.
    liked = choices[0].paper_id
    line = next(one for one in issue["body"].split("\n") if f":like 1 {liked} " in one)
    fork.api.edit(1, line, line.replace("[ ]", "[x]"))
    fork.api.comment(1, "rank dislike 12")
    fork.clone(cached=("store",))
    assert not (fork.runner / MODELS).exists()
    desk = fork.clone("desk")
    own = {"id": "2607.00007", "vote": 1, "at": "2026-07-06T15:00:00+00:00"}
    (desk / "feedback" / "votes.jsonl").write_text(json.dumps(own) + "\n")
    git(desk, "add", "feedback")
    git(desk, "commit", "-q", "-m", "A vote of my own")
    git(desk, "push", "-q", "origin", "main")
    mine = fork.head()
    third = fork.morning("2026-07-06T16:00:00+00:00")
    assert third.returncode == 0, third.stdout + third.stderr
    votes = [json.loads(one) for one in fork.committed("feedback/votes.jsonl").splitlines()]
    assert {(v["id"], v["vote"]) for v in votes} == {
        (liked, 1), (choices[11].paper_id, -1), ("2607.00007", 1)
    }  # fmt: skip
    assert git(fork.remote, "merge-base", "--is-ancestor", mine, "main") == ""
    assert not any(path.startswith("models/") for path in fork.changed(start))
    assert fork.model()

    # The cache is lost: the week is fetched again, and no vote is counted twice.
    fork.clone()
    assert fork.morning("2026-07-06T17:00:00+00:00").returncode == 0
    assert len(fork.committed("feedback/votes.jsonl").splitlines()) == 3
    assert len(fork.api.issues) == 1


def test_a_morning_without_github_still_commits_the_digest(fork: Fork) -> None:
    fork.api.has_issues = False
    start = fork.head()
    done = fork.morning()
    assert done.returncode == 1
    assert "rank: issues are switched off in reader/papers" in done.stderr
    assert "::error::failed: rank github sync" in done.stdout
    assert f"digests/{DAY}.md" in fork.changed(start)


def test_a_broken_rank_toml_stops_the_morning_in_one_line(fork: Fork) -> None:
    start = fork.head()
    (fork.runner / "rank.toml").write_text("[profile.x\n")
    done = fork.morning()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "rank.toml is not valid TOML" in done.stderr
    assert fork.head() == start
    assert fork.api.issues == {}


def test_two_mornings_with_all_that_a_reader_can_have(fork: Fork) -> None:
    """Mail, a site, a file that is too large, and models in git, which are taken out: where a push
    gets in between, on the next morning."""
    fork.keep_models_in_git()
    fork.refuse_commits_that_touch("models")
    start = fork.head()
    (fork.runner / "digests").mkdir(exist_ok=True)
    (fork.runner / "digests" / "dump.bin").write_bytes(bytes(5_000_001))
    with mail.serving() as mailbox:
        switch_mail_on(fork, mailbox.port)
        fork.site = "site"
        first = fork.morning()
        assert first.returncode == 0, first.stdout + first.stderr
        assert f"digests/{DAY}.md" in fork.changed(start)
        assert len(fork.api.issues) == 1
        assert "::warning::digests/dump.bin is larger than" in first.stdout
        the_site_is_written(fork)
        assert "::warning::the models could not be taken out" in first.stdout
        the_models_in_git_are(fork, "models/README.md", "models/sky/old.npz")

        fork.refuse_nothing()
        fork.site = ""
        second = fork.morning("2026-07-06T14:00:00+00:00")
        assert second.returncode == 0, second.stdout + second.stderr
        assert len(fork.api.issues) == 1
        assert "::warning::the models could not be taken out" not in second.stdout
        the_models_in_git_are(fork, "models/README.md")
        [message] = mailbox.taken  # once
    assert DAY in message["Subject"]
    said = first.stdout + first.stderr + second.stdout + second.stderr
    assert mail.PASSWORD not in said + fork.summary.read_text()
    changed = fork.changed(start)
    assert not [path for path in changed if path.startswith("site")]
    assert "digests/dump.bin" not in changed


def switch_mail_on(fork: Fork, port: int) -> None:
    settings = fork.runner / "rank.toml"
    settings.write_text(
        f'{settings.read_text()}\n[email]\nhost = "127.0.0.1"\nport = {port}\n'
        f'security = "none"\nuser = "{mail.USER}"\nto = ["me@example.org"]\n'
    )
    fork.mail_password = mail.PASSWORD


def the_site_is_written(fork: Fork) -> None:
    site = fork.runner / "site"
    assert f'href="digests/{DAY}.html"' in (site / "archive.html").read_text()
    owner, name = REPOSITORY.split("/")
    feed = (site / "feed.atom").read_text()
    assert f'rel="self" type="application/atom+xml" href="https://{owner}.github.io/{name}/' in feed


def the_models_in_git_are(fork: Fork, *paths: str) -> None:
    """Whatever git has, they stay on the disk."""
    assert (fork.runner / "models" / "sky" / "old.npz").read_bytes() == b"old"
    tracked = git(fork.remote, "ls-tree", "-r", "--name-only", "main", "models").split()
    assert tracked == list(paths)
    assert git(fork.runner, "ls-files", "models").split() == tracked


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_example_as_it_came_makes_no_digest_and_says_what_to_do(
    fork: Fork, line_end: str
) -> None:
    start = fork.head()
    example = (ROOT / "rank.toml").read_text().replace("\n", line_end)
    (fork.runner / "rank.toml").write_text(example, newline="")
    done = fork.morning()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::notice::rank.toml is still the example; edit rank.toml" in done.stdout
    said = fork.summary.read_text()
    assert f"Edit [rank.toml](https://github.com/{REPOSITORY}/edit/main/rank.toml)" in said
    assert fork.head() == start
    assert fork.api.requests == []


def test_an_added_comment_makes_the_example_a_readers_own(fork: Fork) -> None:
    settings = fork.runner / "rank.toml"
    settings.write_text((ROOT / "rank.toml").read_text())
    edited = [fork.runner / ".github" / "edited.sh"]
    assert subprocess.run(edited).returncode == 1
    settings.write_text(settings.read_text() + "# mine\n")
    assert subprocess.run(edited).returncode == 0


def test_a_morning_on_the_packaged_encoder(fork: Fork, compiled_folder: Path) -> None:
    fork.encoder = "packaged"
    link_encoder(compiled_folder, fork.runner / "models")
    done = fork.morning()
    assert done.returncode == 0, done.stdout + done.stderr
    first = choices_in(fork.api.issues[1]["body"])[0].paper_id
    assert int(first[-2:]) % 4 in (0, 1)  # speech or rooms, which the keywords name
    assert (fork.runner / "store" / "vectors" / f"{compiled_folder.name}.f16").is_file()
