"""The kept digests as a folder of static pages with a feed, for any server of files.

What stands in it is public: see `ranker.digest.public`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ranker.app.digests.merging import MERGED
from ranker.app.publishing.outputs import check_target
from ranker.app.workspace import Workspace
from ranker.digest import words
from ranker.digest.interface import FEED_DIGESTS, Renderer
from ranker.digest.public import public
from ranker.digest.renderers import renderer
from ranker.digest.templating import Templates
from ranker.digest.value import Digest
from ranker.errors import NothingToRankError, StoreError, UsageError
from ranker.files import write_atomically
from ranker.settings import SiteSettings

ARCHIVED = 60
"""The newest digests of an interest that have a page: three months of weekdays."""
_LIST = ".rank-site"  # the files written last: what is written no more is taken away
_OURS = re.compile(r"(?:[a-z]+|digests/[0-9.-]+)(?:-[A-Za-z0-9_-]+)?\.(?:html|atom)")


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: the folder, how many digests have a page, whether the feed knows where it
    will be."""

    folder: Path
    digests: int
    addressed: bool


@dataclass(frozen=True, slots=True)
class _Interest:
    """One interest's pages, or those of all together: its name, the end of its files' names, and
    its digests by name, newest first."""

    name: str
    suffix: str
    digests: tuple[tuple[str, Digest], ...]

    @property
    def feed(self) -> str:
        return f"feed{self.suffix}.atom"

    def page(self, name: str) -> str:
        return f"digests/{name}{self.suffix}.html"


def write_site(ws: Workspace, folder: Path, address: str = "") -> Site:
    """Write index.html (the newest digest), a page a digest, archive.html and feed.atom; with
    several interests a page and a feed of each besides those of all together.

    `address` is where the site will be, unless rank.toml says it. Raises NothingToRankError before
    the first digest, UsageError for a folder that is not the site's or is the workspace's own.
    """
    before = _written(folder)
    site = ws.config.site if ws.config.site.address else SiteSettings(address.rstrip("/"))
    interests = _interests(ws)
    if not interests:
        raise NothingToRankError("there is no digest yet; run `rank today`, then `rank site`")
    files = dict(_files(ws, interests, site))
    for name in (*files, _LIST):
        check_target(ws.paths, folder / name)
    # The list first: a run that breaks off must leave no file that none of the lists has.
    names = sorted({*before, *files})
    write_atomically(folder / _LIST, "".join(f"{name}\n" for name in names))
    for name, text in files.items():
        write_atomically(folder / name, text)
    for name in set(before) - set(files):
        _remove(folder / name)
    write_atomically(folder / _LIST, "".join(f"{name}\n" for name in sorted(files)))
    return Site(folder, len(interests[0].digests), bool(site.address))


def _written(folder: Path) -> tuple[str, ...]:
    """The files that were written there before. Raises UsageError where others may be."""
    if not folder.exists():
        return ()
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name one")
    try:
        if not (folder / _LIST).exists():
            if any(folder.iterdir()):
                raise UsageError(
                    f"{folder} has files that `rank site` did not write; name a new or empty folder"
                )
            return ()
        lines = (folder / _LIST).read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise StoreError(f"{folder} cannot be read: {error.strerror}") from None
    return tuple(line for line in lines if _OURS.fullmatch(line) and ".." not in line.split("/"))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be removed: {error.strerror}") from None


def _interests(ws: Workspace) -> tuple[_Interest, ...]:
    """Those that have a digest; of several, all together first."""
    names = [(p.name, f"-{p.name}") for p in ws.config.profiles]
    ends = [(names[0][0], "")] if len(names) == 1 else [(MERGED, ""), *names]
    found = []
    for name, suffix in ends:
        stored = (
            (str(day), ws.digests.get(name, str(day))) for day in ws.digests.days(name, ARCHIVED)
        )
        digests = tuple((day, public(kept.digest)) for day, kept in stored if kept)
        if digests:
            found.append(_Interest(name, suffix, digests))
    return tuple(found)


def _files(
    ws: Workspace, interests: Sequence[_Interest], site: SiteSettings
) -> Iterator[tuple[str, str]]:
    templates = ws.paths.templates
    html = renderer("html", templates=templates)
    for interest in interests:
        newest = interest.digests[0][1]
        yield f"index{interest.suffix}.html", _page(html, newest, interest, "")
        for name, digest in interest.digests:
            yield interest.page(name), _page(html, digest, interest, "../")
        earlier = [digest for _, digest in interest.digests[1:FEED_DIGESTS]]
        atom = renderer(
            "atom", templates=templates, earlier=earlier, address=site.of(interest.feed)
        )
        yield interest.feed, atom.render(newest)
    rows = [(one.name, one.feed, _rows(one)) for one in interests]
    yield "archive.html", Templates(templates).render("archive.html", interests=rows)


def _rows(interest: _Interest) -> list[dict[str, Any]]:
    return [
        {
            "file": interest.page(name),
            "title": words.day(digest.announcement),
            "best": digest.shown[0].paper.title if digest.shown else "",
        }
        for name, digest in interest.digests
    ]


def _page(html: Renderer, digest: Digest, interest: _Interest, up: str) -> str:
    """The digest's page, whoever's template it is made from, with the way to the others; search
    engines are asked to leave it out."""
    head = (
        '<meta name="robots" content="noindex">\n'
        f'<link rel="alternate" type="application/atom+xml" href="{up}{interest.feed}">\n'
    )
    ways = ((f"index{interest.suffix}.html", "Newest"), ("archive.html", "All digests"),
            (interest.feed, "Feed"))  # fmt: skip
    links = " · ".join(f'<a href="{up}{file}">{name}</a>' for file, name in ways)
    page = html.render(digest)
    page = page.replace("</head>", f"{head}</head>", 1)
    before, end, after = page.rpartition("</body>")
    return f'{before}<nav class="summary">{links}</nav>\n{end}{after}' if end else page
