"""Killed in the middle of 200 messages a second, twenty times: nothing anyone saw is lost, and nothing comes twice."""

import random
import time

from tests.wire import Tab, ask, say

ROUNDS = 20
MESSAGES_A_SECOND = 200


class Ledger:
    """What was said, what was seen, and where a tab goes on."""

    def __init__(self):
        self.seen = []
        self.unsettled = {}
        self.said = 0

    def next_draft(self):
        self.said += 1
        draft, text = f"draft-{self.said}", f"text {self.said}"
        self.unsettled[draft] = text
        return say(draft, text)

    def hear(self, message):
        assert message["seq"] == len(self.seen) + 1
        self.unsettled.pop(message["draft"])
        self.seen.append(message)


def test_a_kill_loses_nothing_that_anyone_saw_and_repeats_nothing(start):
    server, ledger = start(RATE=0), Ledger()
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        talk_and_kill(server, ledger, chance.randint(20, 80))
        server.start()
    come_back_and_settle(server, ledger)
    history = whole_history(server)
    assert history == ledger.seen, f"seed {seed}"
    assert [message["draft"] for message in history] == list(dict.fromkeys(message["draft"] for message in history))
    assert {message["draft"] for message in history} == {f"draft-{number}" for number in range(1, ledger.said + 1)}


def talk_and_kill(server, ledger, count):
    """One tab sends again what did not settle, then goes on at its pace until so many came back, and then: kill."""
    with Tab(server.port, f"?after={len(ledger.seen)}") as tab:
        assert tab.welcome["after"] == len(ledger.seen)
        tab.write(b"".join(say(draft, text) for draft, text in ledger.unsettled.items()))
        wanted = len(ledger.seen) + count
        due = time.monotonic()
        while len(ledger.seen) < wanted:
            tab.write(ledger.next_draft())
            due += 1 / MESSAGES_A_SECOND
            hear_until(tab, ledger, due)
        tab.write(b"".join(ledger.next_draft() for _ in range(10)))
        server.kill()
        hear_until(tab, ledger, None)


def hear_until(tab, ledger, due):
    """Hears what comes until it is time for the next message, or until the line ends."""
    for message in tab.messages_until(due):
        ledger.hear(message)


def come_back_and_settle(server, ledger):
    with Tab(server.port, f"?after={len(ledger.seen)}") as tab:
        tab.write(b"".join(say(draft, text) for draft, text in ledger.unsettled.items()))
        while ledger.unsettled:
            ledger.hear(tab.hear("message"))


def whole_history(server):
    messages: list[dict] = []
    while True:
        page = ask(server.port, f"/api/rooms/lobby/messages?after={len(messages)}&limit=500").json["messages"]
        if not page:
            return messages
        messages += [{"type": "message"} | message for message in page]
