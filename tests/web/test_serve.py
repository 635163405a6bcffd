"""`rank serve` as a reader starts and ends it, and what it costs other commands: nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from tests.conftest import ROOT, START, Rank, link_encoder, python

PAGE = {"starlette", "uvicorn", "jinja2"}
LOADED = """
import sys
from ranker.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["like", "--help"]])
def test_no_other_start_pays_for_the_page(words: list[str]) -> None:
    done = python(LOADED, *words)
    assert done.code == 0
    assert not PAGE & set(done.err.split())


def test_it_is_served_until_it_is_interrupted(
    ready: Rank, home: Path, compiled_folder: Path
) -> None:
    link_encoder(compiled_folder, home / "models")  # which it would be compiling when interrupted
    command = [sys.executable, "-c", START, "--home", str(home)]
    command += ["serve", "--port", "0", "--no-open", "--offline"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)  # fmt: skip
    assert running.stdout is not None
    url = re.search(r"http://127\.0\.0\.1:\d+/open\?token=\S+", running.stdout.readline())
    assert url is not None
    browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
    with browser.open(url[0]) as answer:
        assert answer.status == 200
        assert "<title>" in answer.read().decode()
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate()
    assert running.returncode == 0
    assert "Traceback" not in complaints


def test_a_port_that_is_taken_and_a_host_that_is_none(ready: Rank) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = ready("serve", "--no-open", "--port", port)
    assert done.code == 1
    assert f"port {port}" in done.complaint
    assert "--port" in done.complaint
    done = ready("serve", "--no-open", "--host", "no such host")
    assert done.code == 2
    assert "--host" in done.complaint


def test_without_a_workspace_nothing_is_served(rank: Rank) -> None:
    assert rank("serve", "--no-open").code == 1


def test_what_is_shipped_of_others_is_named_with_its_licence() -> None:
    folder = ROOT / "ranker" / "web" / "static"
    version = re.search(r"htmx (\d+\.\d+\.\d+)", (folder / "htmx.LICENSE.txt").read_text())
    assert version is not None
    assert f"'{version[1]}'" in (folder / "htmx.min.js").read_text().replace('"', "'")
    assert "Zero-Clause BSD" in (folder / "htmx.LICENSE.txt").read_text()
