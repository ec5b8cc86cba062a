"""A server that is killed, restarted or restored: the conversation goes on, with everything in it once and in order."""

import pytest
from playwright.sync_api import expect

from e2e.support.people import Seen, Tab


def all_see_the_same(tabs: list[Tab], count: int) -> list[Seen]:
    first, *others = [tab.has_seen(count) for tab in tabs]
    assert [message.seq for message in first] == list(range(1, count + 1))
    assert all(other == first for other in others)
    return first


def test_a_killed_server_loses_repeats_and_renumbers_nothing(person, room, own_server):
    tabs = {name: person(name).opens(room) for name in ("Ann", "Bob", "Cleo")}
    for name, tab in tabs.items():
        tab.says(f"{name} before")
    before = tabs["Bob"].has_seen(3)
    for number in range(3):
        for name, tab in tabs.items():
            tab.says(f"{name} {number}")
    own_server.kill()
    for name, tab in tabs.items():
        tab.says(f"{name} 3")
        tab.has_connection("waiting")
        tab.says(f"{name} 4")
    own_server.start()
    for tab in tabs.values():
        tab.comes_online()
        tab.has_connection("live")
    seen = all_see_the_same([*tabs.values()], 18)
    assert seen[:3] == before
    for name in tabs:
        said = [text for _, author, text in seen if author == name]
        assert said == [f"{name} before", *(f"{name} {number}" for number in range(5))]
    tabs["Ann"].says("Here again")
    all_see_the_same([*tabs.values(), person("Dan").opens(room)], 19)


def test_a_restart_is_announced_and_everybody_comes_back_without_joining(person, room, own_server):
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.sees_people("Ann", "Bob")
    ann.says("See you in a moment")
    bob.sees("See you in a moment")
    own_server.stop()
    for tab in (ann, bob):
        tab.has_connection("waiting")
        expect(tab.status("Reconnecting")).to_be_visible()
    ann.says("Nobody hears this yet")
    own_server.start()
    for tab in (ann, bob):
        tab.comes_online()
        tab.has_connection("live")
        tab.sees_people("Ann", "Bob")
    assert all_see_the_same([ann, bob], 2)[1].text == "Nobody hears this yet"
    for tab, notices in ((ann, ["Bob joined"]), (bob, [])):  # as before the restart
        expect(tab.page.locator(".changes")).to_have_text(notices)


@pytest.mark.thorough
def test_an_older_log_that_is_restored_is_what_everybody_sees_and_goes_on_from(person, room, own_server):
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("one", "two", "three")
    before = bob.has_seen(3)
    own_server.stop()
    backup = own_server.database.read_bytes()
    own_server.start()
    for tab in (ann, bob):
        tab.comes_online()
        tab.has_connection("live")
    bob.says("lost", "lost as well")
    ann.has_seen(5)
    own_server.kill()
    for tab in (ann, bob):
        tab.has_connection("waiting")
    ann.says("not yet sent")
    for journal in own_server.database.parent.glob("hubbub.db-*"):
        journal.unlink()
    own_server.database.write_bytes(backup)
    own_server.start()
    for tab in (ann, bob):
        tab.comes_online()
    seen = all_see_the_same([ann, bob], 4)
    assert seen[:3] == before
    assert seen[3].text == "not yet sent"


def test_a_tab_closed_during_an_outage_sends_its_messages_when_opened_again(person, room, own_server):
    ann, bob = person("Ann"), person("Bob").opens(room)
    tab = ann.opens(room)
    own_server.kill()
    tab.has_connection("waiting")
    tab.says("written while it was down", "and this")
    expect(tab.unsettled).to_have_count(2)
    tab.closes()
    own_server.start()
    tab = ann.opens(room)
    assert [text for _, _, text in tab.has_seen(2)] == ["written while it was down", "and this"]
    bob.comes_online()
    assert bob.has_seen(2) == tab.has_seen(2)
