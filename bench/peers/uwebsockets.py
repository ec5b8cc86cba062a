"""The chat of socketify's documentation: every connection subscribes to one topic of µWebSockets."""

import json
import sys
from datetime import UTC, datetime
from itertools import count

from socketify import App, OpCode, WebSocket

numbers = count(1)
names: dict[str, str] = {}


def on_open(socket: WebSocket) -> None:
    socket.subscribe("room")


def on_message(socket: WebSocket, data: str, _: OpCode) -> None:
    text = json.loads(data)["text"]
    message = {
        "type": "message",
        "name": socket.get_user_data()["name"],
        "text": text,
        "at": datetime.now(UTC).isoformat(),
    }
    app.publish("room", json.dumps(message), OpCode.TEXT)


def on_upgrade(response, request, context) -> None:
    key, protocol, extensions = (
        request.get_header(f"sec-websocket-{name}") for name in ("key", "protocol", "extensions")
    )
    response.upgrade(key, protocol, extensions, context, {"name": f"Guest {next(numbers)}"})


app = App()
app.ws(
    "/",
    {"max_payload_length": 65_536, "idle_timeout": 120, "upgrade": on_upgrade, "open": on_open, "message": on_message},
)
app.listen(int(sys.argv[1]), lambda _: None)
app.run()
