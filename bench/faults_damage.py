"""Damage to what a workspace keeps: noise in each file, and the vote log cut at each byte."""

from __future__ import annotations

import shutil

from bench.faults import Bench, Tally, fault, still_works, voted

PARTS = {
    "the store": "store/papers.sqlite3",
    "the vectors": "store/vectors/*.f16",
    "a model's arrays": "models/hearing/*.npz",
    "a model's table": "models/hearing/[0-9a-f]*.json",
    "a digest": "digests/*.md",
}


def _noise(name: str, pattern: str) -> None:
    @fault(
        f"noise in {name}", "votes go on; the digest works, or says what to do; repaired, it works",
        short=1, whole=12,
    )  # fmt: skip
    def put(bench: Bench, times: int) -> Tally:
        tally = Tally()
        for number in range(times):
            home = bench.home()
            path = sorted(home.glob(pattern))[0]
            data = bytearray(path.read_bytes())
            size = bench.draw.choice((1, 40, 4096, len(data)))
            first = bench.draw.randrange(max(1, len(data) - size + 1))
            data[first : first + size] = bench.draw.randbytes(min(size, len(data) - first))
            path.write_bytes(data)
            what = f"{size} bytes at {first} (try {number})"
            tally.injected += 1
            before = voted(home)
            like = bench.rank(home, "like", "2607.00043")
            tally.expect(like.code == 0 and like.is_clean, f"{what}: like: {like.err.strip()}")
            tally.expect(voted(home) == [*before, "2607.00043"], f"{what}: votes")
            said = bench.rank(home, "today", "--offline")
            well = said.code == 0 or "`" in said.complaint or "delete" in said.complaint
            tally.expect(well and said.is_clean, f"{what}: today: {said.err.strip()}")
            tally.expect("nan" not in said.out.split(), f"{what}: a digest of NaN")
            bench.rank(home, "doctor", "--repair")
            if said.code:  # what could not be carried over is fetched, as the doctor says
                for papers in ("library.jsonl", "announcement.jsonl"):
                    bench.rank(home, "fetch", "--from", bench.work / papers)
            still_works(bench, home, tally, f"{what}, repaired")
            shutil.rmtree(home)
        return tally


for _name, _pattern in PARTS.items():
    _noise(_name, _pattern)


@fault(
    "the vote log cut at a byte", "every whole line is read, and the next vote starts on its own",
    short=40, whole=100_000,
)  # fmt: skip
def cut(bench: Bench, times: int) -> Tally:
    """At each byte, or at some of them drawn by chance; in this process."""
    from datetime import UTC, datetime

    from ranker.feedback.votes import Vote, VoteLog

    tally = Tally()
    whole = (bench.whole / "feedback" / "votes.jsonl").read_bytes()
    places = list(range(len(whole) + 1))
    path = bench.work / "cut" / "votes.jsonl"
    path.parent.mkdir(exist_ok=True)
    for place in bench.draw.sample(places, min(times, len(places))):
        path.write_bytes(whole[:place])
        log = VoteLog(path)
        lines = whole[:place].count(b"\n") + whole[:place].endswith(b"}")
        tally.injected += 1
        log.append([Vote("2607.00044", 1, datetime(2026, 7, 6, tzinfo=UTC))])
        found = log.read()
        tally.expect(len(found.votes) == lines + 1, f"cut at {place}: {len(found.votes)} votes")
        tally.expect(found.votes[-1].id == "2607.00044", f"cut at {place}: the next one is lost")
    return tally
