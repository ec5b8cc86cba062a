"""A soak: random faults one after another while people talk, and a line of progress after each."""

import signal
import time

from tests.faults.support.gauges import memory_bytes
from tests.faults.support.simulated_people import SimulatedPerson

MESSAGES_PER_SECOND = 50
LONGEST_FAULT_SECONDS = 3.0
DROPS = 30
MB = 1_000_000


class Soak:
    """Causes faults, one after another, while people talk. Each fault ends by itself."""

    def __init__(self, case, servers, networks, people):
        self._case, self._servers, self._networks, self._chance = case, servers, networks, case.chance
        self.people = people

    def kill(self):
        server = self._chance.choice(self._servers)
        server.kill()
        self._case.count("kills of the server survived")
        self._start_again(server)

    def stop(self):
        server = self._chance.choice(self._servers)
        assert server.stop(10) == 0
        self._start_again(server)

    def suspend(self):
        server = self._chance.choice(self._servers)
        server.process.send_signal(signal.SIGSTOP)
        self._wait()
        server.process.send_signal(signal.SIGCONT)

    def reset_connections(self):
        for _ in range(DROPS):
            self._case.crowd.call(self._case.crowd.drop_one, self.people)

    def fail_the_network(self):
        """Disturbs the network of some people, who reconnect afterwards."""
        network = self._chance.choice(self._networks)
        self._chance.choice([network.stall, network.cut, network.reset, lambda: network.slow_down(50, 0.01)])()
        self._wait()
        network.restore()
        network.reset()

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

    def _start_again(self, server):
        if server is self._case.server:
            self._case.start()
        else:
            server.start()

    def _wait(self):
        """Lets the fault last for a while, and checks that every server that runs survives it."""
        running = [server for server in self._servers if server.is_running]
        assert not running[0].ended_within(self._chance.uniform(0.1, LONGEST_FAULT_SECONDS))
        assert all(server.is_running for server in running)


FAULTS = (
    Soak.kill,
    Soak.stop,
    Soak.suspend,
    Soak.reset_connections,
    Soak.fail_the_network,
    Soak.stop_reading,
    Soak.come_and_go,
)


def run(case, soak, faults, seconds, servers, progress):
    """Causes faults for some seconds. Returns their number."""
    done, end = 0, time.monotonic() + seconds
    with case.talking(soak.people, MESSAGES_PER_SECOND):
        while (left := end - time.monotonic()) > 0:
            case.await_settled(case.chance.randint(1, 2 * MESSAGES_PER_SECOND))
            fault = case.chance.choice(faults)
            progress(f"{left:6.0f} s left   {state_of(case, servers)}   {fault.__name__.replace('_', ' ')}")
            fault(soak)
            done += 1
    return done


def state_of(case, servers):
    said, settled, breaches = len(case.ledger.said), len(case.ledger.settled), len(case.ledger.breaches)
    memory = " + ".join(f"{memory_bytes(server) / MB:.0f}" for server in servers)
    return f"{said:,} said, {settled:,} settled, {breaches} breaches, {memory} MB of memory"
