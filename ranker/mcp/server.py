"""The server of `rank mcp`, over stdin and stdout, by the protocol's official SDK.

The SDK hands stdout to the protocol alone and sends whatever else is printed to stderr. Its spans
for OpenTelemetry are left out: where a machine exports them, they would tell what is asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from ranker import __version__
from ranker.app.own_thread import OwnThread
from ranker.app.workspace import Workspace
from ranker.digest.escape import terminal
from ranker.errors import RankError, UsageError, without_paths
from ranker.mcp import answers
from ranker.mcp.arguments import read, schema_of
from ranker.mcp.tools import Tool, is_vote, tools

log = logging.getLogger(__name__)

_LONGEST = 400  # characters of an error


def serve(open_workspace: Callable[[], Workspace], *, votes: bool) -> None:
    """Answer the client on stdin until it is done. One call is worked on at a time, in a thread
    with a workspace of its own, so that the protocol is answered meanwhile."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL)  # faults are told by the answers
    desk = OwnThread(open_workspace, "rank-mcp")
    try:
        anyio.run(_serve, make_server(desk, votes=votes))
    finally:
        desk.close()


def make_server(desk: OwnThread, *, votes: bool) -> Server[Any]:
    """The server with its tools; those that vote are offered only with `votes`."""
    offered = {one.name: one for one in tools(votes=votes)}

    async def list_tools(
        _context: object, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(one) for one in offered.values()])

    async def call_tool(
        _context: object, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            tool = offered.get(params.name)
            if tool is None:
                raise UsageError(_not_offered(params.name, list(offered)))
            values = read(tool.arguments, params.arguments or {})
            found = await desk.do(lambda ws: tool(ws, values))
        except RankError as error:
            return _failed(str(error))
        except Exception as error:
            # Not its text: it may quote anything.
            log.error("a fault of rank itself in %s (%s)", params.name, type(error).__name__)
            log.debug("the fault in full", exc_info=True)
            return _failed(f"a fault of rank itself ({type(error).__name__})")
        text = json.dumps(found, ensure_ascii=False, allow_nan=False)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=text)], structured_content=found
        )

    server: Server[Any] = Server(
        "rank",
        title="rank: arXiv, ranked for you",
        version=__version__,
        instructions=answers.INSTRUCTIONS.format(answers.VOTES_ON if votes else answers.VOTES_OFF),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.clear()
    return server


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (from_client, to_client):
        await server.run(from_client, to_client, server.create_initialization_options())


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.help,
        input_schema=schema_of(tool.arguments),
        output_schema=tool.answer,
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.votes,
            destructive_hint=tool.destroys,
            idempotent_hint=not tool.destroys,
            open_world_hint=False,
        ),
    )


def _not_offered(name: str, names: list[str]) -> str:
    if is_vote(name):
        return f"{name} is not offered. {answers.VOTES_OFF}"
    return f"there is no tool {name[:80]!r}; they are {', '.join(names)}"


def _failed(message: str) -> types.CallToolResult:
    """An error as one line, without the folders it names."""
    line = answers.clean(terminal(without_paths(message)), _LONGEST)
    return types.CallToolResult(content=[types.TextContent(type="text", text=line)], is_error=True)
