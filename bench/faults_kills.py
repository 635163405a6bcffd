"""Kills: a command ended at any moment, as by a power switch that leaves the disk alone."""

from __future__ import annotations

import shutil
import time

from bench.faults import Bench, Tally, fault, still_works, voted

COMMANDS = {
    "a vote": (("like", "2607.00043"),),
    "a training": (("train",),),
    "a fetch": (("fetch", "--from", "announcement.jsonl"),),
    "a digest": (("like", "2607.00043"), ("today", "--offline")),
}


def _kill(name: str, commands: tuple[tuple[str, ...], ...]) -> None:
    @fault(
        f"a kill during {name}", "no vote is lost, and everything works afterwards",
        short=1, whole=25,
    )  # fmt: skip
    def kill(bench: Bench, times: int) -> Tally:
        tally = Tally()
        *before, last = commands
        last = tuple(str(bench.work / w) if w.endswith(".jsonl") else w for w in last)
        once = bench.home()
        for words in before:
            bench.rank(once, *words)
        started = time.monotonic()
        bench.rank(once, *last)
        usual = time.monotonic() - started
        for _ in range(times):
            home = bench.home()
            for words in before:
                bench.rank(home, *words)
            there = voted(home)
            after = bench.draw.uniform(0.1, 1.0) * usual
            said = bench.rank(home, *last, patience=after)
            what = f"{' '.join(last)} killed after {after:.2f} s"
            tally.injected += 1
            kept = voted(home)
            tally.expect(kept[: len(there)] == there, f"{what}: votes {kept}")
            if "Liked" in said.out:
                tally.expect("2607.00043" in kept, f"{what}: the vote that it acknowledged")
            still_works(bench, home, tally, what)
            shutil.rmtree(home)
        shutil.rmtree(once)
        return tally


for _name, _commands in COMMANDS.items():
    _kill(_name, _commands)
