"""The chat of websockets' own documentation: a set of connections, and `broadcast` to all of them."""

import json
import sys
from datetime import UTC, datetime
from itertools import count

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

connections: set[ServerConnection] = set()
numbers = count(1)


async def chat(connection: ServerConnection) -> None:
    name = f"Guest {next(numbers)}"
    connections.add(connection)
    try:
        async for said in connection:
            text = json.loads(said)["text"]
            message = {"type": "message", "name": name, "text": text, "at": datetime.now(UTC).isoformat()}
            broadcast(connections, json.dumps(message))
    finally:
        connections.discard(connection)


async def main() -> None:
    # Its documentation: compression costs memory and time, and an application may switch it off. Nobody here asks for it.
    async with serve(chat, "127.0.0.1", int(sys.argv[1]), compression=None) as server:
        await server.serve_forever()


uvloop.run(main())
