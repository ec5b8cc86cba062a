"""Who is in a room, with the clock passed in: who came, who left after the grace, who has another name."""

import json
from collections.abc import Callable
from functools import partial

from service.chat.people import LISTED, People
from service.protocol import People as News
from service.protocol import Person

ANA, BO = Person("ana", "Ana"), Person("bo", "Bo")


def people_here(*persons):
    """A room that was already told of everybody in it."""
    people = People(5.0)
    for person in persons:
        people.enter(person)
    people.news(0.0)
    return people


def test_who_comes_is_told_once():
    people = People(5.0)
    people.enter(ANA)
    assert people.news(0.0) == News([ANA], [], [], 1)
    assert people.news(1.0) is None


def test_many_who_come_at_once_are_told_in_one_go_and_counted_beyond_the_list():
    people = People(5.0)
    persons = [Person(f"p{number}", f"Person {number}") for number in range(1_000)]
    for person in persons:
        people.enter(person)
    assert people.news(0.0) == News(persons[:LISTED], [], [], 1_000)
    assert people.news(1.0) is None


def test_who_is_beyond_the_list_moves_up_when_somebody_leaves():
    persons = [Person(f"p{number}", "Ana") for number in range(LISTED + 2)]
    people = people_here(*persons)
    people.leave("p0", 0.0)
    assert people.news(5.0) == News([persons[LISTED]], ["p0"], [], LISTED + 1)


def test_another_name_beyond_the_list_is_told_since_their_other_tabs_follow():
    people = people_here(*(Person(f"p{number}", "Ana") for number in range(LISTED + 1)))
    people.rename(Person(f"p{LISTED}", "Bo"))
    assert people.news(0.0) == News([], [], [Person(f"p{LISTED}", "Bo")], LISTED + 1)


def test_several_tabs_of_one_browser_are_one_person():
    people = people_here(ANA)
    people.enter(ANA)
    assert people.news(1.0) is None
    assert people.count == 1
    people.leave("ana", 1.0)
    assert people.news(100.0) is None
    assert people.count == 1


def test_a_person_leaves_when_the_grace_after_their_last_tab_is_over():
    people = people_here(ANA, BO)
    people.leave("ana", 10.0)
    assert people.news(14.9) is None
    assert people.count == 2
    assert people.news(15.0) == News([], ["ana"], [], 1)
    assert people.news(16.0) is None


def test_a_reload_makes_no_noise():
    people = people_here(ANA, BO)
    people.leave("ana", 10.0)
    people.enter(ANA)
    assert people.news(10.0) is None
    assert people.news(60.0) is None
    assert people.count == 2


def test_who_reloads_again_and_again_leaves_a_grace_after_the_last_time():
    people = people_here(ANA)
    people.leave("ana", 10.0)
    people.enter(ANA)
    people.leave("ana", 14.0)
    assert people.news(15.5) is None
    assert people.news(19.0) == News([], ["ana"], [], 0)


def test_who_left_in_between_does_not_keep_others_from_leaving():
    people = people_here(ANA, BO)
    people.leave("ana", 10.0)
    people.leave("bo", 11.0)
    people.enter(ANA)
    assert people.news(16.0) == News([], ["bo"], [], 1)


def test_who_came_and_left_before_anybody_was_told_is_not_told_of():
    people = People(0.0)
    people.enter(ANA)
    people.leave("ana", 0.0)
    assert people.news(1.0) is None


def test_who_left_for_good_and_comes_back_has_joined_again():
    people = people_here(ANA)
    people.leave("ana", 0.0)
    people.news(5.0)
    people.enter(ANA)
    assert people.news(6.0) == News([ANA], [], [], 1)


def test_another_name_is_told_once_and_in_its_last_form():
    people = people_here(ANA, BO)
    people.rename(Person("ana", "Anna"))
    people.rename(Person("ana", "Anya"))
    assert people.news(1.0) == News([], [], [Person("ana", "Anya")], 2)
    assert people.news(2.0) is None


def test_a_name_changed_back_before_anybody_was_told_is_no_news():
    people = people_here(ANA)
    people.rename(Person("ana", "Anna"))
    people.rename(ANA)
    assert people.news(1.0) is None


def test_who_comes_back_under_another_name_has_another_name():
    people = people_here(ANA)
    people.leave("ana", 1.0)
    people.enter(Person("ana", "Anna"))
    assert people.news(2.0) == News([], [], [Person("ana", "Anna")], 1)


def test_renaming_somebody_who_is_not_here_changes_nothing():
    people = people_here(BO)
    people.rename(Person("ana", "Anna"))
    assert people.news(1.0) is None


def test_two_people_may_have_one_name():
    people = people_here(Person("1", "Ana"), Person("2", "Ana"))
    people.leave("1", 0.0)
    assert people.news(5.0) == News([], ["1"], [], 1)


def test_the_list_as_a_welcome_spells_it_is_never_an_old_one():
    people = People(grace_seconds=5.0)

    steps: list[Callable[[], object]] = [
        *(partial(people.enter, Person(f"p{number}", "Ana")) for number in range(LISTED + 2)),
        partial(people.rename, Person("p0", "Bo")),
        partial(people.leave, "p1", 0.0),
        partial(people.news, 5.0),  # p1 is gone, and who was the first unlisted is listed
        partial(people.enter, Person("p1", "Ana")),
        partial(people.enter, Person("p2", "Cy")),
    ]
    for step in steps:
        step()
        assert json.loads(bytes(people.spelled())) == [{"id": one.id, "name": one.name} for one in people.listed()]


def test_the_list_holds_the_first_people_in_the_order_they_came():
    persons = [Person(f"p{number}", "Ana") for number in range(LISTED + 50)]
    people = people_here(*persons)
    assert people.listed() == persons[:LISTED]
    assert people.count == LISTED + 50
