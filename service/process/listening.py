"""The socket that the server listens on, opened before Sanic starts: Sanic would end without a reason if it cannot listen."""

import socket
from typing import Final

BACKLOG: Final = 4_096
"""Connections the kernel may hold until they are accepted: everybody reconnects at once after a restart. Sanic takes 100."""

SEND_BYTES: Final = 131_072
"""Bytes the kernel may hold for a tab that reads nothing (Linux counts them double). By itself it would hold 4 MB, uncounted."""


def listening_socket(host: str, port: int) -> socket.socket:
    """Raises SystemExit with a sentence that names the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise SystemExit(f"Nobody can listen at {host}, port {port}: {reason}. Choose others with -H and -p.") from None


def limit_send_buffer(listening: socket.socket) -> None:
    """Every connection that is accepted inherits it."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
