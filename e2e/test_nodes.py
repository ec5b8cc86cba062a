"""People on different nodes, one of which is killed, as is the database: the conversation goes on, with everything in it once."""

import pytest

from tests.support.proxy import ring_of_proxies

WHEN = ("before", "while Ann has no node", "without a database")


@pytest.fixture
def entries(cluster):
    with ring_of_proxies(cluster) as entries:
        yield entries


def test_people_on_three_nodes_lose_and_repeat_nothing_when_a_node_and_the_database_are_killed(
    person, room, cluster, entries, postgres
):
    names = ("Ann", "Bob", "Cleo")
    tabs = [
        person(name, via=entry, has_fast_timers=True).opens(room) for name, entry in zip(names, entries, strict=True)
    ]

    def everybody_says(when):
        for name, tab in zip(names, tabs, strict=True):
            tab.says(f"{name} {when}")

    for tab in tabs:
        tab.sees_people(*names)
        tab.watches_people()
    everybody_says(WHEN[0])
    cluster[0].kill()
    everybody_says(WHEN[1])
    for tab in tabs:
        tab.has_seen(6)
    postgres.stop("immediate")
    everybody_says(WHEN[2])
    postgres.start()
    seen, *others = [tab.has_seen(9) for tab in tabs]
    assert [message.seq for message in seen] == list(range(1, 10))
    assert others == [seen] * 2
    for name, tab in zip(names, tabs, strict=True):
        assert [text for _, author, text in seen if author == name] == [f"{name} {when}" for when in WHEN]
        assert tab.people_watched() == ["Ann, Bob, Cleo: 3"]
