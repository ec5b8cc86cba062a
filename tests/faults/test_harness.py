"""The harness itself: a case in which nothing is done holds, and every breach of a promise is found."""

import asyncio
import random
import socket

import pytest

from tests.faults.support.ledger import Ledger
from tests.faults.support.simulated_people import Crowd, Person


def test_a_case_in_which_nothing_is_done_holds(case):
    person, other = case.join(2)
    case.crowd.call(person.say, "Hi")
    case.crowd.until(lambda: other.last >= 1 and person.is_settled, "both heard it")
    case.crowd.call(person.drop)
    case.crowd.until(lambda: person.losses == 1 and person.is_settled, "back again")


def test_who_is_still_coming_when_a_case_ends_leaves_no_socket_open():
    """One that was left would be found by the collector, and complained of in whatever test runs then."""
    with socket.socket() as door, socket.socket() as first:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        first.connect(door.getsockname())  # and nobody else gets in
        with Crowd(Ledger(), "room", random.Random(1)) as crowd:
            person = Person(crowd, door.getsockname()[1], 1)
            coming = crowd.start(person.come())
            crowd.do(turns_of_the_loop())
            assert not coming.done()
        assert coming.cancelled()


async def turns_of_the_loop():
    for _ in range(10):
        await asyncio.sleep(0)


HISTORY = [{"seq": 1, "draft": "a", "text": "one"}, {"seq": 2, "draft": "b", "text": "two"}]


def kept_ledger():
    ledger = Ledger({"a": "one", "b": "two", "c": "never settled"})
    ledger.settle("a", 1)
    ledger.see(b'{"type":"message","seq":1,"draft":"a","text":"one"}')
    return ledger


def test_a_history_that_keeps_the_promises_is_found_to():
    kept_ledger().check(HISTORY)


@pytest.mark.parametrize(
    ("history", "breach"),
    [
        (HISTORY[1:], "without holes"),
        (HISTORY[::-1], "without holes"),
        ([HISTORY[1] | {"seq": 1}], "settled as 1"),
        ([HISTORY[0], HISTORY[0] | {"seq": 2}], "twice"),
        ([*HISTORY, {"seq": 3, "draft": "z", "text": "who?"}], "nobody said"),
        ([HISTORY[0], HISTORY[1] | {"text": "other"}], "was said"),
        ([HISTORY[0] | {"text": "other"}, HISTORY[1]], "somebody saw"),
    ],
)
def test_a_history_that_breaks_one_is_found_to(history, breach):
    with pytest.raises(AssertionError, match=breach):
        kept_ledger().check(history)


def test_two_who_hear_different_bytes_are_found():
    ledger = kept_ledger()
    ledger.see(b'{"type":"message","seq":1,"draft":"a","text":"one" }')
    with pytest.raises(AssertionError, match="for another"):
        ledger.check(HISTORY)


def test_somebody_who_misses_a_message_is_found(case):
    person = case.join()[0]
    person.last += 1
    case.crowd.until(lambda: case.ledger.breaches, "the hole is seen")
    assert "heard" in case.ledger.breaches.pop(0)
    person.is_patient = False
    case.crowd.call(person.leave)
    case.ledger.breaches.clear()
