"""A fork on a bare remote, a run of daily.sh in it, and a reader who pushes at exact moments.

The run's `git` and `rank` are small programs that stand first on its PATH. Each counts how often
it was called for what; where that is a moment of the race, the reader trains and pushes before the
call goes on. So nothing hangs on how fast anything is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import HUNG

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"
DAILY = (".github/daily.sh", ".github/publish.sh", ".github/join.py", ".github/edited.sh")
VOTES = "feedback/votes.jsonl"

# What a morning on a disk of its own needs and a test does not: none of it changes what git does.
_UNHURRIED = ("core.fsync=none", "maintenance.auto=false", "receive.autogc=false")
QUICK = tuple(word for setting in _UNHURRIED for word in ("-c", setting))

READER = ("-c", "user.name=Reader", "-c", "user.email=reader@example.org")

# What stands before a call: count it, and let the reader act where the moment has come.
_MOMENT = """#!/bin/sh
call="{program} $1"
if [ "$1" = github ]; then call="$call${{3:+ $3}}"; fi
echo "$call" >>"$RACE/calls"
times=0
while read -r one; do
  if [ "$one" = "$call" ]; then times=$((times + 1)); fi
done <"$RACE/calls"
while read -r one; do
  if [ "$one" = "$call $times" ]; then
    (cd "$RACE/desk" && unset GIT_INDEX_FILE && PATH="${{PATH#*:}}" \\
      "$RACE/bin/reader" "$one" >>"$RACE/reader.log" 2>&1) || exit 99
  fi
done <"$RACE/moments"
"""
_GIT = f'exec "{GIT}" "$@"\n'
# The reader votes, trains and edits on the newest state of the remote, and pushes it all.
_READER = f"""#!/bin/sh
set -e
read -r round <"$RACE/round"
name=reader-$round$(printf -- '-%s' $1)
git fetch -q origin
git reset -q --hard origin/main
mkdir -p feedback digests models/x
echo '{{"id": "'"$name"'", "vote": 1, "at": "2026-07-06T12:00:00+00:00"}}' >>{VOTES}
rm -f models/x/*.npz
{{ seq 200; echo "$name"; }} >"models/x/$name.npz"
echo "$name" >models/x/current.json
echo "$name" >digests/latest.md
echo "$name" >>notes.txt
git add --all --force
git commit -q -m "$name"
git push -q origin HEAD:main
"""
# What no moment hangs on is called without a shell in between: bash reads this ahead of a script.
_FUNCTIONS = f"""
git() {{
  case "$1" in
    fetch | commit-tree | push | reset) command git "$@" ;;
    *) "{GIT}" "$@" ;;
  esac
}}
"""
# A `rank` that votes, writes a digest and trains a model as the real one leaves them.
_RANK = f"""
read -r round <"$RACE/round"
case "$1" in
  github)
    mkdir -p feedback
    echo '{{"id": "2607.'"$round${{3:+1}}"'", "vote": 1, "at": "2026-07-06T13:00:00+00:00"}}' \\
      >>{VOTES} ;;
  today)
    mkdir -p digests
    cp {VOTES} "$RACE/votes-read"
    echo "digest of $round" | tee "digests/day-$round.md" >digests/latest.md
    for shown; do :; done # the last word
    echo "digest of $round" >"$shown" ;;
  train)
    mkdir -p models/x store
    rm -f models/x/*.npz
    {{ seq 200; echo "run $round"; }} >"models/x/run$round.npz"
    echo "run$round" >models/x/current.json
    echo "papers $round" >store/papers.sqlite3 ;;
esac
"""


@dataclass
class Race:
    """`moments` are those at which the reader pushes, as `git push 2` for the second push."""

    folder: Path
    asked: list[str] = field(default_factory=list)

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def runner(self) -> Path:
        return self.folder / "runner"

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    def git(self, folder: Path, *words: str, code: int = 0) -> str:
        return git(folder, *words, code=code)

    def clone(self) -> None:
        """A new machine for the run, as GitHub gives it every morning."""
        shutil.rmtree(self.runner, ignore_errors=True)
        source = f"file://{self.remote}"
        git(self.folder, "clone", "-q", *QUICK, "--depth", "1", source, str(self.runner))

    def run(self, round_: int, *moments: str) -> subprocess.CompletedProcess[str]:
        """A morning, with the reader pushing at these moments."""
        (self.folder / "round").write_text(f"{round_:04}\n")
        (self.folder / "calls").write_text("")
        (self.folder / "moments").write_text("".join(f"{one}\n" for one in moments))
        self.asked += [vote_of(f"{round_:04}"), vote_of(f"{round_:04}1")]
        environ = {
            k: v for k, v in os.environ.items() if not k.startswith(("RANK_", "GIT", "SMTP"))
        }
        environ |= {"PATH": f"{self.folder / 'bin'}:{environ['PATH']}", "RACE": str(self.folder)}
        environ["BASH_ENV"] = str(self.folder / "bin" / "functions")
        return subprocess.run(
            [".github/daily.sh"], cwd=self.runner, env=environ, capture_output=True, text=True,
            timeout=HUNG, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def came_to(self) -> list[str]:
        """The moments at which the reader did push in the last run."""
        wanted = (self.folder / "moments").read_text().split("\n")[:-1]
        calls = (self.folder / "calls").read_text().split("\n")[:-1]
        return [one for one in wanted if calls.count(one[:-2]) >= int(one[-1])]

    def committed(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")

    def votes(self) -> list[str]:
        """The papers voted on, in the remote's log."""
        return [json.loads(line)["id"] for line in self.committed(VOTES).splitlines()]


def vote_of(round_: str) -> str:
    return f"2607.{round_}"


def git(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run([GIT, *READER, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def vote(folder: Path, paper_id: str) -> None:
    """What `rank like` writes."""
    (folder / "feedback").mkdir(exist_ok=True)
    with (folder / VOTES).open("a") as log:
        log.write(json.dumps({"id": paper_id, "vote": 1, "at": "2026-07-06T12:00:00+00:00"}) + "\n")


def train(folder: Path, name: str) -> None:
    """A training as it looks to git: one large file renamed, and little changed in it."""
    models = folder / "models" / "x"
    models.mkdir(parents=True, exist_ok=True)
    for old in models.glob("*.npz"):
        old.unlink()
    (models / f"{name}.npz").write_text("".join(f"{n}\n" for n in range(1, 201)) + f"{name}\n")
    (models / "current.json").write_text(f"{name}\n")


def seeded(folder: Path) -> Path:
    """A remote with a fork that still has its models in git, and the run's programs."""
    seed = folder / "seed"
    for name in (*DAILY, ".gitattributes"):
        (seed / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, seed / name)
    (seed / "rank.toml").write_text("[profile.x]\n")
    (seed / ".gitignore").write_text("/store/\n/feedback/*.lock\n")
    (seed / "models").mkdir()
    (seed / "models" / "README.md").write_text("Models.\n")
    vote(seed, "first")
    train(seed, "first")
    git(seed, "init", "-q", "-b", "main")
    git(seed, "add", "--all")
    git(seed, "commit", "-q", "-m", "Fork, and edit rank.toml")
    made = folder / "made"
    made.mkdir()
    git(folder, "clone", "-q", *QUICK, "--bare", str(seed), str(made / "remote.git"))
    programs = made / "bin"
    programs.mkdir()
    texts = {
        "git": _MOMENT.format(program="git") + _GIT,
        "rank": _MOMENT.format(program="rank") + _RANK,
        "reader": _READER,
        # join.py needs nothing that is installed, and looks less long without.
        "python3": f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n',
    }
    for program, text in texts.items():
        (programs / program).write_text(text)
        (programs / program).chmod(0o755)
    (programs / "functions").write_text(_FUNCTIONS)
    return made


def forked(made: Path, folder: Path) -> Race:
    """What `seeded` made, its reader's clone of it, and the run's."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    race = Race(folder, ["first"])
    git(folder, "clone", "-q", *QUICK, *READER, str(race.remote), str(race.desk))
    race.clone()
    return race
