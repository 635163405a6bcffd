"""Importing a library of 5,000 works of the stream: how long it takes, and whom its titles find.

usage: python -m bench.library [--works 5000]

Half of the works have an arXiv id, half a title alone, which is looked for among all papers of the
stream. Found should be the work itself; each title that finds another paper is shown.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from time import process_time

from bench.data import FOLDER
from ranker.feedback.importers.recognise import read_likes
from ranker.feedback.titles import Titles
from ranker.sources.files import read_papers


def main() -> None:
    """Print the times, and what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", type=int, default=5000)
    wanted = parser.parse_args().works
    papers = [entry.paper for entry in read_papers(FOLDER / "stream" / "papers.jsonl.gz").entries]
    works = papers[:: max(1, len(papers) // wanted)][:wanted]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "library.bib"
        file.write_text("".join(_entry(n, p.id, p.title, p.abstract) for n, p in enumerate(works)))
        begun = process_time()
        found = read_likes(file)
        print(f"read {len(found.votes):,} works: {process_time() - begun:.2f} s")
    begun = process_time()
    titles = Titles((paper.id, paper.title) for paper in works)
    matches = [(paper, titles.find(paper.title)) for paper in papers]
    print(f"looked for {len(papers):,} titles among them: {process_time() - begun:.2f} s")
    itself = sum(match is not None and match.key == paper.id for paper, match in matches)
    print(f"found themselves: {itself:,} of {wanted:,}")
    title = {paper.id: paper.title for paper in works}
    for paper, match in matches:
        if match and match.key != paper.id:
            print(f"{match.confidence:.2f} {paper.title!r} is taken for {title[match.key]!r}")


def _entry(number: int, paper_id: str, title: str, abstract: str) -> str:
    named = f"eprint = {{{paper_id}}}, archiveprefix = {{arXiv}}" if number % 2 else "year = 2026"
    title, abstract = (re.sub(r"[{}%\\]", "", text) for text in (title, abstract))
    return f"@article{{k{number}, title = {{{title}}}, abstract = {{{abstract}}}, {named}}}\n"


if __name__ == "__main__":
    main()
