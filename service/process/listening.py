"""Opens the socket that the server listens on, before Sanic starts: if it cannot be opened, Sanic exits without a reason."""

import socket
from typing import Final

BACKLOG: Final = 4_096
"""Connections that the kernel holds until they are accepted: after a restart all tabs reconnect together. Sanic's default is
100."""

SEND_BYTES: Final = 131_072
"""Bytes that the kernel may buffer for a tab that reads nothing. Linux doubles this number; its default is up to 4 MB."""


def listening_socket(host: str, port: int) -> socket.socket:
    """Opens the socket. `::` is every address of IPv6 and, where the system can, of IPv4.

    Raises SystemExit with a sentence that names the address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    is_dual = family is socket.AF_INET6 and socket.has_dualstack_ipv6()  # the system's default may be IPv6 alone
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=is_dual)
    except (OSError, OverflowError) as error:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise SystemExit(f"Cannot listen on {where}: {reason}. Choose another address with -H and -p.") from None


def limit_send_buffer(listening: socket.socket) -> None:
    """Limits the kernel's send buffer of every connection that this socket accepts."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
