"""A Hubbub that breaks when it delivers: what a defect in one of the hub's loops would do."""

from service.app import app
from service.hub import Hub

__all__ = ["app"]


def hand_on(hub, batch):
    raise RuntimeError(f"{hub} cannot deliver {len(batch)}")


Hub.hand_on = hand_on  # type: ignore[method-assign]
