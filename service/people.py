"""Who is in a room, as a value: the clock is passed in and nothing here waits.

A person is in the room while any of their tabs is, and for a short grace after the last one went, so that a
reload or a dropped line makes no noise. `news` tells what changed since it was last asked.
"""

from dataclasses import dataclass, field
from itertools import islice

from service.protocol import People as News
from service.protocol import Person

LISTED = 200
"""People named in a welcome, at most; their number is always true."""


@dataclass(slots=True)
class _Presence:
    name: str
    tabs: int = 0


@dataclass(slots=True)
class People:
    grace_seconds: float
    _here: dict[str, _Presence] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    """The names of those the room has been told of, by id."""
    _changed: set[str] = field(default_factory=set)
    _leaving: dict[str, float] = field(default_factory=dict)
    """When each person without a tab counts as gone; in order, since the grace is the same for all."""

    def enter(self, person: Person) -> None:
        presence = self._here.setdefault(person.id, _Presence(person.name))
        presence.tabs += 1
        presence.name = person.name
        self._leaving.pop(person.id, None)
        self._changed.add(person.id)

    def leave(self, person_id: str, now: float) -> None:
        presence = self._here[person_id]
        presence.tabs -= 1
        if not presence.tabs:
            self._leaving[person_id] = now + self.grace_seconds

    def rename(self, person: Person) -> None:
        if presence := self._here.get(person.id):
            presence.name = person.name
            self._changed.add(person.id)

    def news(self, now: float) -> News | None:
        """What the room has not been told yet, or None if that is nothing."""
        self._let_go(now)
        joined, left, renamed = [], [], []
        for person_id in self._changed:
            presence, told = self._here.get(person_id), self._told.pop(person_id, None)
            if presence is None:
                if told is not None:
                    left.append(person_id)
                continue
            self._told[person_id] = presence.name
            if told is None:
                joined.append(Person(person_id, presence.name))
            elif told != presence.name:
                renamed.append(Person(person_id, presence.name))
        self._changed.clear()
        return News(joined, left, renamed, self.count) if joined or left or renamed else None

    def _let_go(self, now: float) -> None:
        while self._leaving:
            person_id, gone_at = next(iter(self._leaving.items()))
            if gone_at > now:
                return
            del self._leaving[person_id], self._here[person_id]
            self._changed.add(person_id)

    @property
    def count(self) -> int:
        return len(self._here)

    def listed(self) -> list[Person]:
        """The first `LISTED` of them, in the order they came."""
        return [Person(person_id, presence.name) for person_id, presence in islice(self._here.items(), LISTED)]
