"""What is measured: each workload by its name, who takes part, how often and for how long."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

MAIN: Final = ("hubbub", "node", "uws")
FLOORED: Final = (*MAIN, "floor")
EVERYBODY: Final = (*FLOORED, "socket_io", "websockets", "sanic", "fastapi", "channels")

USUAL: Final = "Shall we meet at noon?"
LARGE: Final = "A long text, as long as a message may be. " * 92
EMOJI: Final = "Grüße 👋🏽 aus Zürich 🦦🦦🦦 到时候见 🎉"
NOTEWORTHY: Final = "A message of about a thousand characters, which fills buffers. " * 16

QUICK_SECONDS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Workload:
    key: str
    title: str
    contenders: tuple[str, ...]
    rounds: int
    spec: dict[str, Any] = field(default_factory=dict)
    guests: frozenset[str] = frozenset()
    """Those who take part in the first round only: they show where they stand, and no goal is about them."""

    def participants(self, round_number: int) -> list[str]:
        """In alternation, so that whatever the machine does in the meantime meets all of them."""
        return [key for key in self.contenders if round_number == 0 or key not in self.guests]


def _talk(
    key: str, title: str, connections: int, rate: float, seconds: float, who: tuple[str, ...], rounds: int, **more: Any
) -> Workload:
    spec = {"kind": "talk", "connections": connections, "rate": rate, "seconds": seconds, "words": USUAL} | more
    guests = frozenset(who) - frozenset(FLOORED) if len(who) > len(FLOORED) else frozenset()
    return Workload(key, title, who, rounds, spec, guests)


LOADS: Final = (100, 300, 1_000, 3_000, 5_000, 10_000)
"""Messages a second to 100 connections: the curve of latency and of processor time against load."""

CROWDS: Final = (10, 100, 1_000, 10_000)
"""Connections at 10 messages a second: the curve of cost as a room grows."""

FULL: Final = (
    _talk("quiet", "A quiet team: 10 connections, 0.2 messages a second each", 10, 2, 6, MAIN, 1),
    _talk("busy", "A busy team: 100 connections, 10 messages/s", 100, 10, 6, MAIN, 3),
    _talk("class", "A class: 300 connections, a burst of 300 messages every 2 s", 300, 150, 6, MAIN, 2, burst=300),
    _talk("steady", "100 connections, 1,000 messages/s", 100, 1_000, 3, EVERYBODY, 2),
    _talk("flood_100", "A flood: 100 connections, 5,000 messages/s", 100, 5_000, 3, FLOORED, 3),
    _talk("conference", "A conference: 1,000 connections, 200 messages/s", 1_000, 200, 3, EVERYBODY, 3),
    _talk("flood_1000", "A flood: 1,000 connections, 1,000 messages/s", 1_000, 1_000, 3, FLOORED, 3),
    _talk("stadium", "A stadium: 10,000 connections, 10 messages/s", 10_000, 10, 5, MAIN, 1),
    _talk("ingest", "Two in private: 2 connections, 5,000 messages/s", 2, 5_000, 3, (*MAIN, "sanic"), 3),
    _talk(
        "large", "Large messages: 100 connections, 50 messages/s of 3,900 characters", 100, 50, 3, MAIN, 1, words=LARGE
    ),
    _talk("emoji", "Emoji: 100 connections, 500 messages/s", 100, 500, 3, MAIN, 1, words=EMOJI),
    _talk(
        "slow",
        "One slow reader among 1,000: 40 messages/s of 1,000 characters",
        1_000,
        40,
        4,
        ("hubbub", "node", "sanic"),
        1,
        words=NOTEWORTHY,
        deaf=1,
        receive_bytes=4_096,
    ),
    *(
        _talk(f"load_{rate}", f"100 connections, {rate:,} messages/s", 100, rate, 3, MAIN, 1)
        for rate in (100, 300, 3_000, 10_000)
    ),
    *(_talk(f"crowd_{count}", f"{count:,} connections, 10 messages/s", count, 10, 4, MAIN, 1) for count in (10, 1_000)),
    Workload("idle", "Idle: 5,000 connections", MAIN, 2, {"kind": "talk", "connections": 5_000}),
    Workload("storm", "The storm: 10,000 handshakes at once", MAIN, 2, {"kind": "storm", "connections": 10_000}),
    Workload(
        "back_again",
        "The storm after a restart: 10,000 come back at once, 100 messages behind",
        ("hubbub",),
        2,
        {"kind": "back_again", "connections": 10_000, "log": 100_000, "missed": 100},
    ),
    Workload(
        "read_back",
        "Reading back, in a log of 1,000,000 messages",
        ("hubbub",),
        1,
        {"kind": "read_back", "log": 1_000_000},
    ),
    Workload("screen", "On the screen: a key in one tab, the words in another", ("hubbub",), 1, {"kind": "screen"}),
)

_NOT_QUICK: Final = {
    "quiet",
    "class",
    "load_100",
    "load_300",
    "load_3000",
    "load_10000",
    "crowd_1000",
    "large",
    "emoji",
}


def quick() -> tuple[Workload, ...]:
    """The same in small: one round, fewer connections, guests once. It shows that all works, not how it compares."""
    return tuple(_smaller(workload) for workload in FULL if workload.key not in _NOT_QUICK)


def _smaller(workload: Workload) -> Workload:
    spec = dict(workload.spec)
    if "seconds" in spec:
        spec["seconds"] = QUICK_SECONDS
    if spec.get("connections", 0) > 1_000:
        spec["connections"] = 2_000
    if "log" in spec:
        spec["log"] = min(spec["log"], 100_000)
    who = tuple(key for key in workload.contenders if workload.key == "steady" or key not in workload.guests)
    return replace(workload, rounds=1, spec=spec, contenders=who)
