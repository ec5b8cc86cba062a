"""Fills a room without a browser: many messages, each settled before the next, so that their order is known."""

import json
import secrets

from websockets.sync.client import ClientConnection, connect

AT_ONCE = 20
"""What one person may say without a pause. Whoever comes without a cookie is somebody new."""


def tell(address: str, room: str, *texts: str) -> None:
    for start in range(0, len(texts), AT_ONCE):
        with somebody_in(room, address) as somebody:
            for text in texts[start : start + AT_ONCE]:
                say(somebody, text)


def somebody_in(room: str, address: str) -> ClientConnection:
    return connect(f"{address.replace('http', 'ws', 1)}/ws?room={room}", proxy=None)


def say(somebody: ClientConnection, text: str, draft: str | None = None) -> None:
    """Returns when it is settled. A client may choose any id for its draft."""
    draft = draft or secrets.token_hex(8)
    somebody.send(json.dumps({"type": "say", "draft": draft, "text": text}))
    while json.loads(somebody.recv(timeout=10)).get("draft") != draft:
        pass
