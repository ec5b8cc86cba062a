"""One case: a room with a control pair in it while something is done to the service, and afterwards every invariant."""

import json
import time
from contextlib import ExitStack, contextmanager

from tests.faults.support.control_pair import ControlPair
from tests.faults.support.gauges import PeakMemory, ask_gauges, read_gauges
from tests.faults.support.ledger import Ledger
from tests.faults.support.simulated_people import Crowd
from tests.support.connections import RawConnection, Tab, ask
from tests.support.proxy import Proxy

BASELINE_SECONDS = 15
MEMORY_BYTES = 32 * 2**20
"""What the service may need at most, over what it had, while a case runs. A case that may need more says so."""


class Case:
    """Use it with `with`: what is checked is checked at its end, but not over a failure of the case itself."""

    def __init__(self, server, room, chance, figures, *, has_control=True):
        self.server, self.room, self.chance, self.figures = server, room, chance, figures
        self.ledger = Ledger()
        self.memory_bytes = MEMORY_BYTES
        self.expected_errors: set[str] = set()
        """What the service may write an error about; without it, about nothing."""
        self.standstill_seconds = 0
        """How long the whole service stands still, so that everybody waits."""
        self.forgets = False
        """Whether the service drops what is old: then the history may begin later."""
        self._halls: list[Crowd] = []
        self._has_control = has_control
        self._open = ExitStack()

    def __enter__(self):
        self._log_begin = len(self.server.log())
        self._before = read_gauges(self.server)
        self._peak = PeakMemory(self.server).begin()
        self.crowd = self._open.enter_context(Crowd(self.ledger, self.room, self.chance))
        self.control = ControlPair(self.crowd, self.server.port) if self._has_control else None
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self._check_people()
                self._note_figures()
        finally:
            self._open.close()
        if kind is None:
            self._check_gauges()
            self._check_log()

    # What a case does.

    def line(self, **more):
        """A raw line, closed at the end of the case."""
        return self._open.enter_context(RawConnection(self.server.port, **more))

    def tab(self, query="", **more):
        """A raw line after its welcome, in the case's room."""
        return self._open.enter_context(Tab(self.server.port, f"?room={self.room}{query}", **more))

    def join(self, number=1, port=None, **more):
        """So many ordinary people."""
        return self.crowd.join(port or self.server.port, number, **more)

    def hall(self):
        """Another room, with a ledger of its own."""
        hall = self._open.enter_context(Crowd(Ledger(), f"hall-{self.room}"[:60].strip("-"), self.chance))
        self._halls.append(hall)
        return hall

    def bad_line(self):
        """What people can have between them and the service, by its port."""
        line = Proxy(f"http://127.0.0.1:{self.server.port}")
        self._open.callback(line.close)
        return line

    def says(self, draft, text):
        """Somebody on a raw line is about to say this; the answer is the frame."""
        return {"type": "say", "draft": self.ledger.invoke(draft, text), "text": text}

    @contextmanager
    def talking(self, people, a_second=200):
        """Within it, they say something in turn, so many times a second."""
        talk = self.crowd.start(self.crowd.talk(people, a_second))
        yield
        talk.cancel()

    def await_settled(self, more):
        """Until so many more drafts are settled."""
        wanted = len(self.ledger.settled) + more
        self.crowd.until(lambda: len(self.ledger.settled) >= wanted, f"{more} more are settled")

    def kill(self):
        """No goodbye and no last write."""
        self.server.kill()
        self.count("kills survived")

    def start(self):
        """Another life of the service."""
        began = time.monotonic()
        self.server.start()
        self._peak = PeakMemory(self.server).begin()
        self.figures.most("longest start until ready (s)", round(time.monotonic() - began, 2))

    def count(self, figure, number=1):
        self.figures.add(figure, number)

    @contextmanager
    def attack(self, name, below):
        """Within it, the service may need so many bytes more at most; how many it took goes into the figures."""
        peak = PeakMemory(self.server).begin()
        yield
        growth = peak.growth_bytes()
        self.figures.remember(name, growth, below)
        assert growth < below, f"{name}: memory grew by {growth:,} bytes, and {below:,} are allowed"
        self.memory_bytes = max(self.memory_bytes, below)

    def gauge(self, name):
        return ask_gauges(self.server)[name]

    def open_files(self):
        return read_gauges(self.server).open_files

    def log(self):
        """What the service has written since the case began."""
        return self.server.log()[self._log_begin :]

    def history(self, room=None):
        """A room from its first message to its last, as anybody can read it back."""
        messages: list[dict] = []
        while True:
            after = messages[-1]["seq"] if messages else 0
            page = ask(self.server.port, f"/api/rooms/{room or self.room}/messages?after={after}&limit=500").json[
                "messages"
            ]
            if not page:
                return messages
            messages += page

    def head(self):
        return ask(self.server.port, f"/api/rooms/{self.room}/messages?limit=1").json["head"]

    # What must hold after it.

    def _check_people(self):
        if self.control is not None:
            self.control.stop(self.standstill_seconds)
        self.settle()
        history = self.history()
        self.ledger.check(history, forgotten=self._forgotten(history))
        for hall in self._halls:
            hall.ledger.check(self.history(hall.room))
        self.count("messages acknowledged, and found again in the history", len(self.ledger.settled))

    def settle(self):
        """Everybody who comes back is back, has had their drafts settled, and has heard all there is."""
        patient = [person for person in self.crowd.people if person.is_patient]
        self.crowd.until(lambda: all(person.is_settled for person in patient), "everybody's drafts are settled")
        head = self.head()
        self.crowd.until(lambda: all(person.last >= head for person in patient), f"everybody has heard {head}")

    def _forgotten(self, history):
        if not self.forgets:
            return 0
        return history[0]["seq"] - 1 if history else self.head()

    def _note_figures(self):
        self.figures.add("cases with a control pair" if self._has_control else "cases without one")
        if self.control is not None:
            self.figures.controlled(self.control.p99_ms())
        away = [person.longest_away for person in self.crowd.people]
        self.figures.most(
            "longest gap that somebody saw, from losing the line to being back (s)", round(max(away, default=0.0), 2)
        )

    def _check_gauges(self):
        deadline = time.monotonic() + BASELINE_SECONDS
        while not (now := read_gauges(self.server)).is_back_at(self._before):
            assert time.monotonic() < deadline, f"not back at the baseline: {self._before} before, {now} now"
        grown = self._peak.growth_bytes()
        assert grown < self.memory_bytes, f"memory grew by {grown:,} bytes at its highest; {self.memory_bytes:,} may be"

    def _check_log(self):
        log = self.log()
        for line in log.splitlines():
            told = json.loads(line)
            assert isinstance(told, dict), f"this is no line of a log: {line!r}"
            assert told["level"] not in ("error", "critical") or told["event"] in self.expected_errors, line
        for word in ("Traceback", "never retrieved"):
            assert word not in log, log
        assert all(character.isprintable() or character == "\n" for character in log), "the log has control characters"
