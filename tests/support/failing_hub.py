"""A Hubbub that breaks when it delivers, when somebody enters one of two rooms, or says one word: what defects would do."""

import asyncio
import threading

from service.app import app
from service.chat.commands import Speech
from service.chat.hub import Hub

__all__ = ["app"]


def hand_on(hub, batch):
    raise RuntimeError(f"{hub} cannot deliver {len(batch)}")


Hub.hand_on = hand_on  # type: ignore[method-assign]


def fail(where):
    raise RuntimeError(f"broken {where}")


join = Hub.join


async def join_or_break(hub, connection, visit):
    if visit.room == "unlucky":
        raise RuntimeError("nobody comes in here")
    if visit.room == "crowded":
        threading.Thread(target=fail, args=("in a thread",)).start()
        asyncio.get_running_loop().call_soon(fail, "in the loop")
    await join(hub, connection, visit)


Hub.join = join_or_break  # type: ignore[method-assign]


say = Speech._say


def say_or_break(speech, tab, frame):
    if frame.text == "unlucky":
        raise RuntimeError("nobody says this")
    return say(speech, tab, frame)


Speech._say = say_or_break  # type: ignore[method-assign]
