"""Log lines: when nobody reads them, the service neither waits for them nor hides that some are missing."""

import os
import pty
import termios
from contextlib import suppress

import pytest

from service.process.stderr_writer import StderrWriter
from tests.support.connections import RawConnection, RawTab, ask
from tests.support.frames import upgrade
from tests.support.server import Server


def full_pipe():
    """A pipe that is full and that nobody reads."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 65_536)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"x")
    os.set_blocking(writer, True)
    return reader, writer


def stopped_terminal():
    """A terminal that was stopped, as by Ctrl+S."""
    reader, writer = pty.openpty()
    termios.tcflow(writer, termios.TCOOFF)
    return reader, writer


SINGLE, MANAGED = ("--single-process",), ("--workers", "1")


@pytest.mark.parametrize(
    ("open_unread", "arguments"), [(full_pipe, SINGLE), (full_pipe, MANAGED), (stopped_terminal, SINGLE)]
)
def test_a_log_that_nobody_reads_delays_neither_the_service_nor_its_stop(tmp_path, open_unread, arguments):
    reader, writer = open_unread()
    server = Server(tmp_path, *arguments, stderr=writer)
    try:
        server.start()
        with RawTab(server.port) as tab, RawTab(server.port):
            tab.receive("people")  # a second later: Sanic's manager loses a stop before its worker has reported
            for _ in range(3):
                with RawConnection(server.port) as stranger:
                    stranger.write(upgrade(headers=("Origin: http://evil.example",)))
                    assert stranger.answer().status == 403  # which is logged
            assert ask(server.port, "/health").status == 200
            tab.say("a", "Hi")
            assert tab.receive("message")["seq"] == 1
        assert server.stop() == 0
    finally:
        server.kill()
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize("is_blocking", [True, False])
def test_dropped_lines_are_counted_and_the_count_is_logged_once_lines_are_read(is_blocking):
    reader, file = full_pipe()
    os.set_blocking(file, is_blocking)
    lines = StderrWriter(file, lambda dropped: lines.write(f"dropped: {dropped}\n"), limit=3)
    for number in range(10):
        lines.write(f"line {number}\n")
    received = b""
    while not received.endswith(b"\n") or b"dropped" not in received:
        received += os.read(reader, 65_536)
    *kept, last = received.lstrip(b"x").decode().splitlines()
    assert kept == [f"line {number}" for number in range(len(kept))]
    assert len(kept) in (3, 4)  # the thread may hold one more
    assert last == f"dropped: {10 - len(kept)}"
    lines.write("the end\n")
    lines.close()
    assert os.read(reader, 100) == b"the end\n"
    os.close(file)
    os.close(reader)
