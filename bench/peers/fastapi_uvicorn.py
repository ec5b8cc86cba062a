"""The chat of FastAPI's documentation: a manager with a list of connections, on uvicorn."""

import json
import sys
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect


class ConnectionManager:
    def __init__(self) -> None:
        self.active: list[WebSocket] = []

    async def connect(self, socket: WebSocket) -> None:
        await socket.accept()
        self.active.append(socket)

    def disconnect(self, socket: WebSocket) -> None:
        self.active.remove(socket)

    async def broadcast(self, message: str) -> None:
        for socket in list(self.active):
            await socket.send_text(message)


app = FastAPI()
manager = ConnectionManager()


@app.websocket("/")
async def chat(socket: WebSocket) -> None:
    await manager.connect(socket)
    name = f"Guest {len(manager.active)}"
    try:
        while True:
            text = (await socket.receive_json())["text"]
            message = {"type": "message", "name": name, "text": text, "at": datetime.now(UTC).isoformat()}
            await manager.broadcast(json.dumps(message))
    except WebSocketDisconnect:
        manager.disconnect(socket)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
