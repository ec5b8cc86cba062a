"""A fault case: a room with a control pair while a test attacks the service, and the invariants checked afterwards."""

import json
import time
from contextlib import ExitStack, contextmanager

from tests.faults.support.control_pair import ControlPair
from tests.faults.support.gauges import PeakMemory, ask_gauges, read_gauges
from tests.faults.support.ledger import Ledger
from tests.faults.support.simulated_people import Crowd
from tests.support.connections import RawConnection, RawTab, read_head, read_history
from tests.support.proxy import Proxy

BASELINE_SECONDS = 15
MEMORY_BYTES = 32 * 2**20
"""Bytes by which the memory of the service may grow while a case runs, unless the case allows more."""


class Case:
    """A context manager: it checks the invariants at its end, but not after a failure of the case itself."""

    def __init__(self, server, room, chance, figures, *, has_control=True):
        self.server, self.room, self.chance, self.figures = server, room, chance, figures
        self.ledger = Ledger()
        self.memory_bytes = MEMORY_BYTES
        self.expected_errors: set[str] = set()
        """Events that the service may log as errors."""
        self.standstill_seconds = 0
        """How long the case stops the whole service, so that everybody waits."""
        self.has_retention = False
        """Whether the service drops old messages, so that the history may begin later."""
        self._other_rooms: list[Crowd] = []
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

    # For the test's attack.

    def connection(self, **more):
        """Opens a raw connection, which is closed at the end of the case."""
        return self._open.enter_context(RawConnection(self.server.port, **more))

    def tab(self, query="", **more):
        """Opens a raw connection in the case's room, and returns it after its welcome."""
        return self._open.enter_context(RawTab(self.server.port, f"?room={self.room}{query}", **more))

    def join(self, number=1, port=None, **more):
        """Lets `number` simulated people join the case's room, and returns them."""
        return self.crowd.join(port or self.server.port, number, **more)

    def other_room(self):
        """Returns a crowd for another room, with a ledger of its own."""
        crowd = self._open.enter_context(Crowd(Ledger(), f"other-{self.room}"[:60].strip("-"), self.chance))
        self._other_rooms.append(crowd)
        return crowd

    def proxy(self):
        """Returns a faulty network: people connect through its port."""
        proxy = Proxy(self.server.address)
        self._open.callback(proxy.close)
        return proxy

    def draft(self, draft, text):
        """Enters a draft into the ledger. Returns the fields of its `say` frame, which the test sends itself."""
        return {"type": "say", "draft": self.ledger.invoke(draft, text), "text": text}

    def talking(self, people, a_second=200):
        return self.crowd.talking(people, a_second)

    def await_settled(self, more):
        """Waits until `more` further drafts are settled."""
        wanted = len(self.ledger.settled) + more
        self.crowd.until(lambda: len(self.ledger.settled) >= wanted, f"{more} more are settled")

    def kill(self):
        self.server.kill()
        self.count("kills of the server survived")

    def start(self, app=None):
        """Starts the service again, without its fault if `app` says so."""
        self.server.app = app or self.server.app
        began = time.monotonic()
        self.server.start()
        self._peak = PeakMemory(self.server).begin()
        self.figures.most("longest start (s)", round(time.monotonic() - began, 2))

    def count(self, figure, number=1):
        self.figures.add(figure, number)

    @contextmanager
    def attack(self, name, below):
        """Checks that memory grows by less than `below` bytes within the block, and enters the growth into the figures."""
        peak = PeakMemory(self.server).begin()
        yield
        growth = peak.growth_bytes()
        self.figures.remember(name, growth, below)
        assert growth < below, f"{name}: memory grew by {growth:,} bytes, and {below:,} are allowed"
        self.memory_bytes = max(self.memory_bytes, below)

    def gauge(self, name):
        return ask_gauges(self.server)[name]

    def open_files(self):
        return self.server.open_files()

    def await_log(self, words, count=1):
        """Waits until the service has logged these words `count` times since the case began."""
        self.server.await_claim(lambda: self.log().count(words) >= count)

    def log(self):
        """Returns what the service has logged since the case began."""
        return self.server.log()[self._log_begin :]

    def history(self, room=None):
        return read_history(self.server.port, room or self.room)

    def head(self):
        return read_head(self.server.port, self.room)

    # The invariants.

    def _check_people(self):
        if self.control is not None:
            self.control.stop(self.standstill_seconds)
        self.settle()
        history = self.history()
        self._check_screens(history, self._dropped(history))
        self.ledger.check(history, dropped=self._dropped(history))
        for crowd in self._other_rooms:
            crowd.ledger.check(self.history(crowd.room))
        self.count("acknowledged messages found in the history", len(self.ledger.settled))

    def _check_screens(self, history, dropped):
        """Everybody who received all entries shows each message of their view as it is in the history."""
        head = self.head()
        for person in self.crowd.people:
            if person.last == head and (wrong := person.screen.differences(history, dropped)):
                self.ledger.breach(f"person {person.number} shows another form of the messages {wrong}")

    def settle(self):
        self.crowd.settle(self.server.port)

    def _dropped(self, history):
        """Returns the last number that retention has dropped."""
        if not self.has_retention:
            return 0
        return history[0]["seq"] - 1 if history else self.head()

    def _note_figures(self):
        self.figures.add("tests with a control pair" if self._has_control else "tests without a control pair")
        if self.control is not None:
            self.figures.controlled(self.control.p99_ms())
        longest = max((person.longest_outage for person in self.crowd.people), default=0.0)
        self.figures.most("longest time from a dropped connection to the reconnect (s)", round(longest, 2))

    def _check_gauges(self):
        deadline = time.monotonic() + BASELINE_SECONDS
        while any((now := read_gauges(self.server))[name] > before for name, before in self._before.items()):
            assert time.monotonic() < deadline, f"not back at the baseline: {self._before} before, {now} now"
        growth = self._peak.growth_bytes()
        assert growth < self.memory_bytes, f"memory grew by {growth:,} bytes, and {self.memory_bytes:,} are allowed"

    def _check_log(self):
        check_log(self.log(), self.expected_errors)


def check_log(log, expected_errors):
    for line in log.splitlines():
        entry = json.loads(line)
        assert isinstance(entry, dict), f"not an entry of a log: {line!r}"
        assert entry["level"] not in ("error", "critical") or entry["event"] in expected_errors, line
    for word in ("Traceback", "never retrieved"):
        assert word not in log, log
    assert all(character.isprintable() or character == "\n" for character in log), "the log has control characters"
