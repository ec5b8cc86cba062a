"""Tells the other nodes that share the log which people are on this node, and keeps the people that the other nodes tell of.

Does nothing if the log is for one process. Each node tells the changes of its people once a second, and all its people when
another node asks. A node asks at its start, and after it had lost its connection to the log. Then the people that it knew on
other nodes count as gone, unless those nodes tell of them within CONFIRM_SECONDS.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from service.chat.latest_names import LatestNames
from service.chat.presence import Presence
from service.log import AskPeople, Log, NamedPerson, NodeGone, NodePeople, RoomFrame
from service.log.contract import NodeNews
from service.protocol import Person

if TYPE_CHECKING:
    from service.chat.room import Room

PERSONS_IN_ONE: Final = 25
"""Most persons in one frame between nodes, so that it has at most the 7,000 bytes that a notification carries."""

CONFIRM_SECONDS: Final = 3.0
"""After an `AskPeople` from another node, that node must tell all its people within this time; after one from this node, all
other nodes must. Persons of whom they do not tell count as gone."""

_View = dict[str, None]
"""The ids of the people of one room on one other node, in the order in which they were told."""


class OtherNodes:
    def __init__(
        self, log: Log, names: LatestNames, rooms: "Mapping[str, Room]", hear_name: Callable[[Person], None]
    ) -> None:
        """`rooms` are those that are open here. `hear_name` gives a person with tabs here a later name that a node told."""
        self._log, self._names, self._rooms, self._hear_name = log, names, rooms, hear_name
        self._views: dict[str, dict[str, _View]] = {}
        """By room and node."""
        self._persons: dict[str, Person] = {}
        """Everybody in these views, with the latest name."""
        self._views_with: Counter[str] = Counter()
        """In how many views each person is."""
        self._unnamed: dict[tuple[str, str], set[str]] = {}
        """By room and node, while a node tells all its people in a room, frame by frame: the persons in its view of whom no
        frame has told yet."""
        self._suspects: dict[tuple[str, str], tuple[float, set[str]]] = {}
        """By room and node, for each view that may have missed changes: a deadline, and the persons who count as gone unless
        the node tells of them again before it."""

    def start(self, now: float) -> None:
        if self._log.node is not None:
            self.hear("", AskPeople(self._log.node), now)

    # What this node tells.

    def tell_changes(self, room: str, presence: Presence) -> None:
        """Called once a second."""
        persons, left = presence.take_changes_here()
        if self._log.node is None:
            return
        for start in range(0, max(len(persons), len(left)), PERSONS_IN_ONE):
            end = start + PERSONS_IN_ONE
            named = [self._names.named(person) for person in persons[start:end]]
            self._log.announce(RoomFrame(room, NodePeople(self._log.node, named, left[start:end])))

    def _tell_all(self, node: str) -> None:
        for name, room in self._rooms.items():
            persons = room.presence.here()
            for start in range(0, len(persons), PERSONS_IN_ONE):
                end = start + PERSONS_IN_ONE
                named = [self._names.named(person) for person in persons[start:end]]
                news = NodePeople(node, named, is_first=not start, is_last=end >= len(persons))
                self._log.announce(RoomFrame(name, news))

    def _tell_outdated(self, node: str) -> None:
        persons = self._names.take_outdated()
        for start in range(0, len(persons), PERSONS_IN_ONE):
            self._log.announce(RoomFrame("", NodePeople(node, [], names=persons[start : start + PERSONS_IN_ONE])))

    def rename(self, person: Person) -> None:
        """Shows a name that a person took on this node, also in rooms where they have tabs only on other nodes: those nodes do
        not tell the name back."""
        self._show_name(person, Presence.rename)

    # What it hears.

    def hear(self, room: str, news: NodeNews, now: float) -> None:
        if self._log.node is None:
            return
        match news:
            case NodePeople():
                self._hear_people(room, news, now)
            case AskPeople(node):
                is_own = node == self._log.node
                # A node asks after it had lost its connection, so what it told last may be lost, too. Its people are suspects
                # until it tells of them again, right after it has asked. If this node asks, those of all other nodes are.
                views = [view for view in self._all_views() if is_own or view[1] == node]
                for name, other in views:
                    self._suspects[name, other] = (now + CONFIRM_SECONDS, set(self._views[name][other]))
                if is_own:
                    self._log.announce(RoomFrame("", news))
                self._tell_all(self._log.node)
            case NodeGone(node, is_clean):
                for name, other in self._all_views():
                    if other == node:
                        self._drop(name, node, now, keep=is_clean)

    def tick(self, now: float) -> None:
        for room, node in [view for view, (ends_at, _) in self._suspects.items() if ends_at <= now]:
            _, gone = self._suspects.pop((room, node))
            self._hear_people(room, NodePeople(node, [], list(gone)), now)
        self._names.tick()
        if self._log.node is not None:
            self._tell_outdated(self._log.node)

    def enter_all(self, room: str, presence: Presence) -> None:
        """Adds the people of other nodes to a room that is opened here."""
        for node, view in self._views.get(room, {}).items():
            for person_id in view:
                presence.enter_elsewhere(node, self._persons[person_id])

    def presence_of(self, room: str) -> Presence | None:
        """Returns the people of a room that is not open here; None if nobody is there. In each call their places
        (`Present.place`) begin with 1 again."""
        if room not in self._views:
            return None
        presence = Presence(grace_seconds=0)
        self.enter_all(room, presence)
        return presence

    def _all_views(self) -> list[tuple[str, str]]:
        return [(room, node) for room, views in self._views.items() for node in views]

    def _hear_people(self, room: str, news: NodePeople, now: float) -> None:
        for named in news.names:
            self._hear_person(named)
        view = self._views.setdefault(room, {}).setdefault(news.node, {})
        if news.is_first:
            self._suspects.pop((room, news.node), None)
            self._unnamed[room, news.node] = set(view)
        unnamed = self._unnamed.get((room, news.node), set())
        _, suspects = self._suspects.get((room, news.node), (now, set()))
        for named in news.persons:
            person = self._hear_person(named)
            unnamed.discard(person.id)
            suspects.discard(person.id)
            if person.id not in view:
                view[person.id] = None
                self._persons[person.id] = person
                self._views_with[person.id] += 1
            if room in self._rooms:
                self._rooms[room].presence.enter_elsewhere(news.node, person)
        gone = list(self._unnamed.pop((room, news.node), ())) if news.is_last else []
        for person_id in (*news.left, *gone):
            self._leave(room, news.node, person_id, now, keep=False)
        if not view:
            self._drop(room, news.node, now, keep=False)

    def _hear_person(self, named: NamedPerson) -> Person:
        """Gives the person the latest name in all rooms, because a node tells a name only in the rooms where the person has
        tabs on that node. Returns the person with this name."""
        person = self._names.hear(named)
        self._show_name(person, Presence.hear_name)
        self._hear_name(person)
        return person

    def _show_name(self, person: Person, show: Callable[[Presence, Person], object]) -> None:
        if self._persons.get(person.id, person) != person:
            self._persons[person.id] = person
            for room in self._rooms.values():
                show(room.presence, person)

    def _drop(self, room: str, node: str, now: float, *, keep: bool) -> None:
        for person_id in tuple(self._views.get(room, {}).get(node, ())):
            self._leave(room, node, person_id, now, keep=keep)
        self._views.get(room, {}).pop(node, None)
        if not self._views.get(room):
            self._views.pop(room, None)
        self._unnamed.pop((room, node), None)
        self._suspects.pop((room, node), None)

    def _leave(self, room: str, node: str, person_id: str, now: float, *, keep: bool) -> None:
        if person_id in (view := self._views[room][node]):
            del view[person_id]
            self._views_with[person_id] -= 1
            if not self._views_with[person_id]:
                del self._views_with[person_id], self._persons[person_id]
        if room in self._rooms:
            self._rooms[room].presence.leave_elsewhere(node, person_id, now, keep=keep)
