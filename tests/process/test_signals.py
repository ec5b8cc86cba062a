"""Signals: a wish to stop is never lost and never breaks off a goodbye, and a question is answered."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support.connections import Tab
from tests.support.server import ROOT

BETWEEN_TWO_RUNS = """
import asyncio, os, signal, uvloop
from service.process.signals import Stops, answer
loop = uvloop.new_event_loop()

async def begin():
    answer(lambda: print("answered"))
    stops = Stops()
    {before}
    stops.obey(loop.stop)
    await asyncio.sleep(0.1)

loop.run_until_complete(begin())
os.kill(os.getpid(), signal.SIGUSR1)
{after}
loop.run_forever()
"""


@pytest.mark.parametrize("kind", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_signal_at_the_end_of_a_start_is_not_lost(kind, moment):
    """There the loop stands between two runs; without care, uvloop would swallow the signal and run for ever."""
    kill = {"before": "pass", "after": "pass"} | {moment: f"os.kill(os.getpid(), signal.{kind})"}
    command = (sys.executable, "-c", BETWEEN_TWO_RUNS.format(**kill))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "answered\n", "")


STUCK = """
import asyncio, os, signal, time
from service.process import signals
signals.START_SECONDS = 0.1

async def begin():
    signals.Stops()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)

asyncio.run(begin())
"""


def test_a_start_that_is_stuck_can_be_stopped():
    done = subprocess.run((sys.executable, "-c", STUCK), cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_closed_terminal_does_not_end_what_was_started_with_nohup(start, tmp_path):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it is passed on to what we start
    try:
        server = start()
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    server.process.send_signal(signal.SIGHUP)
    with Tab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.receive("message")["seq"] == 1


@pytest.mark.parametrize("arguments", [("--single-process",), ("--workers", "1")], ids=["single process", "managed"])
def test_it_says_goodbye_when_its_terminal_is_closed(start, arguments):
    server = start(*arguments)
    with Tab(server.port) as tab:
        os.killpg(server.process.pid, signal.SIGHUP)
        assert tab.close_code() == 1012
    assert server.ended_within(5)


def test_it_says_at_a_signal_what_it_holds(start):
    server = start()
    with Tab(server.port), Tab(server.port, "?room=den"):
        server.process.send_signal(signal.SIGUSR1)
        server.await_claim(lambda: "gauges" in server.log())
        told = server.log_lines()[-1]
        assert (told["connections"], told["rooms"], told["persons"], told["unsettled"]) == (2, 2, 2, 0)
        assert told["tasks"] >= 2
