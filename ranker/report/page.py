"""The report as one HTML page that loads nothing and runs nothing, and its figures as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ranker.report import counts, figures, words
from ranker.report.svg import TEMPLATES, alone, style
from ranker.report.value import Report

HALF = (530, 334)
WHOLE = (1120, 700, 334)
MAP = (900, 334)
"""Widths that a figure is drawn at, the first for a large screen, the last for a phone; report.css
says which one shows when. The map is heavy, and has hardly a text to scale."""


@dataclass(frozen=True, slots=True)
class Section:
    """One figure on the page: its name, the question, the finding, and what is seen.

    Without `draw` there is no figure yet, and `note` says what it takes.
    """

    name: str
    about: str
    title: str
    note: str
    widths: tuple[int, ...] = HALF
    draw: Callable[[float], str] | None = None

    @property
    def drawings(self) -> tuple[tuple[int, str], ...]:
        """The figure at every width; none where there is no figure."""
        return tuple((width, self.draw(width)) for width in self.widths) if self.draw else ()


def render(report: Report) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from ranker.digest import escape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"clean": escape.html, "commands": _commands, "drawn": Markup}
    sheet = (TEMPLATES / "report.css").read_text("utf-8")
    return environment.get_template("report.html").render(
        report=report,
        title=words.title(report),
        sections=sections(report),
        style=Markup(sheet + style()),  # noqa: S704  files of this package
    )


def figure_files(report: Report) -> dict[str, str]:
    """Every figure that there is as SVG, by the name of its file."""
    return {f"{s.name}.svg": alone(s.draw(s.widths[0])) for s in sections(report) if s.draw}


def sections(report: Report) -> tuple[Section, ...]:
    """The figures in the order in which the page has them, the missing ones too."""
    makers = (_replay, _forecasts, _votes, _terms, _keywords, _listings, _map)
    return tuple(make(report) for make in makers)


def _replay(report: Report) -> Section:
    name, about, found = "replay", "Does it rank better?", report.replay
    if not found.curve:
        return Section(name, about, "Too early to compare", words.replay_missing(report))
    title, note = words.replay_title(found), words.replay_note(report)
    return Section(name, about, title, note, draw=lambda width: figures.replay(found, width))


def _forecasts(report: Report) -> Section:
    name, about, found = "forecasts", "Did its forecasts hold?", report.replay.forecasts
    if not found.judged:
        return Section(name, about, "No forecast is judged yet", words.forecasts_missing(found))
    title, note = words.forecasts_title(found), words.forecasts_note(found)
    return Section(name, about, title, note, draw=lambda width: figures.forecasts(found, width))


def _votes(report: Report) -> Section:
    name, about, found = "votes", "Your votes", report.votes
    if not found.total:
        return Section(name, about, "No vote yet", words.NO_VOTES, WHOLE)
    title, note = words.votes_title(found), words.votes_note(found)
    return Section(name, about, title, note, WHOLE, lambda width: figures.votes(found, width))


def _terms(report: Report) -> Section:
    name, about, found = "terms", "What it goes by", report.terms
    if found is None:
        return Section(name, about, "No term learned yet", words.NO_TERMS, WHOLE)
    title, note = words.terms_title(found), words.terms_note(found)
    return Section(name, about, title, note, WHOLE, lambda width: figures.terms(found, width))


def _keywords(report: Report) -> Section:
    name, about, found = "keywords", "What your keywords bring", report.keywords
    if not found:
        return Section(name, about, "No keyword", words.NO_KEYWORDS)
    if not any(one.brought for one in found):
        return Section(name, about, "No keyword has brought a paper yet", words.NO_DIGESTS)
    title, note = words.keywords_title(found), words.keywords_note(found)
    return Section(name, about, title, note, draw=lambda width: counts.keywords(found, width))


def _listings(report: Report) -> Section:
    name, about, found = "listings", "Is anything missing?", report.listings
    title, note = words.listings_title(found), words.listings_note(found)
    return Section(name, about, title, note, draw=lambda width: counts.listings(found, width))


def _map(report: Report) -> Section:
    name, about, found = "map", "Where your likes lie", report.map
    if found is None:
        return Section(name, about, "No map yet", words.NO_MAP, MAP)
    title, note = words.map_title(found), words.map_note(found)
    return Section(name, about, title, note, MAP, lambda width: figures.paper_map(found, width))


def _commands(said: str) -> str:
    """Text with what stands between backticks as code, escaped."""
    from markupsafe import Markup

    from ranker.digest import escape

    parts = [escape.html(part) for part in said.split("`")]
    if len(parts) % 2 == 0:  # a stray one, of a title
        return Markup("`").join(parts)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(p) if n % 2 else p for n, p in enumerate(parts))
