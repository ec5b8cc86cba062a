"""The identity that a handshake offers: a tab whose browser keeps no cookies sends its person and its name in subprotocols.

A page can set no header of a handshake but that of the subprotocols. Proxies log the query, but not this header.
"""

from typing import Any, Final

from sanic import Request

SUBPROTOCOL: Final = "hubbub"
"""The subprotocol that the server selects, because Chromium fails the connection if the server selects none. The other
subprotocols that a tab offers contain its secret and its name."""


def offered(request: Request[Any, Any]) -> list[str]:
    headers = request.headers.getall("sec-websocket-protocol", [])
    return [one.strip() for header in headers for one in header.split(",")]


def offered_value(offers: list[str], purpose: str) -> str:
    """Returns the value in the first subprotocol that begins with `hubbub_`, the purpose and a dot; empty if there is none."""
    start = f"hubbub_{purpose}."
    for one in offers:
        if one.startswith(start):
            return one[len(start) :]
    return ""
