"""A Hubbub that kills itself at a chosen point of a message's way. Each function makes the app that dies there."""

import asyncio
import os
import signal
from itertools import count

from service.app import app
from service.chat.room import Room
from service.log.sqlite import database
from service.log.sqlite import log as sqlite

LIFE = 20
"""How often the point is passed before."""


def before_commit():
    """The drafts are in the file's journal, and were never made to last."""
    passed, leave = count(), database.transaction.__exit__

    def die_or_leave(transaction, *error):
        if next(passed) >= LIFE:
            die()
        return leave(transaction, *error)

    database.transaction.__exit__ = die_or_leave  # type: ignore[method-assign]
    return app


def after_commit():
    """They are stored, and nobody will hear of it."""
    passed, report = count(), sqlite.SqliteLog._report

    def die_or_report(log, entries, fault):
        if next(passed) >= LIFE:
            die()
        report(log, entries, fault)

    sqlite.SqliteLog._report = die_or_report  # type: ignore[method-assign]
    return app


def half_delivered():
    """Every second one in the room hears of it, which may leave out the author."""
    passed, push = count(), Room.push

    def push_to_half(room, frames):
        number = next(passed)
        if number < LIFE:
            push(room, frames)
        elif number == LIFE:
            for connection in tuple(room.live)[::2]:
                connection.write(frames)
            asyncio.get_running_loop().call_later(0.01, die)  # when all of it has left

    Room.push = push_to_half  # type: ignore[method-assign]
    return app


def die():
    os.kill(os.getpid(), signal.SIGKILL)
