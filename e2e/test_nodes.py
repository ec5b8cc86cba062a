"""People on different nodes, which are killed or upgraded, as is the database: the talk goes on, with everything in it once."""

import re

import pytest
from playwright.sync_api import expect

from e2e.support.people import BACK_MS
from tests.support.proxy import ring_of_proxies

NAMES = ("Ann", "Bob", "Cleo")
WHEN = ("before", "while Ann has no node", "without a database")


@pytest.fixture
def tabs(cluster, person, room):
    """A tab of each person, on a node of their own, or on the next one while that is not there."""
    with ring_of_proxies(cluster) as entries:
        tabs = [
            person(name, via=entry, has_fast_timers=True).opens(room)
            for name, entry in zip(NAMES, entries, strict=True)
        ]
        for tab in tabs:
            tab.sees_people(*NAMES)
        yield tabs


def everybody_says(tabs, when):
    for name, tab in zip(NAMES, tabs, strict=True):
        tab.says(f"{name} {when}")


def test_people_on_three_nodes_lose_and_repeat_nothing_when_a_node_and_the_database_are_killed(cluster, tabs, postgres):
    for tab in tabs:
        tab.watches_people()
    everybody_says(tabs, WHEN[0])
    cluster[0].kill()
    everybody_says(tabs, WHEN[1])
    for tab in tabs:
        tab.has_seen(6)
    postgres.stop("immediate")
    everybody_says(tabs, WHEN[2])
    postgres.start()
    seen, *others = [tab.has_seen(9) for tab in tabs]
    assert [message.seq for message in seen] == list(range(1, 10))
    assert others == [seen] * 2
    for name, tab in zip(NAMES, tabs, strict=True):
        assert [text for _, author, text in seen if author == name] == [f"{name} {when}" for when in WHEN]
        assert tab.people_watched() == ["Ann, Bob, Cleo: 3"]


@pytest.mark.thorough
def test_while_nodes_are_upgraded_old_and_new_ones_serve_one_conversation(cluster, tabs):
    ann, bob, cleo = tabs
    everybody_says(tabs, "before")
    cluster[0].restart(TITLE="Another Hubbub")  # makes another version of the page
    everybody_says(tabs, "beside a new node")
    ann.reloads()
    expect(ann.page).to_have_title(re.compile("Another Hubbub"))
    everybody_says(tabs, "beside old nodes")
    for node in cluster[1:]:
        node.restart(TITLE="Another Hubbub")
    everybody_says(tabs, "after")
    for tab in (bob, cleo):
        expect(tab.banner).to_contain_text("A new version is available.", timeout=BACK_MS)
        tab.banner.get_by_role("button", name="Reload").click()
        expect(tab.page).to_have_title(re.compile("Another Hubbub"))
    seen, *others = [tab.has_seen(12) for tab in tabs]
    assert [message.seq for message in seen] == list(range(1, 13))
    assert others == [seen] * 2
    for tab in tabs:
        tab.has_connection("live")
        expect(tab.banner).to_be_hidden()
