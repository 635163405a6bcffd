"""The files that bench/first_loop.sh works on, and the scores file it ends with.

usage: python -m bench.first_loop prepare DATA WORK | report WORK
"""

from __future__ import annotations

import gzip
import json
import sys
import tomllib
from pathlib import Path

READER, VOTES, SEED = "gui-agents", 15, 0
SHOWN = ("2025-05-21", "2025-06-03")


def prepare(data: Path, work: Path) -> None:
    """The stream before the cut, a file for each test day, the votes, and `rank init`'s words."""
    plan = json.loads((data / "readers" / "splits.json").read_text())
    readers = tomllib.loads((data / "readers" / "readers.toml").read_text())
    words = [f"--keyword={keyword}" for keyword in readers[READER]["keywords"]]
    (work / "init-arguments").write_text("\n".join(words))
    (work / "days").mkdir(exist_ok=True)
    days: dict[str, list[str]] = {day: [] for day in plan["test_days"]}
    with (
        gzip.open(data / "stream" / "papers.jsonl.gz", "rt", encoding="utf-8") as stream,
        (work / "before-the-cut.jsonl").open("w", encoding="utf-8") as before,
    ):
        for line in stream:
            day = json.loads(line)["announced"]
            if day < plan["cut"]:
                before.write(line)
            elif day in days:
                days[day].append(line)
    for day, lines in days.items():
        (work / "days" / f"{day}.jsonl").write_text("".join(lines), encoding="utf-8")
    wanted = (READER, VOTES, SEED)
    split = next(s for s in plan["splits"] if (s["reader"], s["votes"], s["seed"]) == wanted)
    at = f"{plan['cut']}T00:00:00+00:00"
    votes = [{"id": i, "vote": 1, "at": at} for i in split["likes"]]
    votes += [{"id": i, "vote": -1, "at": at} for i in split["dislikes"]]
    (work / "votes.jsonl").write_text("".join(json.dumps(v) + "\n" for v in votes))


def report(work: Path) -> None:
    """Check every ranked day, say how two of them look, and write scores.jsonl."""
    with (work / "scores.jsonl").open("w") as scores:
        for path in sorted((work / "days").glob("*.ranked")):
            digest = json.loads(path.read_text())
            for paper in digest["papers"]:
                parts = sum(reason["contribution"] for reason in paper["because"])
                if abs(parts - paper["score"]) > 1e-6:
                    sys.exit(f"{path}: the reasons of {paper['id']} sum to {parts}")
                row = {"reader": READER, "votes": VOTES, "seed": SEED}
                row |= {"id": paper["id"], "score": paper["score"]}
                scores.write(json.dumps(row) + "\n")
            if path.stem in SHOWN:
                print(f"{path.stem}: {len(digest['papers'])} papers, stage {digest['stage']}")
                for paper in digest["papers"][:5]:
                    print(
                        f"  {paper['rank']:>3}  {paper['probability']:.2f}  {paper['title'][:80]}"
                    )


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        report(Path(sys.argv[2]))
