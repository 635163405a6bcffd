"""A list of arXiv ids, one a line in any written form, or of DOIs; `#` starts a comment."""

from __future__ import annotations

from ranker.doi import dois
from ranker.errors import PaperIdError
from ranker.feedback.importers.works import Library, Work
from ranker.paper import canonical_id


def read_ids(text: str, name: str) -> Library:
    """The works of the list; what is no id is a bad line."""
    works, bad = [], []
    for number, line in enumerate(text.splitlines(), 1):
        written = line.partition(" #")[0].strip()
        if not written or written.startswith("#"):
            continue
        try:
            works.append(Work(canonical_id(written)))
        except PaperIdError as error:
            [doi, *others] = dois(written) or [""]
            if doi and not others and " " not in written:
                works.append(Work(f"doi:{doi}"))
            else:
                bad.append(f"{name} line {number}: {error}")
    return Library(tuple(works), tuple(bad))
