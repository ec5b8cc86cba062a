"""Notifications between the nodes on one channel of PostgreSQL: heads of rooms, announcements, and the node's own heartbeat.

Any role that may connect to the database can hear and send notifications. So no notification has the text of a message, and a
head that is heard mostly causes only a read (positions.py). A forged announcement can show that somebody types. It can show
people who are not there, until the node that it names tells all its people or counts as gone. It can show a wrong name, until
the person takes another one. A forged session number makes the other nodes ignore the node that it names until its lease ends;
the people of that node may then be missing until it tells all of them again.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import msgspec
from msgspec import Raw, Struct

from service.log.contract import AskPeople, NodePeople, RoomFrame
from service.log.postgres.connection import Connection
from service.protocol import Announcement

CHANNEL: Final = "hubbub"
SEND: Final = f"SELECT pg_notify('{CHANNEL}', payload) FROM unnest($1::text[]) AS payload"  # noqa: S608

BEAT_SECONDS: Final = 1.0
"""Time between two heartbeats."""

SEND_PAUSE_SECONDS: Final = 0.004
"""Shortest time between two sendings: bounds how often each node wakes all others. News that comes meanwhile is sent together."""

HEADS_IN_ONE: Final = 30
"""Rooms in one notification; PostgreSQL sends 7,999 bytes at most, and a room's name has up to 128 bytes."""

ANNOUNCEMENTS_BYTES: Final = 7_000
"""Most bytes of announcements in one notification, and so of one announcement."""

ANNOUNCEMENTS_WAITING: Final = 10_000
"""Announcements that wait to be sent; further ones are lost."""


class Announced(Struct, frozen=True):
    room: str
    frame: Announcement | NodePeople | AskPeople


class Notification(Struct, frozen=True, omit_defaults=True):
    node: str
    session: int = 0
    """The connection on which it was sent: 1 for the node's first one since its start, 2 for the next, …"""
    beat: int = 0
    """The number of a heartbeat; 0 if this is none."""
    heads: dict[str, tuple[int, int]] = {}
    """By room: the seq of the first new entry, and the room's head."""
    announcements: list[Announced | Raw] = []
    has_stopped: bool = False
    """Whether the node stops now, in an orderly way."""


class Heard(Notification, frozen=True):
    """A notification as it arrives: with its announcements decoded."""

    announcements: list[Announced] = []  # type: ignore[assignment]


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Heard)


def parse_notification(payload: str) -> Heard | None:
    """Returns None for a payload that no node of this version sends."""
    try:
        return _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeError):
        return None


class Notifier:
    """Sends what the other nodes have to know, one statement at a time. If one fails, its heads are sent again on the next
    connection, and its announcements are lost."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._heads: dict[str, tuple[int, int]] = {}
        self._announcements: list[Raw] = []
        self._has_stopped = False
        self._has_news = asyncio.Event()
        self._session = 0
        self._beat = 0
        self._is_sending = False

    @property
    def is_idle(self) -> bool:
        """Whether everything that the other nodes have to know is sent."""
        return not self._has_news.is_set() and not self._is_sending

    def tell(self, room: str, first: int, head: int) -> None:
        before = self._heads.get(room, (first, head))
        self._heads[room] = min(first, before[0]), max(head, before[1])
        self._has_news.set()

    def announce(self, announcement: RoomFrame) -> None:
        if len(self._announcements) < ANNOUNCEMENTS_WAITING:
            announced = _encoder.encode(Announced(announcement.room, announcement.frame))  # type: ignore[arg-type]
            if len(announced) > ANNOUNCEMENTS_BYTES:
                kind = type(announcement.frame).__name__
                raise ValueError(
                    f"{kind}: an announcement has at most {ANNOUNCEMENTS_BYTES} bytes, not {len(announced)}"
                )
            self._announcements.append(Raw(announced))
            self._has_news.set()

    def say_goodbye(self) -> None:
        self._has_stopped = True
        self._has_news.set()

    async def run(self, connection: Connection, clock: Callable[[], float] = time.monotonic) -> None:
        """Sends until the connection fails."""
        beat_at = 0.0
        self._session += 1
        while True:
            if (now := clock()) >= beat_at:
                beat_at = now + BEAT_SECONDS
                self._beat += 1
                await connection.execute(SEND, [_encode(Notification(self._node, self._session, self._beat))])
            if self._has_news.is_set():
                await self._send(connection)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(SEND_PAUSE_SECONDS, beat_at - clock())):
                    await self._has_news.wait()

    async def _send(self, connection: Connection) -> None:
        heads, announcements = self._heads, self._announcements
        self._heads, self._announcements = {}, []
        self._has_news.clear()
        self._is_sending = True
        try:
            await connection.execute(SEND, [_encode(one) for one in self._split(heads, announcements)])
        except BaseException:
            for room, (first, head) in heads.items():
                self.tell(room, first, head)
            raise
        finally:
            self._is_sending = False
        await asyncio.sleep(SEND_PAUSE_SECONDS)

    def _split(self, heads: dict[str, tuple[int, int]], announcements: list[Raw]) -> Iterator[Notification]:
        for start in range(0, len(heads), HEADS_IN_ONE):
            yield Notification(self._node, self._session, heads=dict(list(heads.items())[start : start + HEADS_IN_ONE]))
        together: list[Announced | Raw] = []
        size = 0
        for one in announcements:
            if together and size + len(bytes(one)) > ANNOUNCEMENTS_BYTES:
                yield Notification(self._node, self._session, announcements=together)
                together, size = [], 0
            together.append(one)
            size += len(bytes(one))
        if together or self._has_stopped:
            yield Notification(self._node, self._session, announcements=together, has_stopped=self._has_stopped)


def _encode(notification: Notification) -> str:
    return _encoder.encode(notification).decode()
