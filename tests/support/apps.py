"""Apps for tests: with a fault injected, or with limits that a test reaches quickly.

`sanic "tests.support.apps:NAME()"` starts the app of the function NAME.
"""

import asyncio
import gc
import os
import signal
import threading
import time
from itertools import count

import structlog

from service.access.http_limits import HttpLimits
from service.app import app
from service.chat import commands, heartbeat, hub
from service.chat.commands import Commands
from service.chat.hub import Hub
from service.chat.room import Room, Rooms
from service.log import retention_rounds
from service.log.sqlite import database, log
from service.log.sqlite.log import SqliteLog
from service.log.sqlite.reader import Reader
from service.protocol import Edit
from service.websocket import connection
from service.websocket.frames import text_frame

COMMIT_SECONDS = 0.3
STUCK_SECONDS = 3_600
PASSES_BEFORE_DEATH = 20
logger = structlog.get_logger("hubbub.test")


def replace(owner, name):
    """Replaces a method by the decorated function, which gets the original as its first argument."""

    def decorate(function):
        original = getattr(owner, name)
        setattr(owner, name, lambda *arguments: function(original, *arguments))
        return function

    return decorate


# Limits that are reached quickly.


def short_timeouts():
    # As in the service, a stall ends a connection before RESPONSE_TIMEOUT, after which Sanic no longer looks at it.
    app.config.update(REQUEST_TIMEOUT=1, RESPONSE_TIMEOUT=1, KEEP_ALIVE_TIMEOUT=1, STALL_TIMEOUT=0.5)
    heartbeat.STALL_SECONDS = 1.0  # type: ignore[misc]
    return short_pauses()


def short_pauses():
    """Shortens what a test would only wait for: resending, leaving, closing."""
    commands.RETRY_SECONDS = 0.5  # type: ignore[misc]
    connection.CLOSE_SECONDS = 0.3  # type: ignore[misc]
    hub.GRACE_SECONDS = hub.DRAIN_SECONDS = hub.GOODBYE_SECONDS = 0.3  # type: ignore[misc]
    log.CLOSE_SECONDS = 0.3  # type: ignore[misc]
    return app


def low_request_rate():
    """Allows each address four requests at once, and then one every three seconds."""
    app.ctx.http_limits = HttpLimits(app.ctx.settings, rate=1 / 3, burst=4)
    return app


def constant_retention():
    """Drops old messages ten times a second, not every ten minutes."""
    retention_rounds.ROUND_SECONDS = 0.1  # type: ignore[misc]
    return app


# Events of the log that count what a client cannot see.


def logged_reads():
    """Logs each read from the disk."""

    @replace(Reader, "answer")
    def answer(read, *arguments):
        logger.info("read")
        return read(*arguments)

    return app


def logged_garbage():
    """Collects garbage when the gauges are asked for, and logs how much there was."""

    @replace(Hub, "log_gauges")
    def log_gauges(*_):
        logger.info("garbage", objects=gc.collect())

    return app


# Faults of the disk.


def slow_commits():
    @replace(database.transaction, "__exit__")
    def commit(commit_now, *arguments):
        time.sleep(COMMIT_SECONDS)
        return commit_now(*arguments)

    return app


def stuck_commit():
    """Lets the first commit of a message never return, as on a network disk that is gone."""

    @replace(SqliteLog, "_commit")
    def commit(commit_now, sqlite_log, appends):
        if any(append.draft for append in appends):
            time.sleep(STUCK_SECONDS)
        commit_now(sqlite_log, appends)

    return short_pauses()


def stuck_reads():
    """Lets no read return, except the first one."""
    is_first = iter([True])

    @replace(Reader, "answer")
    def answer(read, *arguments):
        if not next(is_first, False):
            time.sleep(STUCK_SECONDS)
        return read(*arguments)

    return short_pauses()


# Faults of the process: it is killed at a point of a message's path.


def killed_before_commit():
    """Kills the process when drafts are in the file's journal and not committed."""
    return killed_in(database.transaction, "__exit__")


def killed_after_commit():
    """Kills the process when messages are stored and nobody has received them."""
    return killed_in(SqliteLog, "_hand_to_loop")


def killed_after_an_edit():
    """The first edit is stored, and nobody receives it."""

    @replace(SqliteLog, "_hand_to_loop")
    def hand_to_loop(hand_over, sqlite_log, writes, error):
        if any(isinstance(write.entry, Edit) for write in writes):
            kill_this_process()
        hand_over(sqlite_log, writes, error)

    return app


def killed_in(owner, name):
    passes = count()

    @replace(owner, name)
    def method(call_now, *arguments):
        if next(passes) >= PASSES_BEFORE_DEATH:
            kill_this_process()
        return call_now(*arguments)

    return app


def killed_half_delivered():
    """Kills the process when every second connection of the room has received a message, perhaps not its author's."""
    passes = count()

    @replace(Room, "write")
    def write(write_now, room, frames):
        number = next(passes)
        if number < PASSES_BEFORE_DEATH:
            write_now(room, frames)
        elif number == PASSES_BEFORE_DEATH:
            for connection in tuple(room.live_connections)[::2]:
                connection.write(frames)
            asyncio.get_running_loop().call_later(0.01, kill_this_process)  # when the data has left

    return app


def kill_this_process():
    os.kill(os.getpid(), signal.SIGKILL)


# Defects of the hub.


def failing_hub():
    """Makes the hub fail: when it delivers, when a tab joins the room "unlucky", and when it receives the text "unlucky".

    A tab that joins the room "crowded" makes a thread and a callback of the loop fail, outside of any request.
    """

    @replace(Rooms, "deliver")
    def deliver(_, rooms, batch):
        raise RuntimeError(f"{rooms} cannot deliver {len(batch)}")

    @replace(Hub, "join")
    async def join(join_now, hub, connection, request):
        if request.room == "unlucky":
            raise RuntimeError("nobody can join this room")
        if request.room == "crowded":
            threading.Thread(target=fail, args=("in a thread",)).start()
            asyncio.get_running_loop().call_soon(fail, "in the loop")
        await join_now(hub, connection, request)

    @replace(Commands, "_append")
    def append(append_now, commands, tab, frame):
        if frame.text == "unlucky":
            raise RuntimeError("nobody can say this")
        return append_now(commands, tab, frame)

    return app


def fail(where):
    raise RuntimeError(f"broken {where}")


# A service without a chat.


class IgnoringListener:
    """A `Listener` that ignores everything."""

    def paused(self, _):
        pass

    resumed = closed = paused


def echo():
    """Replaces the chat: each connection gets back the texts that it sends."""

    @replace(Hub, "join")
    async def start(_join, _hub, connection, _join_request):
        def receive(text):
            connection.write(text_frame(text.encode()))
            return True

        connection.start(IgnoringListener(), receive)

    return app
