"""The harness of the tests: it accepts a case without a fault, finds every breach of a promise, and finds a PostgreSQL."""

import json

import pytest

from tests.faults.support.changed_messages import Screen
from tests.faults.support.ledger import Ledger
from tests.support import postgres

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


EDIT = {"type": "edit", "seq": 3, "draft": "e", "message": 1, "text": "three", "at": "now"}
DELETION = {"type": "deletion", "seq": 4, "draft": "f", "message": 2}
REACTION = {"type": "reaction", "seq": 5, "draft": "g", "message": 1, "emoji": "👍", "on": True, "from": {"id": "bo"}}
CHANGED = [
    HISTORY[0] | {"text": "three", "edited": "now", "reactions": [{"emoji": "👍", "count": 1, "from": ["bo"]}]},
    HISTORY[1] | {"text": "", "deleted": True},
]


def check_changes(ledger, history, changes=(EDIT, DELETION, REACTION), rejected=2):
    ledger.said |= {"e": "three", "f": None, "g": None, "r": None}
    ledger.rejected["r"] = rejected
    screen = Screen()
    for change in changes:
        screen.apply(change)
        ledger.see(json.dumps(change).encode())
    assert not (wrong := screen.differences(history, dropped=0)), f"another form of {wrong}"
    ledger.check(history)


def test_the_ledger_and_the_screens_accept_messages_as_their_changes_make_them(ledger):
    check_changes(ledger, CHANGED)


@pytest.mark.parametrize(
    ("wrong", "breach"),
    [
        ({"history": [CHANGED[0] | {"text": "one"}, CHANGED[1]]}, r"another form of \[1\]"),
        ({"history": [CHANGED[0] | {"reactions": []}, CHANGED[1]]}, r"another form of \[1\]"),
        ({"history": [CHANGED[0], HISTORY[1]]}, r"another form of \[2\]"),
        ({"history": CHANGED, "changes": [EDIT, DELETION | {"seq": 5}, REACTION | {"seq": 6}]}, "without holes"),
        ({"history": CHANGED, "changes": [EDIT | {"draft": "a"}, DELETION, REACTION]}, "twice"),
        ({"history": CHANGED, "changes": [EDIT | {"draft": "r"}, DELETION, REACTION]}, "was refused, and is"),
        ({"history": CHANGED, "rejected": 1}, "was refused, and its message"),
    ],
)
def test_the_ledger_and_the_screens_find_a_wrong_change(ledger, wrong, breach):
    with pytest.raises(AssertionError, match=breach):
        check_changes(ledger, **wrong)


def test_a_person_who_misses_a_message_is_found(case):
    person = case.join()[0]
    person.last += 1
    case.crowd.until(lambda: case.ledger.breaches, "the hole is seen")
    assert "received" in case.ledger.breaches.pop(0)
    person.reconnects = False
    case.crowd.call(person.leave)
    case.ledger.breaches.clear()


SOURCES = {
    "programs": "PostgresServer",
    "installed_programs": "PostgresServer",
    "has_container_engine": "PostgresContainer",
}


@pytest.mark.parametrize(("missing", "ci", "started"), [
    (0, "true", ("PostgresServer", "programs")), (1, "true", ("PostgresServer", "installed_programs")),
    (2, "true", ("PostgresContainer",)), (3, "true", pytest.fail.Exception), (3, "", pytest.skip.Exception),
])  # fmt: skip
def test_the_tests_use_a_postgres_of_the_machine_or_of_a_package_or_of_a_container(monkeypatch, missing, ci, started):
    """If there is none of these, the tests are skipped; where CI is true, they fail."""
    monkeypatch.setenv("CI", ci)
    for number, (source, kind) in enumerate(SOURCES.items()):
        monkeypatch.setattr(postgres, source, lambda found=source if number >= missing else None: found)
        monkeypatch.setattr(postgres, kind, lambda *programs, kind=kind: (kind, *programs))
    if isinstance(started, tuple):
        found: object = postgres.start_postgres()
        assert found == started
    else:
        with pytest.raises(started, match="no PostgreSQL"):
            postgres.start_postgres()


@pytest.mark.thorough
@pytest.mark.parametrize("source", SOURCES)
def test_a_postgres_of_each_source_keeps_what_it_stored_when_it_is_killed(source):
    if not (found := getattr(postgres, source)()):
        pytest.skip(postgres.NO_POSTGRES)
    server = getattr(postgres, SOURCES[source])(*([found] if found is not True else []))
    try:
        url = server.new_database()
        server.execute("CREATE TABLE kept AS SELECT 1 AS one", url)
        server.stop("immediate")
        with pytest.raises(ConnectionRefusedError):
            server.execute("TABLE kept", url)
        server.start()
        server.execute("TABLE kept", url)
    finally:
        server.remove()
