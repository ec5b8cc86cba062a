"""Signals: a stop signal is never lost and never interrupts a stop; SIGUSR1 logs the gauges."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support.connections import RawTab
from tests.support.server import ROOT

BETWEEN_TWO_RUNS = """
import asyncio, os, signal, uvloop
from service.process.signals import StopSignals, call_at_sigusr1
loop = uvloop.new_event_loop()

async def start():
    call_at_sigusr1(lambda: print("gauges"))
    signals = StopSignals()
    {before}
    signals.call_at_stop(loop.stop)
    await asyncio.sleep(0.1)

loop.run_until_complete(start())
os.kill(os.getpid(), signal.SIGUSR1)
{after}
loop.run_forever()
"""

STUCK = """
import asyncio, os, signal, time
from service.process import signals
signals.START_SECONDS = 0.1

async def start():
    signals.StopSignals()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)

asyncio.run(start())
"""


def result_of(script):
    done = subprocess.run((sys.executable, "-c", script), cwd=ROOT, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_signal_at_the_end_of_a_start_is_not_lost(name, moment):
    """At that moment the loop is between two runs. uvloop alone would lose the signal and run for ever."""
    steps = {"before": "pass", "after": "pass"} | {moment: f"os.kill(os.getpid(), signal.{name})"}
    assert result_of(BETWEEN_TWO_RUNS.format(**steps)) == (0, "gauges\n", "")


def test_a_start_that_is_stuck_can_be_stopped():
    assert result_of(STUCK) == (1, "", "")


def test_a_service_under_nohup_ignores_sighup_and_logs_gauges_at_sigusr1(start):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the server inherits it
    try:
        server = start()
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with RawTab(server.port) as tab, RawTab(server.port, "?room=den"):
        server.process.send_signal(signal.SIGHUP)
        server.process.send_signal(signal.SIGUSR1)
        server.await_claim(lambda: "gauges" in server.log())
        gauges = server.log_lines()[-1]
        assert (gauges["connections"], gauges["rooms"], gauges["persons"], gauges["unsettled"]) == (2, 2, 2, 0)
        assert gauges["tasks"] >= 2
        tab.say("a", "Hi")
        assert tab.receive("message")["seq"] == 1


@pytest.mark.parametrize("arguments", [("--single-process",), ("--workers", "1")], ids=["single process", "managed"])
def test_a_closed_terminal_stops_the_service_with_restarting(start, arguments):
    server = start(*arguments)
    with RawTab(server.port) as tab:
        os.killpg(server.process.pid, signal.SIGHUP)
        assert tab.close_code() == 1012
    assert server.ended_within(5)
