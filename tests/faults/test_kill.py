"""Killed (FAULTS D5): at any moment and at chosen points, nothing anyone saw is lost, and nothing comes twice."""

import signal

import pytest

DEATH_SECONDS = 30
PEOPLE = 20


def test_a_kill_at_any_moment_loses_and_repeats_nothing(talked_in, thorough):
    with talked_in() as case, case.talking(case.join(PEOPLE)):
        for _ in range(thorough(30, 100)):
            case.await_settled(case.chance.randint(1, 200))
            case.kill()
            case.start()


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "half_delivered"])
def test_death_at_a_chosen_point_loses_and_repeats_nothing(point, talked_in, thorough):
    with talked_in(app=f"tests.faults.support.crashing_apps:{point}()") as case, case.talking(case.join(PEOPLE)):
        for _ in range(thorough(5, 15)):
            assert case.server.ended_within(DEATH_SECONDS)
            assert case.server.process.returncode == -signal.SIGKILL
            case.count(f"deaths {point.replace('_', ' ')} survived")
            case.server.launch()
        case.server.kill()
        case.server.app = "service.app"
        case.start()


def test_a_kill_at_any_moment_of_a_start_leaves_nothing_half_made(talked_in, thorough):
    with talked_in() as case, case.talking(case.join(PEOPLE)):
        for _ in range(thorough(5, 30)):
            case.kill()
            case.server.launch()
            case.server.ended_within(case.chance.uniform(0, 1.5))
        case.kill()
        case.start()
