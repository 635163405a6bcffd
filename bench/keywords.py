"""What keywords find in the stream, beside the matcher of another revision, and how fast.

python -m bench.keywords [--before REVISION]

Two tables as Markdown: the papers of the stream that each keyword finds, before and now, beside
those that have any of its spellings; and the processor time to look for ten keywords in 6,000
papers, as the ratio of runs made in turn. The other revision's matcher is read from git.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from types import ModuleType
from typing import Any

from bench.data import FOLDER, ROOT
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper
from ranker.sources.files import read_papers

BEFORE = "b6bc893"
PAPERS, TIMES = 6_000, 7
SPELLINGS = {
    "finetuning": r"fine[\s-]*tunings?",
    "pretraining": r"pre[\s-]*trainings?",
    "multimodal": r"multi[\s-]*modal",
    "nonlinear": r"non[\s-]*linear",
    "dataset": r"data[\s-]*sets?",
    "criterion": r"criteri(?:on|ons|a)",
    "gpus": r"gpus?",
    "hypothesis": r"hypothes[ei]s",
    "vertex": r"vert(?:ex|exes|ices)",
    "matrix": r"matri(?:x|xes|ces)",
    "analysis": r"analys[ei]s",
    "spectrum": r"spectr(?:um|ums|a)",
    "nucleus": r"nucle(?:us|i)",
    "supernova": r"supernova[es]?",
    "half-life": r"half[\s-]*li(?:fe|ves)",
    "gamma-ray": r"(?:gamma|\$\\gamma\$|γ)[\s-]*rays?",
    "k-means": r"(?:k|\$k\$)[\s-]*means",
    "Schrödinger": r"schr(?:o|oe|ö|\\\"o|\\\"\{o\})dinger",
    "CO2": r"co(?:2|\$_2\$|\$_\{2\}\$|_2)",
}
STRANGERS = {
    "genetics": r"genetics",
    "dynamics": r"dynamics",
    "statistics": r"statistics",
    "Mars": r"mars",
    "SAR": r"sars?",
    "meta": r"meta|metas",
    "rat": r"rats?",
}
"""Keywords with false friends: what they find must not be more."""
READERS = (
    ("finetuning", "criterion", "gpus", "hypothesis", "vertex", "matrix", "diffusion model",
     "large language model", "speech enhancement", "reinforcement learning"),
    ("speech", "speech enhancement", "noise", "denoising", "audio", "microphone array",
     "dereverberation", "source separation", "neural codec", "voice"),
)  # fmt: skip
Matcher = Callable[[Sequence[str]], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=BEFORE, help="the revision to compare with")
    before = _matcher_of(parser.parse_args().before)
    if not FOLDER.is_dir():
        sys.exit(f"{FOLDER} is not there; set RANK_BENCH_DATA to the folder with the stream")
    entries = read_papers(FOLDER / "stream" / "papers.jsonl.gz").entries
    papers = [entry.paper for entry in entries]
    print(f"{len(papers):,} papers\n")
    print("| keyword | any spelling | before | now |\n|---|--:|--:|--:|")
    for keyword, spelling in (SPELLINGS | STRANGERS).items():
        pattern = re.compile(rf"(?<!\w)(?:{spelling})(?!\w)", re.IGNORECASE)
        having = sum(1 for p in papers if pattern.search(p.title) or pattern.search(p.abstract))
        counts = [_count(matcher([keyword]), papers) for matcher in (before, KeywordMatcher)]
        print(f"| {keyword} | {having:,} | {counts[0]:,} | {counts[1]:,} |")
    some = papers[:PAPERS]
    maths = [p for p in papers if "$" in p.abstract or "\\" in p.abstract][:PAPERS]
    print("\n| papers | keywords | what | before, ms | now, ms | now / before |")
    print("|---|---|---|--:|--:|--:|")
    for name, among in (("any", some), ("with TeX", maths)):
        for keywords in READERS:
            for what in ("hits", "any"):
                was, now, ratio = _times(before, keywords, among, what)
                row = f"| {len(among):,} {name} | {keywords[0]}, … | {what} "
                print(f"{row}| {was:.0f} | {now:.0f} | {ratio:.2f} |")


def _matcher_of(revision: str) -> Matcher:
    """KeywordMatcher as a revision has it; the rooms that it imports are today's."""
    words = ["git", "-C", str(ROOT), "show", f"{revision}:ranker/models/keywords.py"]
    source = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    module = ModuleType("keywords_before")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(source, words[-1], "exec"), module.__dict__)  # noqa: S102
    matcher: Matcher = module.KeywordMatcher
    return matcher


def _count(matcher: Any, papers: Sequence[Paper]) -> int:
    return sum(matcher.any(paper) for paper in papers)


def _times(
    before: Matcher, keywords: Sequence[str], papers: Sequence[Paper], what: str
) -> tuple[float, float, float]:
    """Milliseconds of processor before and now, and the median ratio of runs in turn."""
    pairs = [
        (_time(before, keywords, papers, what), _time(KeywordMatcher, keywords, papers, what))
        for _ in range(TIMES)
    ][1:]
    return (
        median(was for was, _ in pairs) * 1e3,
        median(now for _, now in pairs) * 1e3,
        median(now / was for was, now in pairs),
    )


def _time(matcher: Matcher, keywords: Sequence[str], papers: Sequence[Paper], what: str) -> float:
    start = time.process_time()
    ask = getattr(matcher(keywords), what)
    for paper in papers:
        ask(paper)
    return time.process_time() - start


if __name__ == "__main__":
    main()
