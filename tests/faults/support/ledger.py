"""The ledger of a case: every draft sent, every draft settled, and every message as each person received it.

Simulated people write into it while a case runs; breaches that show at once are noted at once.
"""

import json
from dataclasses import dataclass, field

SHOWN = 20
"""Most breaches that an error lists; the first one usually explains the others."""


@dataclass(frozen=True)
class Seen:
    """One message as a person received it."""

    seq: int
    draft: str
    frame: dict


@dataclass
class Ledger:
    """The ledger of one room in one epoch."""

    said: dict[str, str | None] = field(default_factory=dict)
    """Every draft that was sent, and its text; None if the service may change the text."""
    settled: dict[str, int] = field(default_factory=dict)
    """Drafts that their author received as a message, with its number."""
    breaches: list[str] = field(default_factory=list)
    _seen: dict[bytes, Seen] = field(default_factory=dict)
    _spelled: dict[int, bytes] = field(default_factory=dict)

    def invoke(self, draft, text=None):
        self.said[draft] = text
        return draft

    def settle(self, draft, seq):
        if self.settled.setdefault(draft, seq) != seq:
            self.breach(f"{draft} was settled as {self.settled[draft]} and as {seq}")

    def see(self, payload):
        """Enters a message that somebody received. Everybody has to receive the same bytes for a number."""
        seen = self._seen.get(payload)
        if seen is None:
            frame = json.loads(payload)
            seen = self._seen[payload] = Seen(frame["seq"], frame["draft"], frame)
            if self._spelled.setdefault(seen.seq, payload) != payload:
                self.breach(f"{seen.seq} is {self._spelled[seen.seq]!r} for one and {payload!r} for another")
        return seen

    def breach(self, sentence):
        self.breaches.append(sentence)

    def check(self, history, dropped=0):
        """Compares the room's history, read at the end of the case, with the ledger. Raises AssertionError.

        Messages up to `dropped` are no longer kept.
        """
        self._check_numbers(history, dropped)
        self._check_drafts(history)
        by_draft = {message["draft"]: message["seq"] for message in history}
        for draft, seq in self.settled.items():
            if seq > dropped and by_draft.get(draft) != seq:
                self.breach(f"{draft} was settled as {seq}, and stands in the history as {by_draft.get(draft)}")
        by_seq = {message["seq"]: message for message in history}
        for seen in self._seen.values():
            if seen.seq > dropped and {"type": "message"} | by_seq.get(seen.seq, {}) != seen.frame:
                self.breach(f"somebody saw {seen.frame}, and the history has {by_seq.get(seen.seq)}")
        assert not self.breaches, "\n".join(self.breaches[:SHOWN])

    def _check_numbers(self, history, dropped):
        numbers = [message["seq"] for message in history]
        if numbers != list(range(dropped + 1, dropped + len(numbers) + 1)):
            self.breach(f"the history is not numbered without holes: {numbers[:SHOWN]} …")

    def _check_drafts(self, history):
        drafts = set()
        for message in history:
            draft, text = message["draft"], message["text"]
            if draft in drafts:
                self.breach(f"{draft} stands in the history twice")
            drafts.add(draft)
            if draft not in self.said:
                self.breach(f"nobody said {message}")
            elif self.said[draft] not in (None, text):
                self.breach(f"{self.said[draft]!r} was said, and the history has {text!r}")
