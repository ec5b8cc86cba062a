"""The workloads of workloads.toml and nodes.toml: what is measured, with which servers, how often and for how long."""

import tomllib
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

QUICK_SECONDS: Final = 1.5
QUICK_CONNECTIONS: Final = 2_000
QUICK_LOG: Final = 100_000


class Workload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    title: str
    kind: Literal["load", "handshakes", "reconnects", "history", "watches", "browser", "longest_tasks", "database"] = (
        "load"
    )
    servers: tuple[str, ...] = ("hubbub", "node", "uws")
    once: tuple[str, ...] = ()
    """Further servers, measured in the first round only because no target compares with them."""
    rounds: int = 1
    in_quick_run: bool = True

    connections: int = 0
    rate: float = 0
    """Messages a second, in all; 0 measures idle connections."""
    seconds: float = 3
    burst: int = 1
    """Messages sent at once."""
    text: str = "Shall we meet at noon?"
    repeat: int = 1
    """How often the text is repeated in a message."""
    not_reading: int = 0
    """Connections that stop reading when the messages begin."""
    receive_bytes: int = 0
    """Size of the connections' receive buffers; 0 leaves it to the kernel."""
    log_messages: int = 0
    """Messages in the log before the server starts."""
    rooms: int = 0
    """Rooms that each tab watches. Under a load: rooms that the tabs are in, in equal numbers; 0 puts all into the lobby."""
    across: bool = False
    """Whether all messages are sent on the first node, and latency is measured on the others."""
    missed: int = 0
    """Messages that each reconnecting tab has missed."""

    def servers_of_round(self, number: int) -> tuple[str, ...]:
        """In alternation, so that a disturbance of the machine affects all servers."""
        return self.servers if number else (*self.servers, *self.once)


def _read(name: str) -> tuple[Workload, ...]:
    tables = tomllib.loads(Path(__file__).with_name(name).read_text())
    return tuple(msgspec.convert({"key": key, **table}, Workload) for key, table in tables.items())


WORKLOADS: Final = _read("workloads.toml")

NODE_WORKLOADS: Final = _read("nodes.toml")
"""What `make bench-nodes` measures."""


def quick(workloads: tuple[Workload, ...] = WORKLOADS) -> tuple[Workload, ...]:
    """A small selection: one round, fewer connections, shorter. It shows that everything works, not how it compares."""
    return tuple(_smaller(workload) for workload in workloads if workload.in_quick_run)


def _smaller(workload: Workload) -> Workload:
    return msgspec.structs.replace(
        workload,
        rounds=1,
        once=workload.once if workload.key == "steady" or "nodes_2" in workload.once else (),
        seconds=min(workload.seconds, QUICK_SECONDS),
        connections=min(workload.connections, QUICK_CONNECTIONS),
        rooms=min(workload.rooms, QUICK_CONNECTIONS // 2),
        log_messages=min(workload.log_messages, QUICK_LOG),
    )
