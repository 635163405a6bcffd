"""The tools of `rank mcp`: what a program that talks to a model may ask, by the Model Context
Protocol (https://modelcontextprotocol.io)."""
