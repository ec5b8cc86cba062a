"""The harness of the fault tests: it accepts a case without a fault, and finds every breach of a promise."""

import asyncio
import random
import socket

import pytest

from tests.faults.support.ledger import Ledger
from tests.faults.support.simulated_people import Crowd, Person


def test_a_case_without_a_fault_holds(case):
    person, other = case.join(2)
    case.crowd.call(person.say, "Hi")
    case.crowd.until(lambda: other.last >= 1 and person.is_settled, "both received it")
    case.crowd.call(person.drop)
    case.crowd.until(lambda: person.drops == 1 and person.is_settled, "reconnected")


def test_a_person_who_is_still_connecting_when_a_case_ends_leaves_no_socket_open():
    """The garbage collector would find it later, and fail whatever test runs then."""
    with socket.socket() as listener, socket.socket() as first:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        first.connect(listener.getsockname())  # now the queue is full
        with Crowd(Ledger(), "room", random.Random(1)) as crowd:
            person = Person(crowd, listener.getsockname()[1], 1)
            connecting = crowd.start(person.connect())
            crowd.do(turns_of_the_loop())
            assert not connecting.done()
        assert connecting.cancelled()


async def turns_of_the_loop():
    for _ in range(10):
        await asyncio.sleep(0)


HISTORY = [{"seq": 1, "draft": "a", "text": "one"}, {"seq": 2, "draft": "b", "text": "two"}]


@pytest.fixture
def ledger():
    ledger = Ledger({"a": "one", "b": "two", "c": "never settled"})
    ledger.settle("a", 1)
    ledger.see(b'{"type":"message","seq":1,"draft":"a","text":"one"}')
    return ledger


def test_the_ledger_accepts_a_history_that_keeps_the_promises(ledger):
    ledger.check(HISTORY)


@pytest.mark.parametrize(
    ("history", "breach"),
    [
        (HISTORY[1:], "without holes"),
        (HISTORY[::-1], "without holes"),
        ([HISTORY[1] | {"seq": 1}], "settled as 1"),
        ([HISTORY[0], HISTORY[0] | {"seq": 2}], "twice"),
        ([*HISTORY, {"seq": 3, "draft": "z", "text": "unknown"}], "nobody said"),
        ([HISTORY[0], HISTORY[1] | {"text": "other"}], "was said"),
        ([HISTORY[0] | {"text": "other"}, HISTORY[1]], "somebody saw"),
    ],
)
def test_the_ledger_finds_a_history_that_breaks_a_promise(ledger, history, breach):
    with pytest.raises(AssertionError, match=breach):
        ledger.check(history)


def test_the_ledger_finds_different_bytes_for_two_people(ledger):
    ledger.see(b'{"type":"message","seq":1,"draft":"a","text":"one" }')
    with pytest.raises(AssertionError, match="for another"):
        ledger.check(HISTORY)


def test_a_person_who_misses_a_message_is_found(case):
    person = case.join()[0]
    person.last += 1
    case.crowd.until(lambda: case.ledger.breaches, "the hole is seen")
    assert "received" in case.ledger.breaches.pop(0)
    person.reconnects = False
    case.crowd.call(person.leave)
    case.ledger.breaches.clear()
