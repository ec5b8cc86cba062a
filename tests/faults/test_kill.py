"""The process is killed (FAULTS D5) at random moments and at chosen ones: no message that anyone saw is lost or comes twice."""

import signal

import pytest

from tests.support.connections import RawTab
from tests.support.frames import json_frame

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


def test_a_kill_between_the_commit_of_an_edit_and_its_delivery_repeats_the_edit_once(start, room):
    """Ana resends it after the restart, and Bo receives it as the next entry. The former text is gone."""
    server = start(app="tests.support.apps:killed_after_an_edit()", RATE=0)
    ana_cookie = (f"Cookie: hubbub_person_{server.port}={'a' * 22}",)
    edit = json_frame(type="edit", draft="e", message=1, text="the latest text")
    with RawTab(server.port, f"?room={room}", ana_cookie) as ana:
        ana.say("d", "the former text")
        ana.receive("message")
        ana.write(edit)
        assert server.ended_within(DEATH_SECONDS)
    server.app = "service.app"
    server.start()
    query = f"?room={room}&after=1&epoch={ana.welcome['epoch']}"
    with RawTab(server.port, query, ana_cookie, glued=edit) as ana, RawTab(server.port, query) as bo:
        ana.say("f", "next")
        for tab in (ana, bo):
            received = [tab.receive("message", "edit", "refused") for _ in range(2)]
            assert [(one["seq"], one["draft"], one["text"]) for one in received] == [
                (2, "e", "the latest text"),
                (3, "f", "next"),
            ]
    server.stop()
    assert b"the former text" not in server.database.read_bytes()
