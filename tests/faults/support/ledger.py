"""The ledger of a case: every draft sent, every draft settled or rejected, and every entry as each person received it.

Simulated people write into it while a case runs; breaches that show at once are noted at once.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from itertools import chain

SHOWN = 20
"""Most breaches that an error lists; the first one usually explains the others."""

RECENT = 20
"""Number of the latest messages to which people react: few, so that changes of one message meet."""

REMOVED = {"text", "deleted"}
"""The fields that may differ when an entry is sent again: after an edit or a deletion it has the latest text, or none."""


@dataclass(frozen=True)
class Seen:
    """One entry as a person received it."""

    seq: int
    draft: str
    frame: dict


@dataclass
class Ledger:
    """The ledger of one room in one epoch."""

    said: dict[str, str | None] = field(default_factory=dict)
    """Every draft that was sent, and its text; None if it has none, or if the service may change the text."""
    settled: dict[str, int] = field(default_factory=dict)
    """The drafts whose entries their authors received, with the numbers."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Drafts that were refused as `no_such_message`, with the number of the message that they are about."""
    breaches: list[str] = field(default_factory=list)
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=RECENT))
    """Numbers of the messages that somebody received last."""
    _seen: dict[bytes, Seen] = field(default_factory=dict)
    _spelled: dict[int, list[Seen]] = field(default_factory=dict)

    def invoke(self, draft, text=None):
        self.said[draft] = text
        return draft

    def settle(self, draft, seq):
        if self.settled.setdefault(draft, seq) != seq:
            self.breach(f"{draft} was settled as {self.settled[draft]} and as {seq}")

    def see(self, payload):
        """Enters an entry that somebody received."""
        seen = self._seen.get(payload)
        if seen is None:
            frame = json.loads(payload)
            seen = self._seen[payload] = Seen(frame["seq"], frame["draft"], frame)
            if seen.seq not in self._spelled and frame["type"] == "message":
                self.recent.append(seen.seq)
            self._spelled.setdefault(seen.seq, []).append(seen)
        return seen

    def breach(self, sentence):
        self.breaches.append(sentence)

    def check(self, history, dropped=0):
        """Compares the room's history, read at the end of the case, with the ledger. Raises AssertionError.

        Entries up to `dropped` are no longer kept.
        """
        messages = {message["seq"]: message for message in history}
        changes = {
            seq: spelled[0].frame
            for seq, spelled in sorted(self._spelled.items())
            if seq > dropped and spelled[0].frame["type"] != "message"
        }
        self._check_numbers([*messages], changes, dropped)
        self._check_spelling(changes, dropped)
        self._check_drafts([*history, *changes.values()], dropped)
        self._check_texts(history, changes)
        self._check_seen(messages, changes, dropped)
        self._check_rejected(messages, dropped)
        assert not self.breaches, "\n".join(self.breaches[:SHOWN])

    def _check_numbers(self, numbers, changes, dropped):
        every = sorted(chain(numbers, changes))
        if numbers != sorted(numbers) or every != list(range(dropped + 1, dropped + len(every) + 1)):
            self.breach(f"the history is not numbered without holes: {numbers[:SHOWN]} …")

    def _check_spelling(self, changes, dropped):
        """Everybody has to receive the same bytes for a number, except for texts that were removed meanwhile."""
        changed = {change["message"] for change in changes.values() if change["type"] != "reaction"}
        for seq, (first, *others) in self._spelled.items():
            about = first.frame.get("message", seq)
            for other in others:
                is_later_text = about in changed and fixed(first.frame) == fixed(other.frame)
                if about > dropped and not is_later_text:
                    self.breach(f"{seq} is {first.frame} for one and {other.frame} for another")

    def _check_drafts(self, entries, dropped):
        numbers: dict[str, int] = {}
        for entry in entries:
            draft, seq = entry["draft"], entry["seq"]
            if numbers.setdefault(draft, seq) != seq:
                self.breach(f"{draft} stands in the history twice")
            if draft not in self.said:
                self.breach(f"nobody said {entry}")
            if draft in self.rejected:
                self.breach(f"{draft} was refused, and is {entry}")
        for draft, seq in self.settled.items():
            if seq > dropped and numbers.get(draft) != seq:
                self.breach(f"{draft} was settled as {seq}, and stands in the history as {numbers.get(draft)}")

    def _check_texts(self, history, changes):
        """Checks that each message has the text of the edit with the highest seq, and none if it was deleted."""
        latest = {change["message"]: change["draft"] for change in changes.values() if change["type"] == "edit"}
        deleted = {change["message"] for change in changes.values() if change["type"] == "deletion"}
        for message in history:
            said = "" if message["seq"] in deleted else self.said.get(latest.get(message["seq"], message["draft"]))
            if said not in (None, message["text"]):
                self.breach(f"{said!r} was said, and the history has {message['text']!r}")

    def _check_seen(self, messages, changes, dropped):
        changed = {change["message"] for change in changes.values() if change["type"] != "reaction"}
        for seen in self._seen.values():
            if seen.frame["type"] == "message" and seen.seq > dropped:
                stored = {"type": "message"} | messages.get(seen.seq, {})
                stored.pop("reactions", None)
                stored.pop("edited", None)
                if stored != seen.frame and not (seen.seq in changed and fixed(stored) == fixed(seen.frame)):
                    self.breach(f"somebody saw {seen.frame}, and the history has {messages.get(seen.seq)}")

    def _check_rejected(self, messages, dropped):
        for draft, seq in self.rejected.items():
            if seq > dropped and not messages.get(seq, {}).get("deleted"):
                self.breach(f"{draft} was refused, and its message is {messages.get(seq)}")


def fixed(frame):
    return {name: value for name, value in frame.items() if name not in REMOVED}
