"""An MCP server of FastMCP with its own authorization server; the port is the first argument."""

import sys

from fastmcp import FastMCP
from fastmcp.server.auth.providers.in_memory import InMemoryOAuthProvider

PORT = int(sys.argv[1])
server = FastMCP("test", auth=InMemoryOAuthProvider(base_url=f"http://127.0.0.1:{PORT}"))
server.run(transport="http", host="127.0.0.1", port=PORT, show_banner=False)
