"""Keeps which lists of people the tabs of a room may show. Makes the frame after which every tab shows the present list. Pure.

A tab shows the list of the latest `People` frame, or the list of its welcome if it joined later. These lists may differ: a person
who left and came back between two `People` frames is listed after both, but not in a welcome that was sent while they were away.
"""

from collections.abc import Collection, Iterable

from service.protocol import People, Person


class ShownPeople:
    def __init__(self) -> None:
        self._announce((), 0)

    def _announce(self, listed: Collection[Person], count: int) -> None:
        """Notes that every tab shows this list and this count."""
        ids = [person.id for person in listed]
        self._everywhere = set(listed)
        """Persons who are in all lists, under one name."""
        self._ids_everywhere = set(ids)
        """The ids of persons who are in all lists."""
        self._ids_anywhere = dict.fromkeys(ids)
        """The ids of persons who are in at least one list."""
        self._counts = {count}
        """The counts that tabs may show."""

    def add(self, listed: Iterable[Person]) -> None:
        """Notes that a welcome has this list."""
        persons = {person.id: person for person in listed}
        self._everywhere.intersection_update(persons.values())
        self._ids_everywhere &= persons.keys()
        self._ids_anywhere |= dict.fromkeys(persons)

    def add_count(self, count: int) -> None:
        self._counts.add(count)

    def changes(self, listed: Collection[Person], renamed: Iterable[Person], count: int) -> People | None:
        """Returns the frame after which every tab shows this list, or None if all tabs show it already. `renamed` are all persons
        who got another name since the last call. The frame has those who are not listed, too: their own tabs need the name."""
        ids = {person.id for person in listed}
        joined = [person for person in listed if person.id not in self._ids_everywhere]
        left = [person_id for person_id in self._ids_anywhere if person_id not in ids]
        others = [one for one in listed if one.id in self._ids_everywhere and one not in self._everywhere]
        others += [person for person in renamed if person.id not in ids]
        if not (joined or left or others or self._counts != {count}):
            return None
        self._announce(listed, count)
        return People(joined, left, others, count)
