"""The chat of websockets' documentation: a set of connections, and `broadcast` to all of them."""

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
        async for data in connection:
            text = json.loads(data)["text"]
            message = {"type": "message", "name": name, "text": text, "at": datetime.now(UTC).isoformat()}
            broadcast(connections, json.dumps(message))
    finally:
        connections.discard(connection)


async def main() -> None:
    # The documentation says that compression costs memory and time, and that an application may switch it off. The load
    # generator does not ask for it.
    async with serve(chat, "127.0.0.1", int(sys.argv[1]), compression=None) as server:
        await server.serve_forever()


uvloop.run(main())
