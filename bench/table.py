"""The table of bench.quality: every ranker by number of votes, and how sure we are to be ahead."""

from __future__ import annotations

import numpy as np

from ranker.arrays import Floats
from ranker.evaluation.metrics import Quality, mean

OURS = "rank"
Table = dict[str, dict[int, dict[str, Quality]]]
"""ranker -> votes -> reader -> mean quality over seeds"""


def bootstrap(differences: Floats, draws: int = 10_000) -> tuple[float, float]:
    """The central 95 % of the mean difference over readers drawn with replacement."""
    generator = np.random.default_rng(0)
    picks = generator.integers(0, len(differences), (draws, len(differences)))
    low, high = np.quantile(differences[picks].mean(1), (0.025, 0.975))
    return float(low), float(high)


def report(table: Table, votes: tuple[int, ...]) -> str:
    """The table as Markdown."""
    lines = []
    for count in votes:
        lines += [
            "",
            f"### {count} votes of each kind" if count else "### No votes",
            "",
            "| ranker | nDCG@10 | recall@10 | AUC | we win : lose | difference, 95 % |",
            "|---|---|---|---|---|---|",
        ]
        ours = table[OURS][count]
        for name, per in sorted(table.items(), key=lambda row: row[0] == OURS):
            if count not in per:
                continue
            all_readers = mean(list(per[count].values()))
            measures = (all_readers.ndcg, all_readers.recall, all_readers.auc)
            row = f"| {name} | " + " | ".join(f"{m:.3f}" for m in measures) + " |"
            if name != OURS:
                gaps = np.array([ours[r].ndcg - q.ndcg for r, q in per[count].items()])
                low, high = bootstrap(gaps)
                row += f" {(gaps > 0).sum()} : {(gaps < 0).sum()} | {low:+.3f} to {high:+.3f} |"
            else:
                row += " | |"
            lines.append(row)
    return "\n".join(lines)
