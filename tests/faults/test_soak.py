"""A soak (FAULTS D8): random faults one after another while people talk, with a line of progress after each.

`make soak` takes half an hour. A seed gives the same faults again.
"""

import os
import signal
import time

from tests.faults.support.disk_faults import DISK_FAULTS
from tests.faults.support.gauges import memory_bytes
from tests.faults.support.simulated_people import SimulatedPerson

PEOPLE = 30
MESSAGES_PER_SECOND = 50
LONGEST_FAULT_SECONDS = 3.0
MB = 1_000_000


class Soak:
    """Causes faults, one after another, while people talk. Each fault ends by itself."""

    def __init__(self, case):
        self._case, self._server, self._chance = case, case.server, case.chance
        self._proxy = case.proxy()
        self.people = case.join(PEOPLE) + case.join(PEOPLE, port=self._proxy.port)

    def kill(self):
        self._case.kill()
        self._case.start()

    def stop(self):
        assert self._server.stop(10) == 0
        self._case.start()

    def suspend(self):
        self._server.process.send_signal(signal.SIGSTOP)
        self._wait()
        self._server.process.send_signal(signal.SIGCONT)

    def fail_the_disk(self):
        kinds = [kind for kind in DISK_FAULTS if kind != "full" or os.path.ismount(self._server.database.parent)]
        with DISK_FAULTS[self._chance.choice(kinds)](self._server):
            self._wait()

    def reset_connections(self):
        for _ in range(PEOPLE):
            self._case.crowd.call(self._case.crowd.drop_one, self.people)

    def fail_the_network(self):
        """Disturbs the network of the people behind the proxy, who reconnect afterwards."""
        proxy = self._proxy
        self._chance.choice([proxy.stall, proxy.cut, proxy.reset, lambda: proxy.slow_down(50, 0.01)])()
        self._wait()
        proxy.restore()
        proxy.reset()

    def stop_reading(self):
        stuck = self._chance.sample(self.people, 5)
        self._case.crowd.each(lambda person: person.is_upgraded and person.stop_reading(), stuck)
        self._wait()
        self._case.crowd.each(SimulatedPerson.drop, stuck)

    def come_and_go(self):
        """Lets other people join and leave, with a close frame and without."""
        for number in range(50):
            tab = self._case.tab()
            tab.reset() if number % 2 else tab.__exit__()

    def _wait(self):
        """Lets the fault last for a while, and checks that the service survives it."""
        assert not self._server.ended_within(self._chance.uniform(0.1, LONGEST_FAULT_SECONDS))


FAULTS = (
    *(Soak.kill, Soak.stop, Soak.suspend, Soak.fail_the_disk, Soak.reset_connections),
    *(Soak.fail_the_network, Soak.stop_reading, Soak.come_and_go),
)


def test_random_faults_in_random_order_lose_nothing(restarting_case, disk, request, thorough, progress):
    seconds = request.config.getoption("soak_seconds") or thorough(2, 120)
    with restarting_case(LOG=f"sqlite:{disk}/hubbub.db") as case:
        case.server.database = disk / "hubbub.db"
        case.expected_errors = {"not_stored", "not_ready", "room_not_read"}
        soak, faults, end = Soak(case), 0, time.monotonic() + seconds
        with case.talking(soak.people, MESSAGES_PER_SECOND):
            while (left := end - time.monotonic()) > 0:
                case.await_settled(case.chance.randint(1, 2 * MESSAGES_PER_SECOND))
                fault = case.chance.choice(FAULTS)
                progress(f"{left:6.0f} s left   {state_of(case)}   {fault.__name__.replace('_', ' ')}")
                fault(soak)
                faults += 1
        case.count("faults in the soak test, in random order", faults)
        case.count("seconds of the soak test", round(seconds))
        case.figures.most("memory at the end of the soak test (MB)", round(memory_bytes(case.server) / MB))


def state_of(case):
    said, settled, breaches = len(case.ledger.said), len(case.ledger.settled), len(case.ledger.breaches)
    return f"{said:,} said, {settled:,} settled, {breaches} breaches, {memory_bytes(case.server) / MB:.0f} MB of memory"
