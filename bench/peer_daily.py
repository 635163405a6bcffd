"""A day the straightforward way, as zotero-arxiv-daily does it: sentence-transformers in-process.

usage: python -m bench.peer_daily FEED LIKED DIGEST

FEED is the address of a feed, LIKED a papers file, DIGEST what to write. The reader's library and
the day's papers are embedded, a paper scores the mean of its cosines to the library's, weighted by
1 / (1 + log10 of the rank of recency), and the first twenty are written. Loading and embedding
are all of its time; the rest is as short as it can be.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


def main(feed: str, liked: Path, digest: Path) -> None:
    """Fetch, embed, rank, write."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import numpy as np
    from sentence_transformers import SentenceTransformer

    from ranker.encoder.weights import locate
    from ranker.settings import DEFAULT_ENCODER
    from ranker.sources.files import read_papers

    with urllib.request.urlopen(f"{feed}/atom/cs.CL+cs.CV") as answer:  # noqa: S310
        root = ElementTree.fromstring(answer.read())  # noqa: S314 - our own server
    rows = [
        (entry.findtext(f"{ATOM}title", ""), entry.findtext(f"{ATOM}summary", ""))
        for entry in root.iter(f"{ATOM}entry")
    ]
    model = SentenceTransformer(locate(DEFAULT_ENCODER).location, device="cpu")
    library = [e.paper.text for e in read_papers(liked).entries]
    texts = [f"{title}. {summary}" for title, summary in rows]
    ours = model.encode(library, normalize_embeddings=True)
    theirs = model.encode(texts, normalize_embeddings=True)
    weights = 1 / (1 + np.log10(np.arange(len(library)) + 1))
    scores = theirs @ ours.T @ (weights / weights.sum())
    best = np.argsort(-scores)[:20]
    lines = [f"## {rows[n][0]}\n\n{scores[n]:.3f}\n\n{rows[n][1]}\n" for n in best]
    digest.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
