"""A faulty network between people and the service (FAULTS D4): no fault of it makes a gap, a repeat or another order."""

import pytest

FAULTS = {
    "reset": lambda proxy, chance: proxy.reset(),
    "down for a while": lambda proxy, chance: proxy.cut(),
    "stalled": lambda proxy, chance: proxy.stall(),
    "slow": lambda proxy, chance: proxy.slow_down(chance.randint(1, 200), 0.001),
    "delayed": lambda proxy, chance: proxy.slow_down(65_536, chance.uniform(0.01, 0.1)),
    "dead, then reset": lambda proxy, chance: (proxy.lose_everything(), proxy.reset()),
    "dead towards people, then reset": lambda proxy, chance: (proxy.lose_answers(), proxy.reset()),
}
MESSAGES = 20


@pytest.mark.parametrize("name", FAULTS)
def test_people_on_a_network_that_fails_again_and_again_receive_everything_once(case, name, thorough):
    proxy = case.proxy()
    people = case.join(thorough(5, 20), port=proxy.port)
    for _ in range(thorough(3, 40)):
        say_some(case, people)
        inject(case, name, proxy)
        say_some(case, people)
        proxy.restore()
        case.settle()
    assert len(case.ledger.settled) >= MESSAGES


def test_people_on_networks_that_fail_in_every_way_at_once_receive_everything_once(case, thorough):
    """While one network recovers another fails, and people talk all the time."""
    proxies = [case.proxy() for _ in range(4)]
    people = [person for proxy in proxies for person in case.join(thorough(3, 15), port=proxy.port)]
    for _ in range(thorough(15, 300)):
        say_some(case, people)
        proxy = case.chance.choice(proxies)
        proxy.restore()
        inject(case, case.chance.choice(list(FAULTS)), proxy)
    for proxy in proxies:
        proxy.restore()
    case.settle()


def test_a_person_who_missed_5000_entries_most_of_them_reactions_misses_none(case):
    """The messages that were reacted to are some from before the outage, and some of the missed ones."""
    proxy, (author, *others) = case.proxy(), case.join(10)
    away = case.join(port=proxy.port)[0]
    say_some(case, [author])
    case.settle()
    proxy.cut()
    with case.attack("5,000 entries that one person missed, most of them reactions", below=16 * 2**20):
        for _ in range(50):
            case.crowd.call(author.say, "Who is there?")
            case.crowd.call(lambda: [case.chance.choice(others).change("") for _ in range(100)])
            case.crowd.until(lambda: not any(person.unsettled for person in (author, *others)), "settled")
        assert author.last - away.last > 5_000
        proxy.restore()
        case.settle()
    assert not away.new_views


def inject(case, name, proxy):
    FAULTS[name](proxy, case.chance)
    case.count("connection faults injected")


def say_some(case, people):
    for _ in range(MESSAGES):
        case.crowd.call(case.chance.choice(people).act, f"word {case.chance.random()}")
