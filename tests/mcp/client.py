"""`rank mcp` as a client starts it: a process of its own, spoken to by the SDK's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.conftest import ROOT

T = TypeVar("T")
START = """
from ranker.app import workspace as workspaces
from ranker.cli.main import main
from tests.invented import Clock, HashingEncoder

def opened(home):
    paths = workspaces.Paths(home)
    return workspaces.Workspace(paths, now=Clock(), make_encoder=lambda ws: HashingEncoder())

workspaces.open_workspace = opened
main()
"""


@dataclass
class Answer:
    """What a tool answered: its object, or its line where it is an error."""

    failed: bool
    text: str
    data: dict[str, Any]


@dataclass
class Session:
    """A client that is connected."""

    client: Client

    async def call(self, name: str, **arguments: object) -> Answer:
        found = await self.client.call_tool(name, arguments)
        texts = [part.text for part in found.content if part.type == "text"]
        assert len(texts) == len(found.content) == 1
        if not found.is_error:
            assert json.loads(texts[0]) == found.structured_content
        return Answer(found.is_error, texts[0], found.structured_content or {})


@dataclass
class Served:
    """A workspace with `rank mcp` over it, begun anew for every conversation."""

    home: Path
    log: Path
    code: str = START
    words: Sequence[str] = ()

    def talk(self, work: Callable[[Session], Awaitable[T]], *words: str, mode: str = "auto") -> T:
        """What a conversation comes to; what the server wrote to stderr is in `log`."""
        command = ["-W", "error", "-c", self.code, *self.words]
        server = StdioServerParameters(
            command=sys.executable,
            args=[*command, "--home", str(self.home), "mcp", *words],
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=self.home.parent,
        )

        async def run() -> T:
            with self.log.open("w") as errors:
                transport = stdio_client(server, errlog=errors)
                async with Client(transport, mode=mode) as client:
                    return await work(Session(client))

        return anyio.run(run)
