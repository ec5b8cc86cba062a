"""The control pair: Ana and Bo talk all the time in the room of a case, and must not notice what is done to others."""

import asyncio
import time

PAUSE_SECONDS = 0.02
PATIENCE_SECONDS = 15
HELD_UP_SECONDS = 3
"""No question of speed any more: twenty times what the slowest of the quick cases took when it was measured."""

CONTROL_TEXT = "all is well"


class ControlPair:
    def __init__(self, crowd, port):
        self._crowd = crowd
        self.ana, self.bo = crowd.join(port, 2, is_patient=False)
        self._said_at = {}
        self._took = []
        for person in (self.ana, self.bo):
            person.on_message = self._heard
        self._talking = crowd.start(self._talk())

    def stop(self, standstill_seconds=0):
        """They have heard each other to the end, without a hole and without a standstill, and nobody sent them away."""
        self._talking.cancel()
        self._crowd.until(
            lambda: not (self.ana.unsettled or self.bo.unsettled) and self.ana.last == self.bo.last,
            "the control pair heard each other to the end",
            PATIENCE_SECONDS,
        )
        for name, person in (("Ana", self.ana), ("Bo", self.bo)):
            assert not person.losses, f"{name} of the control pair lost the line: {person.close_codes}"
            assert not person.refused, f"{name} of the control pair was refused: {person.refused[0]}"
        assert self._took, "the control pair never spoke"
        longest = max(self._took)
        assert longest < HELD_UP_SECONDS + standstill_seconds, f"the control pair was held up for {longest:.1f} s"

    @property
    def heard(self):
        """How often a word was heard by one of them so far."""
        return len(self._took)

    def p99_ms(self, begin=0):
        """The time from one's word to both having heard it, for the slowest but one in a hundred, from `begin` on."""
        ordered = sorted(self._took[begin:])
        return round(ordered[(len(ordered) - 1) * 99 // 100] * 1000)

    async def _talk(self):
        while True:
            for person in (self.ana, self.bo):
                self._said_at[person.say(CONTROL_TEXT)] = time.monotonic()
                await asyncio.sleep(PAUSE_SECONDS)

    def _heard(self, seen):
        if said_at := self._said_at.get(seen.draft):
            self._took.append(time.monotonic() - said_at)
