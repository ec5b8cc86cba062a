"""The rules about edits, deletions, reactions and replies: each refuses with its code, and lets everything else pass."""

import pytest

from service.log.rules import EMOJI_LIMIT, StoredMessage, rejection
from tests.support.logs import ANA, BO, deletion, draft, edit, reaction

HOUR_MS = 3_600_000
MANY = [f"emoji {number}" for number in range(EMOJI_LIMIT)]


def stored(person=ANA, is_deleted=False, emoji=()):
    return StoredMessage(person.id, 0, is_deleted, emoji)


@pytest.mark.parametrize(
    ("code", "appended", "message", "hours"),
    [
        ("no_such_message", draft("d", reply=1), None, 24),
        ("no_such_message", edit("d", 1, "x"), None, 24),
        ("no_such_message", deletion("d", 1), stored(is_deleted=True), 24),
        ("no_such_message", edit("d", 1, "x"), stored(BO, is_deleted=True), 24),
        ("no_such_message", reaction("d", 1, on=False), stored(is_deleted=True), 24),
        ("not_yours", edit("d", 1, "x"), stored(BO), 0),
        ("not_yours", deletion("d", 1), stored(BO), 24),
        ("too_late", edit("d", 1, "x"), stored(), 1),
        ("too_late", deletion("d", 1), stored(), 0),
        ("too_many", reaction("d", 1, "one more"), stored(BO, emoji=MANY), 24),
        (None, draft("d", reply=1), stored(BO, is_deleted=True), 0),
        (None, edit("d", 1, "x"), stored(), 1.0001),
        (None, deletion("d", 1), stored(), None),
        (None, reaction("d", 1, MANY[0]), stored(BO, emoji=MANY), 0),
        (None, reaction("d", 1, "one more", on=False), stored(BO, emoji=MANY), 0),
        (None, reaction("d", 1, "one more"), stored(BO, emoji=MANY[1:]), 0),
    ],
)
def test_a_draft_is_rejected_with_the_code_of_the_first_rule_that_it_breaks(code, appended, message, hours):
    fault = rejection(appended, message, HOUR_MS, hours)
    assert (fault and fault.code) == code
    assert fault is None or str(fault).endswith(".")
