"""How much of the TeX in real titles and abstracts a reader sees as text, and how fast.

python -m bench.text [--left 15]

Three tables as Markdown: the papers of the stream with TeX in them, and those of which nothing is
left; the commands left most often; processor time for 1,000 papers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from bench.data import FOLDER
from ranker.digest import escape, shown
from ranker.digest.mathml import mathml
from ranker.models.words import tokens
from ranker.sources.files import read_papers
from ranker.text.display import display, pieces
from ranker.text.reading import read
from ranker.text.tex import tex_to_unicode

_TEX = re.compile(r"\\(?!%)|\$")
_LEFT = re.compile(r"\\[A-Za-z]+|\\.|(?<![A-Z])\$(?!\d|\.\d)")  # a dollar before a number is money
_TIMED = 5_000  # papers, from all over the stream


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left", type=int, default=15, help="how many commands to list")
    most = parser.parse_args().left
    if not FOLDER.is_dir():
        sys.exit(f"{FOLDER} is not there; set RANK_BENCH_DATA to the folder with the stream")
    file = FOLDER / "stream" / "papers.jsonl.gz"
    entries = read_papers(file).entries
    texts = [text for entry in entries for text in (entry.paper.title, entry.paper.abstract)]
    _shares(texts, most)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in islice(lines, 0, None, len(entries) // _TIMED)]
    _times([text for paper in raw for text in (paper["title"], paper["abstract"])])


def _shares(texts: Sequence[str], most: int) -> None:
    tex = [text for text in texts if _TEX.search(text)]
    left = [set(_LEFT.findall(display(text))) for text in tex]
    whole = sum(not commands for commands in left)
    formulas = {piece.tex: piece for text in tex for piece in pieces(text) if piece.tex}
    read_whole = sum(piece.whole for piece in formulas.values())
    as_mathml = sum(mathml(formula) is not None for formula in formulas)
    print("| | all | read whole |\n|---|--:|--:|")
    print(f"| titles and abstracts | {len(texts):,} | |")
    print(f"| with TeX | {len(tex):,} | {whole:,} ({whole / len(tex):.1%}) |")
    print(f"| different formulas, as Unicode | {len(formulas):,} | {read_whole:,} |")
    print(f"| the same, as MathML | {len(formulas):,} | {as_mathml:,} |")
    counts = Counter(command for commands in left for command in commands)
    print("\n| left in | texts |\n|---|--:|")
    for command, count in counts.most_common(most):
        print(f"| `{command}` | {count} |")


def _times(texts: Sequence[str]) -> None:
    print("\n| for 1,000 papers | ms |\n|---|--:|")
    ways: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("entering the store: accents", tex_to_unicode),
        ("matching, the index, features: the reading", read),
        ("the words of features, reading included", tokens),
        ("terminal, the controls taken out", escape.terminal),
        ("terminal, in Unicode as well", shown.plain),
        ("HTML: MathML", shown.html),
        ("Markdown", shown.markdown),
    )
    for name, way in ways:
        begun = time.process_time()
        for text in texts:
            way(text)
        print(f"| {name} | {(time.process_time() - begun) * 1e6 / (len(texts) / 2):.0f} |")


if __name__ == "__main__":
    main()
