"""Each format of one digest, compared with a file that a person has looked at.

After a wanted change, `UPDATE_GOLDEN=1 pytest tests/digest/test_golden.py` writes the files
anew; read the difference in git before committing it.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

import ranker
from ranker.digest.interface import FORMATS
from ranker.digest.mail_page import MailRenderer
from ranker.digest.renderers import renderer
from ranker.digest.terminal_list import print_list
from ranker.digest.value import Digest
from ranker.github.body import issue_body
from tests.digest import example

GOLDEN = Path(__file__).parent / "golden"
# The page's sheet is looked at where the page is; a change of it is none of a digest.
SHEET = (Path(ranker.__file__).parent / "web" / "static" / "style.css").read_text("utf-8")
ENDINGS = {
    "terminal": "txt",
    "markdown": "md",
    "html": "html",
    "json": "json",
    "atom": "xml",
    "csv": "csv",
    "bibtex": "bib",
}


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
        pytest.skip(f"{name} written anew")
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_format(name: str) -> None:
    text = renderer(name, earlier=[example.empty("seen")]).render(example.golden())
    assert (SHEET in text) == (name == "html")
    compare(f"digest.{ENDINGS[name]}", text.replace(SHEET, "/* the page's */\n"))


def test_the_mail() -> None:
    left_out = "2 more papers did not fit; `rank today` shows them."
    compare("mail.html", MailRenderer().render(example.golden(), left_out=left_out))


def test_the_issue() -> None:
    compare("issue.md", issue_body([example.golden()]))


def test_all_papers() -> None:
    compare("everything.txt", renderer("terminal").render(example.golden(), everything=True))


@pytest.mark.parametrize("everything", [False, True])
def test_the_list_on_a_terminal(everything: bool) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, color_system=None, force_terminal=True)
    print_list(example.golden(), console, everything=everything)
    compare("list_everything.txt" if everything else "list.txt", out.getvalue())


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_empty_states(name: str) -> None:
    states = ("seen", "excluded", "nothing", "waiting", "stalled", "no papers", "irrelevant")
    texts = [renderer(name).render(example.empty(state)) for state in states]
    assert len(set(texts)) == len(states)
    compare(f"empty.{ENDINGS[name]}", "\n".join(texts))


def test_the_json_golden_file_is_a_digest() -> None:
    everything = renderer("json").render(example.golden(), everything=True)

    assert Digest.from_json(json.loads(everything)) == example.golden()


def test_a_digest_that_an_older_version_kept_can_be_read() -> None:
    kept = json.loads(renderer("json").render(example.golden(), everything=True))
    del (
        kept["model"]["weak_likes"],
        kept["model"]["passed_over"],
        kept["worth"],
        kept["fetched"],
        kept["replaced"],
    )
    for one in kept["papers"]:
        del one["usual"]
    for row in kept["completeness"]:
        del row["ranked"]
    assert Digest.from_json(kept) == example.golden()
