"""The manifest by which browsers install the page as an app: its title, its icons, and shortcuts to rooms."""

from typing import Any, Final

import msgspec
from sanic import HTTPResponse

from service.access.join_request import named_room
from service.services import HubbubRequest
from service.text.rooms import path_of

MAX_SHORTCUTS: Final = 4
"""Operating systems show no more shortcuts."""

_BACKGROUND: Final = "#fafafc"
_ICONS: Final = "/static/any/icons/"  # without the version: an app whose icons have new addresses counts as changed


class Manifest:
    def __init__(self, title: str) -> None:
        self._app: dict[str, Any] = {
            "id": "/",
            "name": title,
            "short_name": title,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": _BACKGROUND,
            "theme_color": _BACKGROUND,
            "categories": ["social", "productivity"],
            "icons": [_icon(size, purpose) for purpose in ("any", "maskable") for size in (192, 512)],
        }

    async def answer(self, request: HubbubRequest) -> HTTPResponse:
        """Answers with the manifest. It has a shortcut to each of the first MAX_SHORTCUTS rooms in the query (`room=`)."""
        rooms = map(named_room, request.args.getlist("room", [])[:MAX_SHORTCUTS])
        shortcuts = [{"name": room, "url": path_of(room)} for room in rooms]
        body = msgspec.json.encode(self._app | {"shortcuts": shortcuts})
        return HTTPResponse(body, content_type="application/manifest+json")


def _icon(size: int, purpose: str) -> dict[str, str]:
    prefix = "" if purpose == "any" else f"{purpose}-"
    return {"src": f"{_ICONS}{prefix}{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
