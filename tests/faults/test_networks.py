"""Bad lines between people and the service, while they talk: no fault of a line makes a gap, a repeat or another order."""

import pytest

FAULTS = {
    "torn": lambda line, chance: line.reset(),
    "cut for a while": lambda line, chance: line.cut(),
    "stalled": lambda line, chance: line.stall(),
    "crawling": lambda line, chance: line.slow_down(chance.randint(1, 200), 0.001),
    "delayed": lambda line, chance: line.slow_down(65_536, chance.uniform(0.01, 0.1)),
    "dead and then torn": lambda line, chance: (line.lose_everything(), line.reset()),
    "hearing nothing and then torn": lambda line, chance: (line.lose_answers(), line.reset()),
}
WORDS = 20


@pytest.mark.parametrize("name", FAULTS)
def test_people_on_a_line_that_is_bad_again_and_again_have_all_of_it_once(case, name, thorough):
    line = case.bad_line()
    people = case.join(thorough(5, 20), port=line.port)
    for _ in range(thorough(3, 40)):
        say_some(case, people)
        FAULTS[name](line, case.chance)
        case.count("faults of lines injected")
        say_some(case, people)
        line.restore()
        case.settle()
    assert len(case.ledger.settled) >= WORDS


def test_people_whose_lines_fail_in_every_way_at_once_have_all_of_it_once(case, thorough):
    """A storm of recoveries: while one line comes back another fails, and the room never stops talking."""
    lines = [case.bad_line() for _ in range(4)]
    people = [person for line in lines for person in case.join(thorough(3, 15), port=line.port)]
    for _ in range(thorough(15, 300)):
        say_some(case, people)
        line = case.chance.choice(lines)
        line.restore()
        FAULTS[case.chance.choice(list(FAULTS))](line, case.chance)
        case.count("faults of lines injected")
    for line in lines:
        line.restore()
    case.settle()


def say_some(case, people):
    for _ in range(WORDS):
        case.crowd.call(case.chance.choice(people).say, f"word {case.chance.random()}")
