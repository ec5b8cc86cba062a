"""Presence against a model: a view that applies every change shows who is in the room, whatever happens between two changes."""

import json
from typing import cast
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from service.chat import presence
from service.chat.presence import Presence
from service.protocol import Person

GRACE_SECONDS = 5.0
LISTED = 2
PERSONS = st.builds(Person, st.sampled_from("abcd"), st.sampled_from(["Ana", "Bo"]))
"""Several persons may have one name, and a person may come back under another."""


class PresenceMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.presence, self.now = Presence(GRACE_SECONDS), 0.0
        self.tabs: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.left_at: dict[str, float] = {}
        self.view: dict[str, str] = {}
        self.names_before: dict[str, str] = {}
        """The names of everybody in the room, listed or not, at the last change."""
        self.place, self.read, self.stayed = 0, cast(list[str], []), cast(set[str], set())
        """Of the pages read so far: where the next one begins, who was on them, and who was in the room all the time."""

    def persons(self):
        return [Person(one, self.names[one]) for one in self.tabs]

    @rule(person=PERSONS)
    def enter(self, person):
        self.presence.enter(person)
        self.tabs[person.id] = self.tabs.get(person.id, 0) + 1
        self.names[person.id] = person.name

    @rule(person=PERSONS)
    def rename(self, person):
        self.presence.rename(person)
        if person.id in self.tabs:
            self.names[person.id] = person.name

    @precondition(lambda self: any(self.tabs.values()))
    @rule(data=st.data())
    def leave(self, data):
        person_id = data.draw(st.sampled_from([one for one, tabs in self.tabs.items() if tabs]))
        self.presence.leave(person_id, self.now)
        self.tabs[person_id] -= 1
        self.left_at[person_id] = self.now

    @rule(limit=st.integers(1, 3))
    def read_a_page(self, limit):
        people, following = self.presence.page(self.place, limit)
        assert [one.name for one in people] == [self.names[one.id] for one in people]
        self.read += [one.id for one in people]
        self.place = following or 0
        if following is None:
            assert sorted(one for one in self.read if one in self.stayed) == sorted(self.stayed)
            self.read, self.stayed = [], set(self.tabs)
        else:
            assert len(people) == limit

    @rule(seconds=st.sampled_from([0.0, 0.1, 4.9, 5.0]))
    def report_changes(self, seconds):
        self.now += seconds
        for person_id, tabs in list(self.tabs.items()):
            if not tabs and self.left_at[person_id] + GRACE_SECONDS <= self.now:
                del self.tabs[person_id], self.names[person_id]
                self.stayed.discard(person_id)
        is_same_count = len(self.tabs) == len(self.names_before)
        view, self.view = self.view, {one.id: one.name for one in self.persons()[:LISTED]}
        others = self.names.items() - self.view.items() - self.names_before.items()
        renamed = {one: name for one, name in others if one in self.names_before}
        changes = self.presence.changes(self.now)
        if changes is None:
            assert (self.view, is_same_count, renamed) == (view, True, {})
        else:
            assert all(one not in self.view for one in changes.left)
            received = {one: name for one, name in view.items() if one not in changes.left}
            received |= {one.id: one.name for one in changes.joined + changes.renamed}
            assert self.view.items() <= received.items() <= self.names.items()
            assert changes.count == len(self.tabs)
            assert {one.id for one in changes.joined} == self.view.keys() - view.keys()
            reported = {one.id for one in changes.renamed}
            assert reported & view.keys() == {one for one in self.view.keys() & view if self.view[one] != view[one]}
            assert renamed.keys() <= reported <= self.names.keys() - {one.id for one in changes.joined}
            assert changes.joined or changes.left or changes.renamed or not is_same_count
        self.names_before = dict(self.names)
        assert self.presence.changes(self.now) is None

    @invariant()
    def lists_the_first_who_joined_and_counts_everybody(self):
        assert self.presence.listed() == self.persons()[:LISTED]
        encoded = json.loads(bytes(self.presence.encoded()))
        assert [Person(**fields) for fields in encoded] == self.presence.listed()
        assert self.presence.count == len(self.tabs)


def test_a_view_that_applies_every_change_shows_who_is_in_the_room(fuzz):
    """A new name of a person beyond the list is reported too, because their other tabs follow it."""
    with patch.object(presence, "LISTED", LISTED):
        run_state_machine_as_test(fuzz(40, 2_000)(PresenceMachine))
