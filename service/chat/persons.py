"""The persons on this node with their tabs: a person has one name and one rate limit for all tabs, in all rooms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from service.access.join_request import JoinRequest
from service.access.token_bucket import TokenBucket
from service.chat.catch_up import Cursor
from service.chat.latest_names import LatestNames
from service.chat.room import Room
from service.protocol import Person, Refusal
from service.settings import Settings
from service.text.random_names import random_name
from service.websocket.connection import Connection

REPEATED_JOIN_LIMIT: Final = 3
"""Most consecutive joins of a person with the same room and `after`; at the next one the connection is closed. Counts only
joins without `entries=all` for which the entry after `after` is no message: a page from before edits existed takes this entry
for a lost message, and would reconnect for ever."""


@dataclass(slots=True, eq=False)
class PersonRecord:
    """A person's name, rate limit and tabs. Kept while they have a tab here, and then until their token bucket is full."""

    person: Person
    bucket: TokenBucket
    take_name: Callable[[Person], None]
    """Called with each name that the person takes here."""
    too_fast_in_a_row: int = 0
    """Refusals with `too_fast` since the last frame that was accepted."""
    tabs: "list[Tab]" = field(default_factory=list)
    repeated_joins: tuple[tuple[str, int], int] = (("", 0), 0)
    """The room and `after` of the latest join that `repeats_join` counted, and the number of such consecutive joins."""

    def spend(self, now: float, draft_id: str | None = None, cost: float = 1.0) -> None:
        """Takes `cost` tokens of the person's rate limit, or raises Refusal `too_fast` if there are fewer."""
        if wait := self.bucket.take(now, cost=cost):
            raise Refusal("too_fast", "Too many messages. Wait a moment.", draft_id, wait)
        self.too_fast_in_a_row = 0

    def repeats_join(self, room: Room, after: int) -> bool:
        """Counts this person's consecutive joins with this room and `after`. Returns whether they exceed REPEATED_JOIN_LIMIT.

        Does not count while another tab of the person is in the room: several tabs may join with one `after`.
        """
        if any(tab.room is room for tab in self.tabs):
            return False
        place, count = self.repeated_joins
        self.repeated_joins = ((room.name, after), count + 1 if place == (room.name, after) else 1)
        return self.repeated_joins[1] > REPEATED_JOIN_LIMIT

    def rename(self, name: str) -> None:
        """Changes the name in all rooms where the person has a tab."""
        self.person = Person(self.person.id, name)
        self.take_name(self.person)
        for tab in self.tabs:
            tab.room.presence.rename(self.person)

    def hear_name(self, person: Person) -> None:
        """Changes the name to a later one that another node told."""
        self.person = person
        for tab in self.tabs:
            tab.room.presence.hear_name(person)


@dataclass(slots=True, eq=False)
class Tab:
    """One connection in its room."""

    connection: Connection
    room: Room
    record: PersonRecord
    after: int
    """The seq after which its view begins: entries up to this seq are not delivered to it."""
    cursor: Cursor
    bad_frames: int = 0
    """Invalid frames that it has sent."""
    typed_at: float = 0.0
    """When its last `typing` was announced."""


class PersonRegistry:
    """The records of all persons on this node, by the person's id."""

    def __init__(self, settings: Settings, names: LatestNames, rename: Callable[[Person], None]) -> None:
        """`rename` shows a name that a person took on this node in the rooms where they have tabs only on other nodes."""

        def take_name(person: Person) -> None:
            names.give(person)
            rename(person)

        # A function that all records share: a method would be bound anew for each record, which takes 64 bytes.
        self._take_name = take_name
        self._settings, self._names = settings, names
        self._records: dict[str, PersonRecord] = {}

    def __len__(self) -> int:
        return len(self._records)

    def record_of(self, request: JoinRequest, now: float) -> PersonRecord:
        """Returns the record of the person who joins, and makes it if there is none. A new name applies to all their tabs."""
        record = self._records.get(request.person_id)
        if record is None:
            person = self._named(request)
            bucket = TokenBucket(self._settings.rate, self._settings.burst, now)
            record = self._records[request.person_id] = PersonRecord(person, bucket, self._take_name)
        elif request.name and request.name != record.person.name:
            record.rename(request.name)
        return record

    def _named(self, request: JoinRequest) -> Person:
        if not request.name:
            return self._names.give_random(Person(request.person_id, random_name(request.languages)))
        person = Person(request.person_id, request.name)
        self._take_name(person)
        return person

    def hear_name(self, person: Person) -> None:
        """Gives the person this later name, if they have a record here."""
        record = self._records.get(person.id)
        if record is not None and record.person.name != person.name:
            record.hear_name(person)

    def remove_idle(self, now: float) -> None:
        """Removes each record that has no tab and a full token bucket. With a bucket that is not full it stays, because a
        reconnect must not reset the rate limit."""
        idle = [key for key, record in self._records.items() if not record.tabs and record.bucket.is_full(now)]
        for key in idle:
            del self._records[key]
