"""The disk (FAULTS D6): what cannot be stored is refused and said again, reading goes on, and all is well afterwards."""

import os
import subprocess
import time

import pytest

from service.log.sqlite.database import JOURNAL_BYTES
from tests.faults.support.disk_faults import TROUBLES, damaged
from tests.support.connections import Tab, ask
from tests.support.frames import PING, PONG, frame, request, say, upgrade
from tests.test_service import refused

PEOPLE = 20
QUICK = ("full", "moved away")
LARGE = " ".join(["large"] * 600)


def status(case, path):
    return ask(case.server.port, path).status


@pytest.mark.parametrize(
    "trouble", [pytest.param(name, marks=() if name in QUICK else pytest.mark.thorough) for name in TROUBLES]
)
def test_a_disk_in_trouble_refuses_loses_nothing_and_recovers(trouble, talked_in, disk, thorough):
    with talked_in(LOG=f"sqlite:{disk}/hubbub.db") as case:
        case.server.database = disk / "hubbub.db"
        case.expected_errors = {"not_stored", "not_ready"}
        people, began = case.join(PEOPLE), time.monotonic()
        with case.talking(people, 100):
            for _ in range(thorough(1, 3)):
                case.await_settled(50)
                refused = sum(len(person.refused) for person in people)
                with TROUBLES[trouble](case.server):
                    case.crowd.until(
                        lambda before=refused: sum(len(person.refused) for person in people) > before, "one is refused"
                    )
                    case.server.await_claim(lambda: status(case, "/ready") == 503)
                    assert status(case, "/health") == 200
                    assert case.join(3)[0].welcome["head"] > 0  # reading goes on
                case.server.await_claim(lambda: status(case, "/ready") == 200)
                case.await_settled(50)
                case.count(f"disks in trouble ({trouble}) survived")
        case.settle()
        assert {refusal["code"] for person in people for refusal in person.refused} == {"not_stored"}
        assert not any(person.losses for person in people)
        assert case.log().count('"not_stored"') <= time.monotonic() - began + 1, "one line a second at most"


def test_damage_while_running_is_never_read_out_as_history_and_never_written_to(talked_in):
    with talked_in() as case:
        case.expected_errors = {"room_not_read", "not_stored", "not_ready"}
        person = case.join()[0]
        for _ in range(200):
            case.crowd.call(person.say, LARGE)
        case.settle()
        with damaged(case.server):
            assert status(case, f"/api/rooms/{case.room}/messages?after=0") == 503
            with Tab(case.server.port, f"?room={case.room}&after=10&epoch={person.welcome['epoch']}") as tab:
                assert tab.close_code() == 1013
            case.crowd.call(person.say, "Does this last?")
            case.crowd.until(lambda: person.refused, "it is refused")
            assert status(case, "/ready") == 503
            case.server.kill()
        case.start()


def test_a_read_only_disk_stops_the_start_with_one_line(disk, tmp_path):
    disk.chmod(0o555)
    if os.path.ismount(disk):
        subprocess.run(("mount", "-o", "remount,ro", disk), check=True)
    refused(tmp_path, f"{disk}/hubbub.db", LOG=f"sqlite:{disk}/hubbub.db")


def test_a_slow_disk_makes_larger_commits_and_nothing_else_slow(talked_in):
    with talked_in(app="tests.faults.support.faulty_apps:slow_disk()") as case:
        tab, people = case.tab(), case.join(PEOPLE)
        with case.talking(people):
            case.await_settled(200)
            tab.write(say(case.ledger.invoke("slow", "slow"), "slow") + frame(b"here?", PING))
            heard = []
            while (PONG, b"here?") not in heard:
                heard.append(tab.frame())
            assert not [payload for _, payload in heard if b'"draft":"slow"' in payload]


def test_a_disk_that_never_answers_does_not_hold_up_a_stop(talked_in):
    """Nothing of it was stored, and nobody was told so. Somebody who does not answer the goodbye takes no longer."""
    with talked_in(app="tests.faults.support.faulty_apps:stuck_disk()") as case:
        case.expected_errors = {"not_stored"}
        case.tab()
        person = case.join()[0]
        case.crowd.call(person.say, "Hi")
        assert case.server.stop() == 0
        case.server.app = "service.app"
        case.start()
        case.settle()


def test_reads_that_never_come_back_do_not_hold_up_a_stop(talked_in):
    with talked_in(app="tests.faults.support.faulty_apps:stuck_reads()") as case:
        person = case.join()[0]
        case.crowd.call(person.say, "Hi")
        case.crowd.until(lambda: not person.unsettled, "settled")
        for asked in (request(f"/api/rooms/{case.room}/messages"), upgrade("?room=another")):
            case.line().write_separately(asked)
        assert case.server.stop() == 0
        case.server.app = "service.app"
        case.start()
        case.settle()


MOST_ROUNDS = 400
"""By then somebody was away for longer than a message lasts."""


def test_who_comes_back_while_old_messages_are_dropped_is_told_where_the_view_begins(talked_in, thorough):
    """Messages last for a second here, and people are away for up to three."""
    with talked_in(app="tests.faults.support.faulty_apps:forgetful()", RETENTION_DAYS=1 / 86_400) as case:
        case.forgets = True
        people, rounds = case.join(PEOPLE, back_seconds=3), 0
        with case.talking(people):
            while rounds < thorough(20, 200) or not any(person.fresh_views for person in people):
                assert rounds < MOST_ROUNDS, "nobody was told of a view that begins anew"
                case.await_settled(20)
                case.crowd.call(case.crowd.drop_one, people)
                rounds += 1
        case.settle()


@pytest.mark.thorough
def test_the_journal_stays_small_while_many_talk_and_read_back(talked_in):
    with talked_in() as case:
        people = case.join(PEOPLE)
        journal = case.server.database.with_name("hubbub.db-wal")
        largest = 0
        for number in range(6_000):
            case.crowd.call(people[number % PEOPLE].say, LARGE)
            if number % 100 == 0:
                case.tab("&after=0").reset()
                case.settle()
                largest = max(largest, journal.stat().st_size)
        case.figures.most("largest journal while 20 MB were said (MB)", round(largest / 1e6, 1))
        assert largest <= 2 * JOURNAL_BYTES
