"""The processes of bench/crowd.py: each runs `rank` in a workspace and notes what it says.

They are forked from one process that has imported everything, so that a crowd is there at once. The
encoder is a small one that needs no model, and whoever waits for arXiv's pacing waits a moment.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bench.web import Connection
from ranker.app.workspace import Workspace
from ranker.app.workspace import open_workspace as really_open
from ranker.calendar import listings_between
from ranker.cli import options, serve_command
from ranker.cli.main import main as rank
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.web.guard import cookie_name
from ranker.web.keys import read_keys
from tests.invented import HashingEncoder, paper

PAPERS = 12
"""Of each voter's own, so that what its votes must have left in the log is known."""
PATIENCE = 60.0  # seconds until the page must be there
GLANCE = 2.0  # seconds that whoever had a digest looks at it, so that others have their turn
_TURNS = (("like", LIKE), ("dislike", DISLIKE), ("undo", WITHDRAWN))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crowd does: each actor until `seconds` are over or, with 0, `times` times."""

    home: str
    notes: str
    voters: int = 16
    renderers: int = 2
    seconds: float = 0.0
    times: int = 0
    patience: float = 30.0
    """Seconds that a fetch or a training waits for another; rank's own 5 are for a terminal."""


@dataclass(frozen=True, slots=True)
class Note:
    """One command: who ran it, what it said on stderr, its exit code, and the vote it
    acknowledged, if it was one."""

    actor: str
    words: str
    code: int
    complaint: str = ""
    paper: str = ""
    vote: int | None = None


Act = Callable[[int], Note]


def papers_of(voter: int) -> list[str]:
    """Ids of the papers that one voter votes on, and nobody else."""
    return [paper(voter * PAPERS + n + 1).id for n in range(PAPERS)]


def small_workspace(home: Path, patience: float = 5.0) -> Workspace:
    """The workspace with the small encoder."""
    ws = really_open(home)
    ws.patience = patience
    ws.make_encoder = lambda _: HashingEncoder()
    ws.sleep = lambda seconds: time.sleep(min(seconds, 0.2))
    return ws


def command(actor: str, plan: Plan, *words: str) -> Note:
    """Run a command as its reader does, and note what came of it."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            rank(["--home", plan.home, "--quiet", *words])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return Note(actor, " ".join(words), code, err.getvalue().strip())


def voter(plan: Plan, number: int) -> Act:
    """Likes, dislikes and undoes, paper by paper."""
    own = papers_of(number)

    def act(turn: int) -> Note:
        word, value = _TURNS[turn % 3]
        one = own[turn // 3 % PAPERS]
        done = command(f"voter {number}", plan, word, one)
        return Note(done.actor, done.words, done.code, done.complaint, one, value)

    return act


def fetcher(plan: Plan, _number: int) -> Act:
    """Fetches one listing date further back each time."""
    days = listings_between(date.today() - timedelta(days=80), date.today())[::-1]  # noqa: DTZ011

    def act(turn: int) -> Note:
        since = days[min(turn, len(days) - 1)]
        return command("fetch", plan, "fetch", "--since", str(since))

    return act


def trainer(plan: Plan, _number: int) -> Act:
    """Trains."""
    return lambda turn: command("train", plan, "train")


def renderer(plan: Plan, number: int) -> Act:
    """Writes the digest to a file, which must be whole."""
    form = ("json", "html")[number % 2]
    target = Path(plan.notes) / f"digest-{number}.{form}"

    def act(_turn: int) -> Note:
        done = command(f"renderer {number}", plan, "today", "--output", str(target))
        if done.code == 0 and not _is_whole(target):
            return Note(done.actor, done.words, 1, f"{target.name} is not whole")
        return done

    return act


def _is_whole(path: Path) -> bool:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        return text.rstrip().endswith("</html>")
    return bool(json.loads(text)["papers"])


def visitor(plan: Plan, number: int) -> Act:
    """Votes on the page over HTTP, and reads its list after each vote."""
    address = Path(plan.notes) / "page.txt"
    end = time.monotonic() + PATIENCE
    while not (found := re.search(r"127\.0\.0\.1:(\d+)/", _text(address))):
        if time.monotonic() > end:
            raise SystemExit("the page was not served")
        time.sleep(0.05)
    port, keys = int(found[1]), read_keys(Path(plan.home) / "store")
    cookie = {"cookie": f"{cookie_name(port)}={keys.session}"}
    own = papers_of(number)

    def act(turn: int) -> Note:
        word, value = (("like", LIKE), ("dislike", DISLIKE), ("withdraw", WITHDRAWN))[turn % 3]
        one = own[turn // 3 % PAPERS]
        fields = {"csrf": keys.form_token, "paper": one, "do": word, "profile": "hearing"}
        try:
            # A connection each: one that the server has just closed would be no fault of the page.
            Connection(port, cookie).ask("POST", "/act", fields)
            there = Connection(port, cookie)
            there.ask("GET", "/")
        except (AssertionError, OSError) as error:
            return Note("page", word, 1, f"{type(error).__name__}: {error}", one, value)
        said = re.findall(r"[^<>]*(?:locked|another rank|another process)[^<>]*", there.text)
        return Note("page", word, 0, "; ".join(said).strip(), one, value)

    return act


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def serve(plan: Plan) -> None:
    """`rank serve`, until it is interrupted; the address that it prints goes to a file."""
    with (
        (Path(plan.notes) / "page.txt").open("w", 1, "utf-8") as out,
        (Path(plan.notes) / "page-said.txt").open("w", 1, "utf-8") as err,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        rank(["--home", plan.home, "serve", "--no-open", "--offline", "--port", "0"])


def _turns(plan: Plan, *, rests: bool) -> Iterator[int]:
    """The turns of one actor: by count, or for a time, with or without rests between them."""
    end = time.monotonic() + plan.seconds
    for turn in count():
        if (turn >= plan.times) if plan.times else (time.monotonic() >= end):
            return
        yield turn
        if plan.seconds and rests:
            time.sleep(GLANCE)


def _live(plan: Plan, name: str, make: Callable[[Plan, int], Act], number: int) -> None:
    if name in ("fetch", "train"):
        options.open_workspace = partial(small_workspace, patience=plan.patience)
    path = Path(plan.notes) / f"{name}-{number}.jsonl"
    with path.open("a", 1, "utf-8") as notes:  # by line: what was done is known if we are killed
        act = make(plan, number)
        for turn in _turns(plan, rests=name == "renderer"):
            notes.write(json.dumps(asdict(act(turn))) + "\n")


def actors(plan: Plan) -> list[tuple[str, Callable[[Plan, int], Act], int]]:
    """Everybody but the page's server."""
    crowd: list[tuple[str, Callable[[Plan, int], Act], int]] = []
    crowd += [("voter", voter, n) for n in range(plan.voters)]
    crowd += [("renderer", renderer, n) for n in range(plan.renderers)]
    return [*crowd, ("fetch", fetcher, 0), ("train", trainer, 0), ("page", visitor, plan.voters)]


def main(arguments: Sequence[str]) -> int:
    """Start everybody, wait until all are done, end the page. The number of actors that died."""
    plan = Plan(**json.loads(arguments[0]))
    options.open_workspace = small_workspace
    serve_command.open_workspace = small_workspace  # type: ignore[attr-defined]
    forking = multiprocessing.get_context("fork")
    page = forking.Process(target=serve, args=(plan,))
    crowd = [forking.Process(target=_live, args=(plan, *one)) for one in actors(plan)]
    for process in (page, *crowd):
        process.start()
    for process in crowd:
        process.join()
    if page.pid and page.is_alive():
        os.kill(page.pid, signal.SIGINT)
    page.join()
    return sum(process.exitcode != 0 for process in crowd) + (page.exitcode != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
