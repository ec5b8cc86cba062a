"""A soak (FAULTS D8): for as long as it takes, one fault after another by chance, while people talk, and all of it adds up.

`make soak` runs half an hour; a line tells how it goes. The seed gives the same faults again.
"""

import os
import signal
import time

from tests.faults.support.disk_faults import TROUBLES
from tests.faults.support.gauges import resident_bytes_of

PEOPLE = 30
A_SECOND = 50
LONGEST_SECONDS = 3.0
MB = 1_000_000


class Soak:
    """What can happen. Each fault ends by itself, and people talk on all the time."""

    def __init__(self, case):
        self._case, self._server, self._chance = case, case.server, case.chance
        self._line = case.bad_line()
        self.people = case.join(PEOPLE) + case.join(PEOPLE, port=self._line.port)

    def kill(self):
        self._case.kill()
        self._case.start()

    def stop(self):
        assert self._server.stop(10) == 0
        self._case.start()

    def freeze(self):
        self._server.process.send_signal(signal.SIGSTOP)
        self._last()
        self._server.process.send_signal(signal.SIGCONT)

    def trouble_the_disk(self):
        kinds = [kind for kind in TROUBLES if kind != "full" or os.path.ismount(self._server.database.parent)]
        with TROUBLES[self._chance.choice(kinds)](self._server):
            self._last()

    def tear_lines(self):
        for _ in range(PEOPLE):
            self._case.crowd.call(self._case.crowd.drop_one, self.people)

    def spoil_the_line(self):
        """The people on it wait, crawl, lose what was on its way, and come back."""
        spoil = self._chance.choice(
            [self._line.stall, self._line.cut, self._line.reset, lambda: self._line.slow_down(50, 0.01)]
        )
        spoil()
        self._last()
        self._line.restore()
        self._line.reset()

    def stop_reading(self):
        stuck = self._chance.sample(self.people, 5)
        self._case.crowd.call(lambda: [person.stop_reading() for person in stuck if person.is_upgraded])
        self._last()
        self._case.crowd.call(lambda: [person.drop() for person in stuck if person.is_upgraded])

    def crowd_in(self):
        """Others look in and leave, with and without a word."""
        for number in range(50):
            tab = self._case.tab()
            tab.reset() if number % 2 else tab.__exit__()

    def _last(self):
        """A fault goes on for a while, and the service lives."""
        assert not self._server.ended_within(self._chance.uniform(0.1, LONGEST_SECONDS))


FAULTS = (
    *(Soak.kill, Soak.stop, Soak.freeze, Soak.trouble_the_disk, Soak.tear_lines),
    *(Soak.spoil_the_line, Soak.stop_reading, Soak.crowd_in),
)


def test_whatever_happens_in_whatever_order_nothing_is_lost(talked_in, disk, request, thorough, capsys):
    seconds = request.config.getoption("soak_seconds") or thorough(10, 120)
    with talked_in(LOG=f"sqlite:{disk}/hubbub.db") as case:
        case.server.database = disk / "hubbub.db"
        case.expected_errors = {"not_stored", "not_ready", "room_not_read"}
        soak, end = Soak(case), time.monotonic() + seconds
        with case.talking(soak.people, A_SECOND):
            while (left := end - time.monotonic()) > 0:
                case.await_settled(case.chance.randint(1, 2 * A_SECOND))
                fault = case.chance.choice(FAULTS)
                fault(soak)
                case.count("faults of a soak, in random order")
                with capsys.disabled():
                    tell(case, fault, left)
        case.count("seconds of soak", round(seconds))
        case.figures.most("memory at the end of a soak (MB)", round(resident_bytes_of(case.server) / MB))


def tell(case, fault, left):
    """How it goes, in one line that is written over."""
    settled, said = len(case.ledger.settled), len(case.ledger.said)
    memory = resident_bytes_of(case.server) / MB
    print(  # noqa: T201 - for who waits half an hour
        f"\r{left:6.0f} s left   {said:7,} said   {settled:7,} settled   {len(case.ledger.breaches)} breaches"
        f"   {memory:4.0f} MB   {fault.__name__.replace('_', ' '):20}",
        end="",
        flush=True,
    )
