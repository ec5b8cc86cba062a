"""The measured servers: how each is started, and which bytes it expects."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench.load import wire
from bench.load.wire import WireFormat

ROOT: Final = Path(__file__).parents[1]
PEERS: Final = Path(__file__).with_name("peers")
PYTHON: Final = PEERS / ".venv" / "bin" / "python"
C_LOOP: Final = PEERS / "write_loop"

Kind = Literal["hubbub", "python", "node", "c"]


@dataclass(frozen=True, slots=True)
class Server:
    key: str
    name: str
    kind: Kind
    """The runtime it needs, which may be missing on a machine."""
    program: str = ""
    """Its file in peers/."""
    wire: WireFormat = wire.BARE
    nodes: int = 0
    """Nodes of Hubbub that share one PostgreSQL; 0: one process, and Hubbub's log is in SQLite."""

    def command(self, port: int, write_interval_ms: float = 0) -> list[str]:
        program = str(PEERS / self.program)
        match self.kind:
            case "hubbub":
                return [sys.executable, "-m", "sanic", "service.app", "--single-process", "-p", str(port)]
            case "python":
                return [str(PYTHON), program, str(port)]
            case "node":
                return [node() or "node", program, str(port)]
            case "c":
                return [str(C_LOOP), str(port), f"{write_interval_ms:.3f}"]


def node() -> str | None:
    """Node of this machine, else the one that Playwright brings."""
    if found := shutil.which("node"):
        return found
    try:
        from playwright._impl._driver import compute_driver_executable
    except ImportError:
        return None
    return str(compute_driver_executable()[0])


HUBBUB: Final = Server("hubbub", "Hubbub", "hubbub", wire=wire.HUBBUB)

SERVERS: Final = {
    server.key: server
    for server in (
        HUBBUB,
        Server("node", "Node `ws` + Express", "node", "node_ws.js"),
        Server("socket_io", "Socket.IO 4", "node", "socket_io.js", wire.SOCKET_IO),
        Server("uws", "µWebSockets (socketify)", "python", "uwebsockets.py"),
        Server("websockets", "`websockets` broadcast", "python", "websockets_broadcast.py"),
        Server("sanic", "Sanic, simple loop", "python", "sanic_loop.py"),
        Server("fastapi", "FastAPI on uvicorn", "python", "fastapi_uvicorn.py"),
        Server("channels", "Django Channels on Daphne", "python", "django_channels.py"),
        Server("lower_bound", "lower bound: bare C loop", "c"),
    )
}

NODES: Final = {
    f"nodes_{count}": Server(
        f"nodes_{count}", f"PostgreSQL, {count} node{'s' * (count > 1)}", "hubbub", wire=wire.HUBBUB, nodes=count
    )
    for count in (1, 2, 3)
}
"""Measured by `make bench-nodes`, together with Hubbub on SQLite."""
