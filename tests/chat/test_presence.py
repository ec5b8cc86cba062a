"""Who is in a room, with the clock passed in: who came, who left after the grace, who has another name."""

import json
from collections.abc import Callable
from functools import partial

from service.chat.presence import LISTED, Presence
from service.protocol import People, Person

ANA, BO = Person("ana", "Ana"), Person("bo", "Bo")


def people_here(*persons):
    """A room that was already told of everybody in it."""
    presence = Presence(5.0)
    for person in persons:
        presence.enter(person)
    presence.changes(0.0)
    return presence


def test_who_comes_is_told_once():
    presence = Presence(5.0)
    presence.enter(ANA)
    assert presence.changes(0.0) == People([ANA], [], [], 1)
    assert presence.changes(1.0) is None


def test_many_who_come_at_once_are_told_in_one_go_and_counted_beyond_the_list():
    presence = Presence(5.0)
    persons = [Person(f"p{number}", f"Person {number}") for number in range(1_000)]
    for person in persons:
        presence.enter(person)
    assert presence.changes(0.0) == People(persons[:LISTED], [], [], 1_000)
    assert presence.changes(1.0) is None


def test_who_is_beyond_the_list_moves_up_when_somebody_leaves():
    persons = [Person(f"p{number}", "Ana") for number in range(LISTED + 2)]
    presence = people_here(*persons)
    presence.leave("p0", 0.0)
    assert presence.changes(5.0) == People([persons[LISTED]], ["p0"], [], LISTED + 1)


def test_another_name_beyond_the_list_is_told_since_their_other_tabs_follow():
    presence = people_here(*(Person(f"p{number}", "Ana") for number in range(LISTED + 1)))
    presence.rename(Person(f"p{LISTED}", "Bo"))
    assert presence.changes(0.0) == People([], [], [Person(f"p{LISTED}", "Bo")], LISTED + 1)


def test_several_tabs_of_one_browser_are_one_person():
    presence = people_here(ANA)
    presence.enter(ANA)
    assert presence.changes(1.0) is None
    assert presence.count == 1
    presence.leave("ana", 1.0)
    assert presence.changes(100.0) is None
    assert presence.count == 1


def test_a_person_leaves_when_the_grace_after_their_last_tab_is_over():
    presence = people_here(ANA, BO)
    presence.leave("ana", 10.0)
    assert presence.changes(14.9) is None
    assert presence.count == 2
    assert presence.changes(15.0) == People([], ["ana"], [], 1)
    assert presence.changes(16.0) is None


def test_a_reload_makes_no_noise():
    presence = people_here(ANA, BO)
    presence.leave("ana", 10.0)
    presence.enter(ANA)
    assert presence.changes(10.0) is None
    assert presence.changes(60.0) is None
    assert presence.count == 2


def test_who_reloads_again_and_again_leaves_a_grace_after_the_last_time():
    presence = people_here(ANA)
    presence.leave("ana", 10.0)
    presence.enter(ANA)
    presence.leave("ana", 14.0)
    assert presence.changes(15.5) is None
    assert presence.changes(19.0) == People([], ["ana"], [], 0)


def test_who_left_in_between_does_not_keep_others_from_leaving():
    presence = people_here(ANA, BO)
    presence.leave("ana", 10.0)
    presence.leave("bo", 11.0)
    presence.enter(ANA)
    assert presence.changes(16.0) == People([], ["bo"], [], 1)


def test_who_came_and_left_before_anybody_was_told_is_not_told_of():
    presence = Presence(0.0)
    presence.enter(ANA)
    presence.leave("ana", 0.0)
    assert presence.changes(1.0) is None


def test_who_left_for_good_and_comes_back_has_joined_again():
    presence = people_here(ANA)
    presence.leave("ana", 0.0)
    presence.changes(5.0)
    presence.enter(ANA)
    assert presence.changes(6.0) == People([ANA], [], [], 1)


def test_another_name_is_told_once_and_in_its_last_form():
    presence = people_here(ANA, BO)
    presence.rename(Person("ana", "Anna"))
    presence.rename(Person("ana", "Anya"))
    assert presence.changes(1.0) == People([], [], [Person("ana", "Anya")], 2)
    assert presence.changes(2.0) is None


def test_a_name_changed_back_before_anybody_was_told_is_no_news():
    presence = people_here(ANA)
    presence.rename(Person("ana", "Anna"))
    presence.rename(ANA)
    assert presence.changes(1.0) is None


def test_who_comes_back_under_another_name_has_another_name():
    presence = people_here(ANA)
    presence.leave("ana", 1.0)
    presence.enter(Person("ana", "Anna"))
    assert presence.changes(2.0) == People([], [], [Person("ana", "Anna")], 1)


def test_renaming_somebody_who_is_not_here_changes_nothing():
    presence = people_here(BO)
    presence.rename(Person("ana", "Anna"))
    assert presence.changes(1.0) is None


def test_two_people_may_have_one_name():
    presence = people_here(Person("1", "Ana"), Person("2", "Ana"))
    presence.leave("1", 0.0)
    assert presence.changes(5.0) == People([], ["1"], [], 1)


def test_the_list_as_a_welcome_spells_it_is_never_an_old_one():
    presence = Presence(grace_seconds=5.0)

    steps: list[Callable[[], object]] = [
        *(partial(presence.enter, Person(f"p{number}", "Ana")) for number in range(LISTED + 2)),
        partial(presence.rename, Person("p0", "Bo")),
        partial(presence.leave, "p1", 0.0),
        partial(presence.changes, 5.0),  # p1 is gone, and who was the first unlisted is listed
        partial(presence.enter, Person("p1", "Ana")),
        partial(presence.enter, Person("p2", "Cy")),
    ]
    for step in steps:
        step()
        assert json.loads(bytes(presence.encoded())) == [{"id": one.id, "name": one.name} for one in presence.listed()]


def test_the_list_holds_the_first_people_in_the_order_they_came():
    persons = [Person(f"p{number}", "Ana") for number in range(LISTED + 50)]
    presence = people_here(*persons)
    assert presence.listed() == persons[:LISTED]
    assert presence.count == LISTED + 50
