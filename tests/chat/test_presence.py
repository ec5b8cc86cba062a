"""Presence against a model: a view that applies every change shows who is in the room, whatever happens between two changes."""

import json
from collections import defaultdict
from typing import cast
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from service.chat import presence
from service.chat.presence import Presence
from service.protocol import People, Person

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
        self.elsewhere: dict[str, set[str]] = defaultdict(set)
        self.left_at: dict[str, float] = {}
        self.views: list[dict[str, str]] = [{}]
        """What each tab shows that came at another moment since the last change; the first one came before."""
        self.counts = [0]
        self.renamed: set[str] = set()
        """Who got another name since the last change."""
        self.place, self.read, self.stayed = 0, cast(list[str], []), cast(set[str], set())
        """Of the pages read so far: where the next one begins, who was on them, and who was in the room all the time."""

    def persons(self):
        return [Person(one, self.names[one]) for one in self.tabs]

    def note_name(self, person):
        if self.names.setdefault(person.id, person.name) != person.name:
            self.names[person.id] = person.name
            self.renamed.add(person.id)

    @rule(person=PERSONS)
    def enter(self, person):
        self.presence.enter(person)
        self.tabs[person.id] = self.tabs.get(person.id, 0) + 1
        self.note_name(person)
        self.left_at.pop(person.id, None)

    @rule(person=PERSONS)
    def rename(self, person):
        self.presence.rename(person)
        if person.id in self.tabs:
            self.note_name(person)

    @precondition(lambda self: any(self.tabs.values()))
    @rule(data=st.data())
    def leave(self, data):
        person_id = data.draw(st.sampled_from([one for one, tabs in self.tabs.items() if tabs]))
        self.presence.leave(person_id, self.now)
        self.tabs[person_id] -= 1
        if not self.tabs[person_id]:
            self.left_at[person_id] = self.now

    @rule(node=st.sampled_from("xy"), person=PERSONS)
    def enter_elsewhere(self, node, person):
        self.presence.enter_elsewhere(node, person)
        self.tabs.setdefault(person.id, 0)
        self.note_name(person)
        self.elsewhere[person.id].add(node)

    @precondition(lambda self: any(self.elsewhere.values()))
    @rule(data=st.data(), keep=st.booleans())
    def leave_elsewhere(self, data, keep):
        person_id = data.draw(st.sampled_from([one for one, nodes in self.elsewhere.items() if nodes]))
        node = data.draw(st.sampled_from(sorted(self.elsewhere[person_id])))
        self.presence.leave_elsewhere(node, person_id, self.now, keep=keep)
        self.elsewhere[person_id].discard(node)
        if keep and not self.tabs[person_id]:
            self.left_at[person_id] = self.now
        self.remove_if_gone(person_id)

    def remove_if_gone(self, person_id):
        if not (self.tabs[person_id] or person_id in self.left_at or self.elsewhere[person_id]):
            del self.tabs[person_id], self.names[person_id]
            self.stayed.discard(person_id)

    @rule()
    def welcome_a_tab(self):
        welcome = [Person(**fields) for fields in json.loads(bytes(self.presence.encoded()))]
        assert welcome == self.presence.listed()
        self.views.append({one.id: one.name for one in welcome})
        self.counts.append(self.presence.count)

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
        for person_id in [one for one, left_at in self.left_at.items() if left_at + GRACE_SECONDS <= self.now]:
            del self.left_at[person_id]
            self.remove_if_gone(person_id)
        view, count = {one.id: one.name for one in self.persons()[:LISTED]}, len(self.tabs)
        renamed = self.renamed - view.keys() & self.names.keys()
        changes = self.presence.changes(self.now)
        if changes is None:
            assert (self.views, self.counts, renamed) == ([view] * len(self.views), [count] * len(self.views), set())
        else:
            joined, reported = {one.id for one in changes.joined}, {one.id for one in changes.renamed}
            for shown in self.views:
                received = {one: name for one, name in shown.items() if one not in changes.left}
                received |= {one.id: one.name for one in changes.joined + changes.renamed}
                assert view.items() <= received.items() <= self.names.items()
            assert changes.count == count
            assert joined == {one for one in view if any(one not in shown for shown in self.views)}
            assert set(changes.left) == {one for shown in self.views for one in shown if one not in view}
            assert reported == renamed | {
                one for one in view.keys() - joined if any(s[one] != view[one] for s in self.views)
            }
            assert joined or changes.left or reported or set(self.counts) != {count}
        self.views, self.counts, self.renamed = [view], [count], set()
        assert self.presence.changes(self.now) is None

    @invariant()
    def lists_the_first_who_joined_and_counts_everybody(self):
        assert self.presence.listed() == self.persons()[:LISTED]
        assert self.presence.count == len(self.tabs)


def test_a_view_that_applies_every_change_shows_who_is_in_the_room(fuzz):
    """A new name of a person beyond the list is reported too, because their other tabs follow it."""
    with patch.object(presence, "LISTED", LISTED):
        run_state_machine_as_test(fuzz(60, 2_000)(PresenceMachine))


def test_who_left_or_came_between_two_frames_is_right_also_for_a_tab_that_came_meanwhile():
    ana, bo, cleo = (Person(one, one) for one in "abc")
    one = Presence(GRACE_SECONDS)
    one.enter_elsewhere("x", ana)
    one.changes(0)
    one.leave_elsewhere("x", "a", 0, keep=False)
    one.enter_elsewhere("x", bo)
    assert json.loads(bytes(one.encoded())) == [{"id": "b", "name": "b"}]
    one.leave_elsewhere("x", "b", 0, keep=False)
    one.enter(ana)
    assert one.changes(0) == People([ana], ["b"], [], 1)
    for node in "xy":
        one.enter_elsewhere(node, cleo)
    for node, keep in (("x", True), ("y", False)):
        one.leave_elsewhere(node, "c", 0, keep=keep)
    assert (one.changes(1), one.changes(9)) == (People([cleo], [], [], 2), People([], ["c"], [], 1))
