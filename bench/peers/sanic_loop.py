"""The simplest chat with Sanic: a set of sockets, and a loop that sends to each."""

import json
import sys
from datetime import UTC, datetime
from itertools import count

from sanic import Request, Sanic, Websocket

app = Sanic("chat", configure_logging=False)
sockets: set[Websocket] = set()
numbers = count(1)


@app.websocket("/")
async def chat(request: Request, socket: Websocket) -> None:
    name = f"Guest {next(numbers)}"
    sockets.add(socket)
    try:
        async for data in socket:
            text = json.loads(data)["text"]
            message = {"type": "message", "name": name, "text": text, "at": datetime.now(UTC).isoformat()}
            frame = json.dumps(message)
            for other in list(sockets):
                await other.send(frame)
    finally:
        sockets.discard(socket)


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False, motd=False)
