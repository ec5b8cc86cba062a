"""The workloads of workloads.toml: what is measured, with which servers, how often and for how long."""

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
    kind: Literal["load", "handshakes", "reconnects", "history", "watches", "browser"] = "load"
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
    """Rooms that each tab watches."""
    missed: int = 0
    """Messages that each reconnecting tab has missed."""

    def servers_of_round(self, number: int) -> tuple[str, ...]:
        """In alternation, so that a disturbance of the machine affects all servers."""
        return self.servers if number else (*self.servers, *self.once)


def _read() -> tuple[Workload, ...]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
    return tuple(msgspec.convert({"key": key, **table}, Workload) for key, table in tables.items())


WORKLOADS: Final = _read()


def quick() -> tuple[Workload, ...]:
    """A small selection: one round, fewer connections, shorter. It shows that everything works, not how it compares."""
    return tuple(_smaller(workload) for workload in WORKLOADS if workload.in_quick_run)


def _smaller(workload: Workload) -> Workload:
    return msgspec.structs.replace(
        workload,
        rounds=1,
        once=workload.once if workload.key == "steady" else (),
        seconds=min(workload.seconds, QUICK_SECONDS),
        connections=min(workload.connections, QUICK_CONNECTIONS),
        log_messages=min(workload.log_messages, QUICK_LOG),
    )
