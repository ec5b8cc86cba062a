"""Keeps the latest name of each person, so that all nodes come to show the same one. Does nothing without other nodes.

A node that was cut off tells its names late, and has not heard the names that other nodes told meanwhile. So each name has the
time at which it was given, by the clock of the log. The later of two names stays, in whatever order a node hears of them, and a
node that hears of the earlier one tells the later one again. A random name, which nobody chose, counts as earlier than any chosen
one.
"""

from typing import Final

from service.log import Log, NamedPerson
from service.protocol import Person

NAMES_KEPT: Final = 50_000
"""Most persons whose name and its time are kept: those whose name was given or told last. Bounds memory, to about 15 MB."""

LATE_SECONDS: Final = 1.0
"""A name gets a time that is at most this long after the last tick that was not late. When a suspended process goes on, it reads
frames that were sent long ago, and the present time would be too late for the names in them."""

AHEAD_SECONDS: Final = 60.0
"""A name whose time is more than this ahead of `Log.now` counts as given now: no node's clock is that wrong."""


class LatestNames:
    def __init__(self, log: Log) -> None:
        self._log = log
        self._names: dict[str, NamedPerson] = {}
        """By the id of the person, in the order in which the names were last given or told."""
        self._outdated: dict[str, None] = {}
        """Persons of whom a node told an earlier name than the one kept here, until a node tells the kept name or a later
        one."""
        self._ticked_at = self._latest_time = 0.0
        if log.node is not None:
            self._ticked_at = log.now
            self._latest_time = log.now + LATE_SECONDS

    def tick(self) -> None:
        """Called once a second. A late tick does not raise `_latest_time`, because frames that were sent before it are still
        unread."""
        if self._log.node is None:
            return
        before, self._ticked_at = self._ticked_at, self._log.now
        if self._ticked_at - before <= 2 * LATE_SECONDS:
            self._latest_time = self._ticked_at + LATE_SECONDS

    def give(self, person: Person) -> None:
        """Called with the name that a person takes here. If this name is known already, it keeps its time."""
        if self._log.node is None:
            return
        before = self._names.get(person.id)
        if before is None or before.name != person.name:
            self._keep(NamedPerson(person.id, person.name, self._time_after(before)))

    def give_random(self, person: Person) -> Person:
        """Called with a random name for a person who joins without one. Returns the person with the name that is known here.

        If no name is known, this is the random one, which counts as earlier than any chosen one.
        """
        if self._log.node is None:
            return person
        if person.id not in self._names:
            self._keep(NamedPerson(person.id, person.name, at=1))
        return Person(person.id, self._names[person.id].name)

    def hear(self, told: NamedPerson) -> Person:
        """Returns the person with the later name: the one that another node told, or the one that is known here."""
        known = self._names.get(told.id)
        if not 0 < told.at < 1000 * (self._log.now + AHEAD_SECONDS):  # from a node of an earlier version, or forged
            told = NamedPerson(told.id, told.name, self._time_after(known))
        if known is None or (told.at, told.name) >= (known.at, known.name):
            self._outdated.pop(told.id, None)
            self._keep(told)
            return Person(told.id, told.name)
        if told.name != known.name:
            self._outdated[told.id] = None
        return Person(known.id, known.name)

    def named(self, person: Person) -> NamedPerson:
        """Returns the person as told to the other nodes. A name that is no longer kept gets the earliest time."""
        return self._names.get(person.id) or NamedPerson(person.id, person.name, at=1)

    def take_outdated(self) -> list[NamedPerson]:
        """Returns the persons whose names are to be told again, each once."""
        outdated, self._outdated = self._outdated, {}
        return [self._names[person_id] for person_id in outdated if person_id in self._names]

    def _time_after(self, before: NamedPerson | None) -> int:
        now = int(1000 * min(self._log.now, self._latest_time))
        return now if before is None else max(now, before.at + 1)

    def _keep(self, named: NamedPerson) -> None:
        self._names.pop(named.id, None)
        self._names[named.id] = named
        if len(self._names) > NAMES_KEPT:
            del self._names[next(iter(self._names))]
