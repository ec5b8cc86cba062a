"""A Hubbub in trouble that cannot be made from outside. Each function makes the app that has it."""

import gc
import time

import structlog

from service.app import app
from service.chat.hub import Hub
from service.log.sqlite import database, retention
from service.log.sqlite import log as sqlite
from service.log.sqlite.reader import Reader

COMMIT_SECONDS = 0.3
STUCK_SECONDS = 3_600


def slow_disk():
    """The disk takes its time for every commit."""
    leave = database.transaction.__exit__

    def leave_slowly(transaction, *error):
        time.sleep(COMMIT_SECONDS)
        return leave(transaction, *error)

    database.transaction.__exit__ = leave_slowly  # type: ignore[method-assign]
    return app


def stuck_disk():
    """The first commit of a message never comes back, as on a network disk that has gone."""
    commit = sqlite.SqliteLog._commit

    def hang(log, appends):
        if any(append.draft for append in appends):
            time.sleep(STUCK_SECONDS)
        commit(log, appends)

    sqlite.SqliteLog._commit = hang  # type: ignore[method-assign]
    return app


def stuck_reads():
    """After the first read none comes back."""
    page, is_first = Reader.page, iter([True])

    def hang(reader, *question):
        if not next(is_first, False):
            time.sleep(STUCK_SECONDS)
        return page(reader, *question)

    Reader.page = hang  # type: ignore[method-assign]
    return app


def counted():
    """No trouble, but a line in the log for every time that the disk is asked."""
    read, log_line = Reader.page, structlog.get_logger("hubbub.test")

    def read_and_tell(reader, *question):
        log_line.info("read")
        return read(reader, *question)

    Reader.page = read_and_tell  # type: ignore[method-assign]
    return app


def tidied():
    """No trouble, but asked how it is, it collects the garbage and says how much there was."""
    log_line = structlog.get_logger("hubbub.test")

    def collect(_):
        log_line.info("garbage", objects=gc.collect())

    Hub.tell_gauges = collect  # type: ignore[method-assign]
    return app


def forgetful():
    """What is too old is dropped all the time, not now and then."""
    retention.ROUND_SECONDS = 0.1  # type: ignore[misc]
    return app
