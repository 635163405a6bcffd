"""Invented listing and catch-up pages in the shape of arXiv's template."""

from __future__ import annotations

from collections.abc import Sequence

HEADINGS = {
    "new": "New submissions",
    "cross": "Cross submissions",
    "rep": "Replacement submissions",
}


def row(
    paper_id: str = "2607.00001",
    subjects: str = "Sound (cs.SD); Audio and Speech Processing (eess.AS)",
    title: str = "A listed invention",
) -> str:
    """One <dt> and <dd>."""
    primary, _, others = subjects.partition("; ")
    return f"""<dt><a name='item1'>[1]</a>
      <a href ="/abs/{paper_id}" title="Abstract" id="{paper_id}">arXiv:{paper_id}</a>
      [<a href="/pdf/{paper_id}" title="Download PDF" id="pdf-{paper_id}">pdf</a>]</dt>
    <dd><div class='meta'>
      <div class='list-title mathjax'><span class='descriptor'>Title:</span>
        {title}
      </div>
      <div class='list-authors'><a href="/search/?q=Sample">Ada Sample</a>,
        <a href="/search/?q=Example">Bo Example</a></div>
      <div class='list-subjects'><span class='descriptor'>Subjects:</span>
        <span class="primary-subject">{primary}</span>{"; " + others if others else ""}</div>
      <p class='mathjax'>Measured with $a &lt; b$,<br>
        see <a href="https://example.org">this https URL</a> .</p></div></dd>"""


def section(
    name: str, rows: Sequence[str], shown: int | None = None, total: int | None = None
) -> str:
    shown = len(rows) if shown is None else shown
    total = shown if total is None else total
    heading = f"{HEADINGS[name]} (showing {shown} of {total} entries)"
    return f"<dl id='articles'><h3>{heading}</h3>{''.join(rows)}</dl>"


def new_page(*sections: str, day: str = "Monday, 6 July 2026") -> bytes:
    """arxiv.org/list/{category}/new."""
    inner = "".join(sections) or "<p>No updates today.</p>"
    return (
        "<!DOCTYPE html><html><body><div id='dlpage'><h1>Sound</h1><ul></ul>"
        f"<h3>Showing new listings for {day}</h3>{inner}</div></body></html>"
    ).encode()


def catchup_page(*sections: str, day: str = "Mon, 06 Jul 2026", total: int = 0) -> bytes:
    """arxiv.org/catchup/{category}/{date}."""
    inner = "".join(sections) or f"<div><p>No updates for {day}</p></div>"
    return (
        f"<!DOCTYPE html><html><body><div id='dlpage'><h1>Catchup results for Sound on {day}</h1>"
        f"<div>Total of {total} entries for {day}</div>{inner}</div></body></html>"
    ).encode()
