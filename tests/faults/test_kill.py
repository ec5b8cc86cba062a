"""The process is killed (FAULTS D5) at random moments and at chosen ones: no message that anyone saw is lost or comes twice."""

import signal

import pytest

DEATH_SECONDS = 30
PEOPLE = 20


def test_a_kill_at_any_moment_loses_and_repeats_nothing(restarting_case, thorough):
    with restarting_case() as case, case.talking(case.join(PEOPLE)):
        for _ in range(thorough(2, 100)):
            case.await_settled(case.chance.randint(1, thorough(60, 200)))
            case.kill()
            case.start()


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "half_delivered"])
def test_a_kill_at_a_chosen_point_loses_and_repeats_nothing(point, restarting_case, thorough):
    with restarting_case(app=f"tests.support.apps:killed_{point}()") as case, case.talking(case.join(PEOPLE)):
        for number in range(thorough(1, 15)):
            if number:
                case.server.launch()
            assert case.server.ended_within(DEATH_SECONDS)
            assert case.server.process.returncode == -signal.SIGKILL
            case.count(f"crashes survived: {point.replace('_', ' ')}")
        case.start("service.app")
