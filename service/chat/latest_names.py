"""The latest name of each person that this node knows, so that all nodes end with the same one. Idle without other nodes.

A node that was cut off tells its names late, and has not heard those of the others. So each name counts from the time at which it
was given, by the clock of the log, and the later one stays, in whatever order nodes hear of them. A node that hears of an earlier
one tells the later one again. A random name, which nobody chose, counts as earlier than any chosen one.
"""

from typing import Final

from service.log import Log, NamedPerson
from service.protocol import Person

NAMES_KEPT: Final = 50_000
"""Persons whose name and its time are kept, those told last. Bounds memory, to about 15 MB."""

LATE_SECONDS: Final = 1.0
"""A name counts as given at most this long after the last tick: a process that was suspended reads frames that were sent long
before."""

AHEAD_SECONDS: Final = 60.0
"""No node's clock is this far ahead. A name with a later time counts as given now."""


class LatestNames:
    def __init__(self, log: Log) -> None:
        self._log = log
        self._names: dict[str, NamedPerson] = {}
        """The persons named last at the end."""
        self._outdated: dict[str, None] = {}
        """Persons of whom a node told a name earlier than the one kept here, if no node has told the kept one since."""
        self._ticked_at = self._latest_time = 0.0
        if log.node is not None:
            self._ticked_at = log.now
            self._latest_time = log.now + LATE_SECONDS

    def tick(self) -> None:
        """Called once a second. A late tick does not count, because frames that were sent before it are still to be read."""
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
        if not 0 < told.at < 1000 * (self._log.now + AHEAD_SECONDS):  # of an earlier version, or forged
            told = NamedPerson(told.id, told.name, self._time_after(known))
        if known is None or (told.at, told.name) >= (known.at, known.name):
            self._outdated.pop(told.id, None)
            self._keep(told)
            return Person(told.id, told.name)
        if told.name != known.name:
            self._outdated[told.id] = None
        return Person(known.id, known.name)

    def named(self, person: Person) -> NamedPerson:
        """Returns the person, to be told to the other nodes. A name that is kept no longer is earlier than any other."""
        return self._names.get(person.id) or NamedPerson(person.id, person.name, at=1)

    def take_outdated(self) -> list[NamedPerson]:
        """Returns the persons whose name is to be told again."""
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
