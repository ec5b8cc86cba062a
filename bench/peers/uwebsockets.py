"""The chat of socketify's own documentation: µWebSockets' topics, to which everybody subscribes."""

import json
import sys
from datetime import UTC, datetime
from itertools import count

from socketify import App, OpCode, WebSocket

numbers = count(1)
names: dict[str, str] = {}


def opened(socket: WebSocket) -> None:
    socket.subscribe("room")


def said(socket: WebSocket, said: str, _: OpCode) -> None:
    text = json.loads(said)["text"]
    message = {
        "type": "message",
        "name": socket.get_user_data()["name"],
        "text": text,
        "at": datetime.now(UTC).isoformat(),
    }
    app.publish("room", json.dumps(message), OpCode.TEXT)


def upgraded(answer, request, context) -> None:
    key, protocol, extensions = (
        request.get_header(f"sec-websocket-{name}") for name in ("key", "protocol", "extensions")
    )
    answer.upgrade(key, protocol, extensions, context, {"name": f"Guest {next(numbers)}"})


app = App()
app.ws("/", {"max_payload_length": 65_536, "idle_timeout": 120, "upgrade": upgraded, "open": opened, "message": said})
app.listen(int(sys.argv[1]), lambda _: None)
app.run()
