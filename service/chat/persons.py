"""The persons with a tab here: one name, one rate and one patience for all tabs of a browser, in whichever rooms."""

from dataclasses import dataclass, field

from service.access.join_request import JoinRequest
from service.access.token_bucket import TokenBucket
from service.chat.room import Room
from service.protocol import Person, Refusal
from service.settings import Settings
from service.text import names
from service.websocket.connection import Connection


@dataclass(slots=True, eq=False)
class Known:
    """A person as long as they are remembered."""

    person: Person
    bucket: TokenBucket
    refusals: int = 0
    """In a row, for being too fast."""
    tabs: "list[Tab]" = field(default_factory=list)

    def spend(self, now: float, draft: str | None) -> None:
        """Raises Refusal for whoever is too fast; nothing is spent then."""
        if wait := self.bucket.take(now):
            raise Refusal("too_fast", "That was faster than anyone can read. Wait a moment.", draft, wait)
        self.refusals = 0

    def rename(self, name: str) -> None:
        self.person = Person(self.person.id, name)
        for tab in self.tabs:
            tab.room.people.rename(self.person)


@dataclass(slots=True, eq=False)
class Tab:
    """One connection in its room."""

    connection: Connection
    room: Room
    known: Known
    began_after: int
    """Where its view began: what is said at or below this number it will not be sent again."""
    bad_frames: int = 0
    typed_at: float = 0.0


class Persons:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, Known] = {}

    def meet(self, visit: JoinRequest, now: float) -> Known:
        """Whoever comes, under the name they come with; a rate goes on from where it was."""
        known = self._known.get(visit.person_id)
        if known is None:
            person = Person(visit.person_id, visit.name or names.random_name())
            known = self._known[visit.person_id] = Known(
                person, TokenBucket(self._settings.rate, self._settings.burst, now)
            )
        elif visit.name and visit.name != known.person.name:
            known.rename(visit.name)
        return known

    def forget(self, now: float) -> None:
        """Those without a tab, but not before their bucket is full again: coming back must not refill it."""
        gone = [key for key, known in self._known.items() if not known.tabs and known.bucket.is_full(now)]
        for key in gone:
            del self._known[key]

    def __len__(self) -> int:
        return len(self._known)
