"""The control pair: Ana and Bo exchange messages all the time in the room of a case, and must not notice the attack."""

import asyncio
import time

PAUSE_SECONDS = 0.02
FINISH_SECONDS = 15
LATENCY_SECONDS = 3
"""Longest time from sending to receiving. Not a goal but a bound: 20 times the slowest quick case that was measured."""


class ControlPair:
    def __init__(self, crowd, port):
        self._crowd = crowd
        self.ana, self.bo = crowd.join(port, 2, reconnects=False)
        self._sent_at = {}
        self._latencies = []
        for person in (self.ana, self.bo):
            person.on_message = self._received
        self._talking = crowd.start(self._talk())

    def stop(self, standstill_seconds=0):
        """Checks that both received everything, in time, and that neither was disconnected or refused."""
        self._talking.cancel()
        self._crowd.until(
            lambda: not (self.ana.unsettled or self.bo.unsettled) and self.ana.last == self.bo.last,
            "the control pair received each other's messages to the end",
            FINISH_SECONDS,
        )
        for name, person in (("Ana", self.ana), ("Bo", self.bo)):
            assert not person.drops, f"{name} of the control pair was disconnected: {person.close_codes}"
            assert not person.refused, f"{name} of the control pair was refused: {person.refused[0]}"
        assert self._latencies, "the control pair received nothing"
        longest = max(self._latencies)
        assert longest < LATENCY_SECONDS + standstill_seconds, f"the control pair waited for {longest:.1f} s"

    @property
    def received(self):
        """Number of messages that both together have received so far."""
        return len(self._latencies)

    def p99_ms(self, begin=0):
        """Returns the 99th percentile of the time from sending to receiving, from the `begin`-th message on."""
        ordered = sorted(self._latencies[begin:])
        return round(ordered[(len(ordered) - 1) * 99 // 100] * 1000)

    async def _talk(self):
        while True:
            for person in (self.ana, self.bo):
                self._sent_at[person.say("all is well")] = time.monotonic()
                await asyncio.sleep(PAUSE_SECONDS)

    def _received(self, seen):
        if sent_at := self._sent_at.get(seen.draft):
            self._latencies.append(time.monotonic() - sent_at)
