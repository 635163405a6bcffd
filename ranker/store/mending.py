"""Papers that were stored before author lists and closed archives were read as they are now."""

from __future__ import annotations

import json
import sqlite3

# What may stand in a list that would be read otherwise today; of all others none is parsed.
_SIGNS = (
    " et al", ":", "&", ";", "(", "^", "$", "<", "\\", " and ", "for the ", "behalf of ", "et al",
    "Collaborations",
)  # fmt: skip


def mend_papers(db: sqlite3.Connection) -> None:
    """Names without `et al`, prefixes of collaborations and signs between names; categories of
    closed archives as their successors."""
    from ranker.author_lists import author_names
    from ranker.taxonomy import SUCCESSORS

    doubtful = " OR ".join(["instr(authors, ?)"] * len(_SIGNS))
    closed = " OR ".join(["instr(categories, ?)"] * len(SUCCESSORS))
    rows = db.execute(
        f"SELECT rowid, authors, categories FROM papers WHERE {doubtful} OR {closed}",
        (*_SIGNS, *(f'"{archive}"' for archive in SUCCESSORS)),
    ).fetchall()
    for row, authors, categories in rows:
        names = author_names(json.loads(authors))
        codes = dict.fromkeys(SUCCESSORS.get(code, code) for code in json.loads(categories))
        mended = json.dumps(names, ensure_ascii=False), json.dumps(list(codes))
        if mended != (authors, categories):
            db.execute(
                "UPDATE papers SET authors = ?, categories = ? WHERE rowid = ?", (*mended, row)
            )
