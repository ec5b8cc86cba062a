"""The chat of Django Channels' tutorial: a consumer in a group, with the in-memory layer, on Daphne."""

import json
import sys
from datetime import UTC, datetime
from itertools import count

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from django.urls import path

settings.configure(
    SECRET_KEY="not a secret",
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()
numbers = count(1)


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.name = f"Guest {next(numbers)}"
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data: str) -> None:
        event = {"type": "chat.message", "name": self.name, "text": json.loads(text_data)["text"]}
        await self.channel_layer.group_send("room", event)

    async def chat_message(self, event: dict[str, str]) -> None:
        message = {"type": "message", "name": event["name"], "text": event["text"], "at": datetime.now(UTC).isoformat()}
        await self.send(text_data=json.dumps(message))


application = ProtocolTypeRouter({"websocket": URLRouter([path("", ChatConsumer.as_asgi())])})
endpoints = build_endpoint_description_strings(host="127.0.0.1", port=int(sys.argv[1]))
Server(application, endpoints=endpoints, signal_handlers=True).run()
