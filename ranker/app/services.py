"""arXiv's services as the workspace's settings reach them, over one polite client."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.workspace import Workspace
from ranker.settings import ArxivSettings

if TYPE_CHECKING:
    from ranker.sources.api import Api
    from ranker.sources.feed import Feed
    from ranker.sources.http import Client
    from ranker.sources.listing import CatchUp, Listing
    from ranker.sources.oai import Oai


class Services:
    """Every service, imported and made when first asked for."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._settings = ws.config.arxiv

    @cached_property
    def feed(self) -> Feed:
        from ranker.sources.feed import Feed

        return Feed(self._client, self._settings.feed_url, self._ws.papers.first_announced)

    @cached_property
    def listing(self) -> Listing:
        from ranker.sources.listing import Listing

        return Listing(self._client, self._settings.site_url)

    @cached_property
    def catch_up(self) -> CatchUp:
        from ranker.sources.listing import CatchUp

        return CatchUp(self._client, self._settings.site_url)

    @cached_property
    def oai(self) -> Oai:
        from ranker.sources.oai import Oai

        return Oai(self._client, self._settings.oai_url, lambda: self._ws.now().date())

    @cached_property
    def api(self) -> Api:
        from ranker.sources.api import Api

        return Api(self._client, self._settings.api_url)

    @cached_property
    def _client(self) -> Client:
        return polite_client(self._ws, self._settings, self._ws.paths.store / "pacing")


def polite_client(ws: Workspace, settings: ArxivSettings, pacing: Path) -> Client:
    """A client by the workspace's clock, which keeps its turns in the folder `pacing`."""
    import requests

    from ranker.network.budget import Limits
    from ranker.sources.http import Client
    from ranker.sources.pacing import Pacing

    def clock() -> float:
        return ws.now().timestamp()

    return Client(
        requests.Session(),
        Pacing(pacing, clock=clock, sleep=ws.sleep),
        contact=settings.contact,
        limits=Limits(read=settings.timeout),
        clock=clock,
        sleep=ws.sleep,
    )
