"""The disk fails (FAULTS D6): drafts are refused and resent, reading goes on, and the service recovers by itself."""

import os
import subprocess
import time

import pytest

from service.chat.recent_frames import RECENT_LIMIT
from service.log.sqlite.database import JOURNAL_BYTES
from tests.faults.support.disk_faults import DISK_FAULTS, damaged
from tests.support.connections import RawTab, ask
from tests.support.frames import PING, PONG, frame, request, say, upgrade
from tests.test_service import refused

PEOPLE = 20
LARGE = " ".join(["large"] * 600)


def status(case, path):
    return ask(case.server.port, path).status


@pytest.mark.parametrize(
    "fault", [pytest.param(name, marks=() if name == "full" else pytest.mark.thorough) for name in DISK_FAULTS]
)
def test_a_failing_disk_refuses_drafts_loses_nothing_and_recovers(fault, restarting_case, disk, thorough):
    with restarting_case(LOG=f"sqlite:{disk}/hubbub.db") as case:
        case.server.database = disk / "hubbub.db"
        case.expected_errors = {"not_stored", "not_ready"}
        people, began = case.join(PEOPLE), time.monotonic()
        with case.talking(people, 100):
            for _ in range(thorough(1, 3)):
                case.await_settled(50)
                refusals = sum(len(person.refused) for person in people)
                with DISK_FAULTS[fault](case.server):
                    case.crowd.until(
                        lambda before=refusals: sum(len(person.refused) for person in people) > before, "one is refused"
                    )
                    case.server.await_claim(lambda: status(case, "/ready") == 503)
                    assert status(case, "/health") == 200
                    assert case.join(3)[0].welcome["head"] > 0  # reading goes on
                case.server.await_claim(lambda: status(case, "/ready") == 200)
                case.await_settled(50)
                case.count(f"disk faults survived: {fault}")
        case.settle()
        assert {refusal["code"] for person in people for refusal in person.refused} == {"not_stored"}
        assert not any(person.drops for person in people)
        assert case.log().count('"not_stored"') <= time.monotonic() - began + 1, "more than one line a second"


def test_a_file_damaged_while_running_is_neither_served_as_history_nor_written_to(restarting_case):
    with restarting_case() as case:
        case.expected_errors = {"room_not_read", "not_stored", "not_ready"}
        person = case.join()[0]
        for _ in range(200):
            case.crowd.call(person.say, LARGE)
        case.settle()
        with damaged(case.server):
            assert status(case, f"/api/rooms/{case.room}/messages?after=0") == 503
            with RawTab(case.server.port, f"?room={case.room}&after=10&epoch={person.welcome['epoch']}") as tab:
                assert tab.close_code() == 1013
            case.crowd.call(person.say, "Does this last?")
            case.crowd.until(lambda: person.refused, "it is refused")
            assert status(case, "/ready") == 503
            case.server.kill()
        case.start()


def test_a_read_only_disk_aborts_the_start_with_one_line(disk, tmp_path):
    disk.chmod(0o555)
    if os.path.ismount(disk):
        subprocess.run(("mount", "-o", "remount,ro", disk), check=True)
    refused(tmp_path, f"{disk}/hubbub.db", LOG=f"sqlite:{disk}/hubbub.db")


def test_a_slow_disk_makes_commits_larger_and_nothing_else_slow(restarting_case, thorough):
    with restarting_case(app="tests.support.apps:slow_commits()") as case:
        tab, people = case.tab(), case.join(PEOPLE)
        with case.talking(people):
            case.await_settled(thorough(50, 200))
            tab.write(say(case.ledger.invoke("slow", "slow"), "slow") + frame(b"here?", PING))
            assert not [payload for _, payload in tab.frames_until((PONG, b"here?")) if b'"draft":"slow"' in payload]


def test_a_commit_that_never_returns_does_not_delay_a_stop(restarting_case):
    """Its drafts are neither stored nor acknowledged. Nor does a tab that answers no close frame delay the stop."""
    with restarting_case(app="tests.support.apps:stuck_commit()") as case:
        case.expected_errors = {"not_stored"}
        case.tab()
        person = case.join()[0]
        case.crowd.call(person.say, "Hi")
        assert case.server.stop() == 0
        case.start("service.app")
        case.settle()


def test_reads_that_never_return_do_not_delay_a_stop(restarting_case):
    with restarting_case(app="tests.support.apps:stuck_reads()") as case:
        person = case.join()[0]
        case.crowd.call(person.say, "Hi")
        case.crowd.until(lambda: not person.unsettled, "settled")
        for asked in (request(f"/api/rooms/{case.room}/messages"), upgrade("?room=another")):
            case.connection().write_separately(asked)
        assert case.server.stop() == 0
        case.start("service.app")
        case.settle()


def test_tabs_that_reconnect_during_retention_learn_where_their_view_begins(restarting_case, thorough):
    """Messages are kept for a second here. Outages last longer, and miss more messages than a room has in memory."""
    with restarting_case(app="tests.support.apps:constant_retention()", RETENTION_DAYS=1 / 86_400) as case:
        case.has_retention, proxy = True, case.proxy()
        away = case.join(PEOPLE, port=proxy.port)
        with case.talking(case.join(PEOPLE), 500):
            for _ in range(thorough(1, 40)):
                proxy.cut()
                case.await_settled(RECENT_LIMIT + case.chance.randint(200, 400))
                proxy.restore()
                case.await_settled(20)
        case.settle()
        assert all(person.new_views for person in away)


@pytest.mark.thorough
def test_the_journal_stays_small_while_many_talk_and_read_back(restarting_case):
    with restarting_case() as case:
        people = case.join(PEOPLE)
        journal, largest = case.server.database.with_name("hubbub.db-wal"), 0
        for number in range(6_000):
            case.crowd.call(people[number % PEOPLE].say, LARGE)
            if number % 100 == 0:
                case.tab("&after=0").reset()
                case.settle()
                largest = max(largest, journal.stat().st_size)
        case.figures.most("largest -wal file while 20 MB were stored (MB)", round(largest / 1e6, 1))
        assert largest <= 2 * JOURNAL_BYTES
