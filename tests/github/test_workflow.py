"""What the workflow files promise: the hour in winter and summer, pinned actions, few rights."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from ranker.calendar import EASTERN
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


def test_actions_are_pinned_by_their_commit_and_say_their_version() -> None:
    """A tag can be moved to other code by whoever takes an action over; a commit cannot."""
    pins: dict[str, set[str]] = {}
    for path in sorted(WORKFLOWS.glob("*.yml")):
        used = re.findall(r"uses: *(.+)", path.read_text())
        assert used, path
        for one in used:
            match = re.fullmatch(
                r"((?:actions|pypa)/[a-z-]+)[a-z/-]*@([0-9a-f]{40} # v\d+\.\d+\.\d+)", one
            )
            assert match, f"{path.name}: {one}"
            pins.setdefault(match[1], set()).add(match[2])
    assert {name: len(found) for name, found in pins.items()} == dict.fromkeys(pins, 1)


def _rights(name: str) -> dict[str, list[str]]:
    """What each job of a workflow may; the workflow itself gives none."""
    text = (WORKFLOWS / name).read_text()
    assert re.findall(r"^permissions:(.*)", text, re.MULTILINE)[0].startswith(" {}")
    jobs = re.split(r"^  ([a-z-]+):\n", text.partition("\njobs:\n")[2], flags=re.MULTILINE)[1:]
    return {
        job: re.findall(r"^      ([a-z-]+: \w+)", block[1], re.MULTILINE)
        for job, body in zip(jobs[::2], jobs[1::2], strict=True)
        if (block := re.search(r"^    permissions:\n((?:      .+\n)+)", body, re.MULTILINE))
    }


def test_the_rights_are_the_fewest_that_do() -> None:
    assert _rights("daily.yml")["digest"] == ["contents: write", "issues: write"]
    assert _rights("daily.yml")["pages"] == ["pages: write", "id-token: write"]
    assert _rights("ci.yml")["test"] == ["contents: read"]


def test_only_the_run_that_pushes_keeps_the_token_in_its_checkout() -> None:
    ci = (WORKFLOWS / "ci.yml").read_text()
    assert ci.count("persist-credentials: false") == ci.count("uses: actions/checkout@")


def test_what_a_run_installs_is_locked_file_by_file() -> None:
    daily = (WORKFLOWS / "daily.yml").read_text()
    installs = re.findall(r"pip install (.+)", daily)
    assert installs == [
        "--no-deps --only-binary :all: --require-hashes -r .github/requirements.txt",
        "--no-deps --no-build-isolation --no-index .",
    ]
    text = (ROOT / ".github" / "requirements.txt").read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text)[1:]
    names = {re.split(r"==| @ ", block)[0] for block in blocks}
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert {"torch", "setuptools", "numpy", "openvino"} <= names
    assert not [name for name in names if name.startswith(("nvidia", "cuda", "triton"))]
    assert set(re.findall(r"https?://[^/\s]+", text)) == {"https://download.pytorch.org"}


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def test_the_lock_is_of_this_pyproject() -> None:
    """Run .ci/lock after a change to the dependencies."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    [own] = [p for p in lock["package"] if p["name"] == _project()["name"]]
    extras = _project()["optional-dependencies"]
    wanted = [*_project()["dependencies"], *(one for extra in extras.values() for one in extra)]
    locked = {
        f"{one['name']}{one.get('specifier', '')}" for one in own["metadata"]["requires-dist"]
    }
    assert set(map(_limits, wanted)) == set(map(_limits, locked))


def _limits(requirement: str) -> tuple[str, ...]:
    """The name and its limits, without extras and markers."""
    name, limits = re.fullmatch(r"([\w-]+)(?:\[.*\])?([^;]*)(?:;.*)?", requirement).groups()  # type: ignore[union-attr]
    return (name, *sorted(limits.replace(" ", "").split(",")))


def test_the_lock_names_public_files_alone_each_with_its_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    others = [p for p in lock["package"] if p["name"] != _project()["name"]]
    assert {str(p["source"]) for p in others} == {"{'registry': 'https://pypi.org/simple'}"}
    files = [f for p in others for f in (*p.get("wheels", []), *filter(None, [p.get("sdist")]))]
    assert len(files) > len(others) > 100
    for file in files:
        assert file["url"].startswith("https://files.pythonhosted.org/packages/")
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])


def test_what_a_run_installs_is_of_the_lock() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    locked = {f"{p['name']}=={p.get('version')}": p for p in lock["package"]}
    text = (ROOT / ".github" / "requirements.txt").read_text()
    for block in re.split(r"\n(?=[a-z0-9])", text)[2:]:
        package = locked[block.split()[0]]
        hashes = {f["hash"] for f in (*package.get("wheels", []), package.get("sdist", {})) if f}
        assert set(re.findall(r"--hash=(\S+)", block)) == hashes
    torch = next(p for p in lock["package"] if p["name"] == "torch")
    assert f"/torch-{torch['version']}%2Bcpu-cp312-" in text


def jobs() -> tuple[str, str]:
    """The text of the two jobs of daily.yml."""
    found = re.split(
        r"^  (?=(?:digest|pages):\n)", (WORKFLOWS / "daily.yml").read_text(), flags=re.M
    )
    digest, pages = found[1:]
    return digest, pages


def test_a_site_is_published_only_where_a_variable_says_so() -> None:
    said = "vars.RANK_PAGES == 'public'"
    digest, pages = jobs()
    steps = re.split(r"^      - ", digest, flags=re.MULTILINE)
    [upload] = [step for step in steps if "upload-pages-artifact" in step]
    [condition] = re.findall(r"^        if: (.+)$", upload, re.MULTILINE)
    assert said in condition
    [of_job] = re.findall(r"^    if: (.+)$", pages, re.MULTILINE)
    assert said in of_job
    assert "needs.digest.outputs.site == 'success'" in of_job
    assert "site: ${{ steps.site.outcome }}" in digest
    assert f"RANK_SITE: ${{{{ {said} && 'site' || '' }}}}" in digest
    assert re.findall(r"^          path: (.+)$", upload, re.MULTILINE) == ["site"]
    assert re.findall("uses: (.+)@", pages) == ["actions/deploy-pages"]
    assert "RANK_PAGES" not in (WORKFLOWS / "ci.yml").read_text()


def test_the_page_on_github_says_what_becomes_public() -> None:
    page = " ".join((ROOT / "docs" / "github.md").read_text().split())
    assert "the name is `RANK_PAGES`, the value `public`" in page
    assert "public, also that of a private repository" in page
    assert "your votes, which papers they are on" in page


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
        r"uses: actions/cache/(restore|save)@\w+ # v4\S+\n        with:\n"
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
