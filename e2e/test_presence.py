"""Who is here: everybody sees who comes and goes, and nobody is told of what is neither."""

from e2e.support.people import People


def test_who_comes_and_who_goes_is_seen(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.sees_people("Ann")
    bob = person("Bob").opens(room)
    ann.sees_people("Ann", "Bob")
    bob.sees_people("Ann", "Bob")
    bob.closes()
    ann.sees_people("Ann")


def test_a_slow_reload_makes_no_noise(person: People, room: str) -> None:
    ann, bob, cleo = (person(name).opens(room) for name in ("Ann", "Bob", "Cleo"))
    for tab in (ann, bob, cleo):
        tab.sees_people("Ann", "Bob", "Cleo")
    bob.watches_people()
    address = ann.page.url
    ann.page.goto("about:blank")
    # News of Cleo comes while Ann is away, and could tell of her as well.
    cleo.renames_to("Clio")
    bob.sees_people("Ann", "Bob", "Clio")
    ann.goes_to(address)
    # Clio goes after Ann's reload, so when she counts as gone Ann would have long ago.
    cleo.closes()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob, Cleo: 3", "Ann, Bob, Clio: 3", "Ann, Bob: 2"]


def test_several_tabs_of_one_browser_are_one_person_as_long_as_one_is_open(person: People, room: str) -> None:
    ann, bob = person("Ann"), person("Bob").opens(room)
    tabs = [ann.opens(room) for _ in range(2)]
    for tab in (bob, *tabs):
        tab.sees_people("Ann", "Bob")
    bob.watches_people()
    cleo = person("Cleo").opens(room)
    bob.sees_people("Ann", "Bob", "Cleo")
    tabs[0].closes()
    cleo.closes()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob: 2", "Ann, Bob, Cleo: 3", "Ann, Bob: 2"]


def test_two_people_of_one_name_are_two(person: People, room: str) -> None:
    one, other = person("Sam").opens(room), person("Sam").opens(room)
    one.sees_people("Sam", "Sam")
    one.says("I am Sam")
    other.sees("I am Sam")
    assert one.page.locator("li.message.own").count() == 1
    assert other.page.locator("li.message.own").count() == 0
