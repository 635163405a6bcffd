"""What is promised of packages: oldest and newest are tried, what is locked is checked, and only
the job that publishes can."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import Any

from tests.conftest import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"


def _jobs(name: str) -> dict[str, str]:
    text = (WORKFLOWS / name).read_text("utf-8").partition("\njobs:\n")[2]
    parts = re.split(r"^  ([a-z-]+):\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _rights(job: str) -> list[str]:
    block = re.search(r"^    permissions:\n((?:      .+\n)+)", job, re.MULTILINE)
    return re.findall(r"^      ([a-z-]+: \w+)", block[1], re.MULTILINE) if block else []


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def test_only_the_job_that_publishes_may_prove_who_it_is() -> None:
    release = (WORKFLOWS / "release.yml").read_text("utf-8")
    assert "\npermissions: {}\n" in release
    jobs = _jobs("release.yml")
    assert {name: _rights(job) for name, job in jobs.items()} == {
        "build": ["contents: read"],
        "publish": ["id-token: write"],
    }
    assert "environment: pypi" in jobs["publish"]
    assert "needs: build" in jobs["publish"]
    assert "run:" not in jobs["publish"]  # nothing of ours, or of what we build with, runs there
    assert "secrets." not in release


def test_every_job_of_the_tests_may_only_read() -> None:
    jobs = _jobs("ci.yml")
    assert set(jobs) == {"test", "elsewhere", "lowest", "docs", "supply"}
    assert all(_rights(job) == ["contents: read"] for job in jobs.values())


def test_every_python_that_is_named_is_tried() -> None:
    named = {
        line.rpartition(" ")[2] for line in _project()["classifiers"] if ":: Python :: 3." in line
    }
    assert set(re.findall(r'"(3\.\d+)"', _jobs("ci.yml")["test"])) == named
    systems = _jobs("ci.yml")["elsewhere"]
    assert "os: [windows-latest, macos-latest]" in systems


def test_every_dependency_has_a_lower_bound_and_the_oldest_are_tried() -> None:
    for line in _project()["dependencies"]:
        assert re.match(r"[\w-]+(?:>=|==)\d", line), line
    script = (ROOT / ".ci" / "lowest").read_text("utf-8")
    assert "--resolution lowest-direct" in script
    tried = re.findall(r"tests/[\w/.]+", script.replace("{", "").replace("}", ""))
    assert tried
    assert all((ROOT / one).exists() for one in tried if not one.startswith("tests/cli/test_"))
    done = subprocess.run(["git", "ls-files", "-s", ".ci/lowest"], cwd=ROOT, capture_output=True)
    assert not done.stdout or done.stdout.startswith(b"100755")


def test_what_is_locked_is_audited_and_listed() -> None:
    job = _jobs("ci.yml")["supply"]
    assert "uv lock --check" in job
    assert re.search(r"pip-audit --strict .*--require-hashes", job)
    assert "--format cyclonedx" in job
