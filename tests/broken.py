"""A Hubbub that breaks when it delivers, or when somebody enters one room: what a defect in the hub would do."""

from service.app import app
from service.hub import Hub

__all__ = ["app"]


def hand_on(hub, batch):
    raise RuntimeError(f"{hub} cannot deliver {len(batch)}")


Hub.hand_on = hand_on  # type: ignore[method-assign]


join = Hub.join


async def join_or_break(hub, connection, visit):
    if visit.room == "unlucky":
        raise RuntimeError("nobody comes in here")
    await join(hub, connection, visit)


Hub.join = join_or_break  # type: ignore[method-assign]
