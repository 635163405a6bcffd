"""What the workflow files promise: the hour in winter and summer, pinned actions, few rights."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from ranker.sources.calendar import EASTERN
from tests.conftest import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"
CRON = re.compile(r'- cron: "(\d+) (\d+) \* \* 1-5"')


def test_every_run_is_after_the_new_day_began_in_new_york_all_year() -> None:
    crons = CRON.findall((WORKFLOWS / "daily.yml").read_text())
    assert len(crons) == 2
    weekdays = [d for n in range(730) if (d := date(2026, 1, 1) + timedelta(days=n)).weekday() < 5]
    for minute, hour in crons:
        for day in weekdays:
            started = datetime.combine(day, time(int(hour), int(minute)), UTC).astimezone(EASTERN)
            assert started.date() == day
            assert time(0, 15) <= started.time() < time(9)


@pytest.mark.parametrize("name", ["daily.yml", "ci.yml"])
def test_actions_are_pinned_by_their_major_version(name: str) -> None:
    used = re.findall(r"uses: (\S+)", (WORKFLOWS / name).read_text())
    assert used
    assert all(re.fullmatch(r"actions/[a-z/-]+@v\d+", one) for one in used)


def test_the_rights_are_the_fewest_that_do() -> None:
    def rights(path: Path) -> list[str]:
        block = re.search(r"^permissions:\n((?:  .+\n)+)", path.read_text(), re.MULTILINE)
        assert block
        return re.findall(r"^  ([a-z-]+: \w+)", block[1], re.MULTILINE)

    assert rights(WORKFLOWS / "daily.yml") == ["contents: write", "issues: write"]
    assert rights(WORKFLOWS / "ci.yml") == ["contents: read"]


def test_the_page_on_github_names_what_the_workflows_have() -> None:
    page = " ".join((ROOT / "docs" / "github.md").read_text().split())
    daily = (WORKFLOWS / "daily.yml").read_text()
    crons = CRON.findall(daily)
    assert all(f"{int(hour):02}:{int(minute):02}" in page for minute, hour in crons)
    for name in (daily, (WORKFLOWS / "ci.yml").read_text()):
        title = re.search(r"^name: (.+)$", name, re.MULTILINE)
        assert title
        assert f"*{title[1]}*" in page
    assert "`RANK_SMTP_PASSWORD`" in page
    assert "secrets.RANK_SMTP_PASSWORD" in daily


def _ignored(workflow: str) -> list[str]:
    block = re.search(r"^  push:\n    paths-ignore:\n((?:      - .+\n)+)", workflow, re.MULTILINE)
    assert block
    return re.findall(r"- (\S+)", block[1])


def test_a_readers_own_files_are_no_code_to_test() -> None:
    text = (WORKFLOWS / "ci.yml").read_text()
    parts = ["rank.toml", "digests/**", "feedback/**", "models/**", "templates/**"]
    assert _ignored(text) == parts
    assert re.search(r"^  pull_request:\n\n", text, re.MULTILINE)  # every one, without a filter


def test_models_go_into_the_cache_and_the_newest_come_back() -> None:
    text = (WORKFLOWS / "daily.yml").read_text()
    paths = re.findall(
        r"uses: actions/cache/(restore|save)@v4\n        with:\n"
        r"          path: \|\n((?:            .+\n)+)"
        r"          key: (models-.+)\n(?:          restore-keys: (.+)\n)?",
        text,
    )
    (restore, kept, key, prefix), (save, saved, saved_key, _) = paths
    assert (restore, save) == ("restore", "save")
    assert kept == saved  # the paths are part of a cache's name
    assert kept.split() == ["models/*", "!models/README.md", "!models/encoder"]
    assert key == saved_key
    assert key == prefix + "${{ github.run_id }}-${{ github.run_attempt }}"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git checkout")
def test_git_keeps_nothing_of_the_models_but_the_page_on_them() -> None:
    asked = ["models/README.md", "models/speech/current.json", "models/speech/a.npz", "models/x"]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", *asked], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == asked[1:]


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_the_example_is_known_by_the_name_git_gives_it() -> None:
    script = (ROOT / ".github" / "edited.sh").read_text()
    example = (ROOT / "rank.toml").read_bytes().replace(b"\r\n", b"\n")
    command = ["git", "hash-object", "--stdin"]
    name = subprocess.run(command, input=example, capture_output=True, check=True).stdout.decode()
    assert f"\nexample={name}" in script, f"put {name.strip()} into .github/edited.sh"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_the_scripts_are_whole_and_can_be_run() -> None:
    scripts = sorted((ROOT / ".github").glob("*.sh"))
    assert [s.name for s in scripts] == ["daily.sh", "edited.sh", "publish.sh"]
    for script in scripts:
        assert script.stat().st_mode & 0o111
        done = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_pushed_by_force() -> None:
    text = "".join(p.read_text() for p in (ROOT / ".github").rglob("*") if p.is_file())
    assert not re.search(r"--force(?!-remove)|push .*-f\b|push \S+ \+", text)
