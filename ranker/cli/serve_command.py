"""`rank serve`."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, open_workspace
from ranker.errors import RankError, UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace

PORT = 8470
_LOOPBACK = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - asked for by name


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(serve)


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Where; 0 is any free port.")
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(metavar="NAME", help="Serve other machines, too, under this address."),
    ] = _LOOPBACK,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask arXiv nothing unless you click.")
    ] = False,
) -> None:
    """Read and vote in your browser, on a page of this machine."""
    import logging

    import uvicorn

    from ranker.web.guard import Address
    from ranker.web.keys import read_keys
    from ranker.web.site import make_app

    home = home_of(context)
    ws = open_workspace(home)
    _ = ws.config  # complains before anything is served
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    keys = read_keys(ws.paths.store)
    names = () if host in (_LOOPBACK, *_EVERYWHERE) else (host.lower(),)
    address = Address(port, names, everywhere=host in _EVERYWHERE)

    def own_workspace() -> Workspace:
        made = open_workspace(home)
        made.command = "rank serve"
        return made

    app = make_app(own_workspace, keys, address, offline=offline)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32 * 1024,
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # faults are told by the pages
    shown = f"[{host}]" if ":" in host else _LOOPBACK if host in _EVERYWHERE else host
    url = f"http://{shown}:{port}/open?token={keys.new_opening()}"
    typer.echo(f"The page is at {url}\n(that opens once; Ctrl-C ends it)")
    if host != _LOOPBACK:
        typer.echo("rank: other machines can reach it, and what is sent is not encrypted", err=True)
    if not no_open:
        _open_soon(url)
    with suppress(KeyboardInterrupt):  # uvicorn ends in order, then says so
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound there. Raises UsageError for no such address, RankError for a taken port."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise UsageError(f"--host {host}: {error.strerror or error}") from None
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise RankError(
            f"port {port} of {host} cannot be served ({error.strerror}); if `rank serve` runs "
            "already, its page is there, else `--port N` takes another"
        ) from None
    return listening


def _open_soon(url: str) -> None:
    """In a thread: some browsers are started by a program that waits for them."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
