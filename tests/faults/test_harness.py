"""The harness of the fault tests: it accepts a case without a fault, and finds every breach of a promise."""

import pytest

from tests.faults.support.ledger import Ledger

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
