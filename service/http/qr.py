"""Draws QR codes as SVG, for the camera of a phone, and answers with that of a room's address."""

import math
from io import BytesIO
from typing import Final
from urllib.parse import unquote

import segno
from sanic import HTTPResponse

from service.access.denied import Denied
from service.access.join_request import named_room
from service.access.request_source import client_address, host, is_https, request_source
from service.access.token_bucket import TokenBuckets
from service.services import HubbubRequest
from service.text.rooms import path_of

QR_BURST: Final = 20
QR_PER_SECOND: Final = 1.0
"""Codes that are drawn for one client address. To draw that of the longest room name takes 20 ms; one in memory costs nothing."""

QR_KEPT: Final = 256
"""Codes of rooms in memory, of at most 15 KB each."""

HOST_CHARACTERS: Final = 255
"""Characters of a host, the most that a name in the DNS has."""


class RoomCodes:
    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}
        self._drawn = TokenBuckets(QR_PER_SECOND, QR_BURST)

    async def answer(self, request: HubbubRequest, room: str) -> HTTPResponse:
        """Answers with the code of the address of the room's page."""
        address = page_address(request, named_room(unquote(room)))
        if address not in self._codes:
            self._draw(address, client_address(request_source(request), request.app.ctx.settings))
        return HTTPResponse(self._codes[address], content_type="image/svg+xml")

    def _draw(self, address: str, client: str) -> None:
        if wait := self._drawn.take(client):
            raise Denied(429, "too_fast", "Your address asks for too many QR codes.", math.ceil(wait))
        if len(self._codes) >= QR_KEPT:
            self._codes.clear()
        self._codes[address] = qr_code(address)


def page_address(request: HubbubRequest, room: str) -> str:
    """Returns the whole address of a room's page, as the browser knows it.

    It begins with the Origin header, if there is one: browsers send it with POST. Without it, as in a GET, the scheme is https
    only if the connection, or a trusted proxy, says so.
    """
    source, settings = request_source(request), request.app.ctx.settings
    if len(name := host(source, settings)) > HOST_CHARACTERS:
        raise Denied(400, "bad_host", "The host is too long.")
    scheme = "https" if request.scheme == "https" or is_https(source, settings) else "http"
    origin = source.origins[0] if source.origins else f"{scheme}://{name}"
    return f"{origin}{path_of(room)}"


def qr_code(text: str) -> bytes:
    """Draws black squares on white with the margin that the standard asks for, in any theme. The page sets the size."""
    svg = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(svg, kind="svg", xmldecl=False, light="#fff", omitsize=True, nl=False, svgclass=None, lineclass=None)
    return svg.getvalue()
