"""The file beside the log: only one process opens a log, and a log gets another epoch if, and only if, entries may be missing."""

import asyncio
import os
import shutil
import subprocess
import sys

import pytest

from service.log import LogUnusable
from service.log.sqlite.log import SqliteLog
from tests.support.logs import append_all, draft, drafts, sqlite_log

FILES = "hubbub.db*"

HOLD = """
import sys; from pathlib import Path; from service.log.sqlite.lock import Lock
lock = Lock(Path(sys.argv[1])); print("held", flush=True); sys.stdin.read()
"""


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "hubbub.db"


def talk(path, *said, meanwhile=lambda: None):
    """Opens the log, appends these drafts, calls `meanwhile`, and closes it. Returns its epoch."""

    async def scenario():
        async with sqlite_log(path) as log:
            await append_all(log, said)
            meanwhile()
            return log.epoch

    return asyncio.run(scenario())


def copy_all(path, target):
    for file in path.parent.glob(FILES):
        shutil.copy(file, target.parent)


def test_a_log_in_use_is_refused_and_free_again_once_its_process_is_killed(path):
    SqliteLog.prepare(path)
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(LogUnusable, match=r"in use by another Hubbub.*HUBBUB_LOG"):
            SqliteLog.prepare(path)
        other.kill()
    SqliteLog.prepare(path)


async def test_one_process_does_not_open_one_log_twice(path):
    async with sqlite_log(path):
        with pytest.raises(LogUnusable, match="in use"):
            SqliteLog.open(path)


def test_a_log_keeps_its_epoch_from_stop_to_start(path):
    epoch = talk(path)
    assert talk(path, *drafts(10)) == epoch
    assert talk(path, *drafts(10), draft("eleven", room="another")) == epoch
    assert talk(path) == epoch


def test_a_log_keeps_its_epoch_when_killed_and_when_moved_with_all_its_files(path, elsewhere):
    epoch = talk(path, *drafts(10), meanwhile=lambda: copy_all(path, elsewhere))
    assert talk(elsewhere) == epoch


def test_a_log_made_anew_has_another_epoch(path):
    epoch = talk(path)
    path.unlink()
    assert talk(path) != epoch


def test_a_log_in_which_something_is_missing_has_another_epoch(path, elsewhere):
    epoch = talk(path, *drafts(10))
    shutil.copy(path, elsewhere)
    assert talk(path, draft("one more", room="another")) == epoch
    shutil.copy(elsewhere, path)
    anew = talk(path, *drafts(20, start=100))
    assert anew != epoch
    assert talk(path) == anew


@pytest.mark.parametrize("before", [0, 5], ids=["nothing", "a shorter one"])
def test_a_log_that_comes_from_somewhere_else_has_another_epoch(before, path, elsewhere):
    """The original may have got further messages since, so its numbers may mean others there."""
    epoch = talk(path, *drafts(10))
    if before:
        talk(elsewhere, *drafts(before))
    shutil.copy(path, elsewhere)
    assert talk(elsewhere) != epoch


@pytest.mark.parametrize(
    "note", [b"", b"nonsense", b"\xff" * 300, b"9" * 5_000], ids=["none", "words", "noise", "long"]
)
def test_a_note_that_cannot_be_read_makes_another_epoch_and_a_good_note(path, note):
    epoch = talk(path, *drafts(10))
    path.with_name("hubbub.db.lock").write_bytes(note)
    anew = talk(path)
    assert anew != epoch
    assert talk(path) == anew


async def test_a_draft_is_stored_even_if_the_note_cannot_be_written(path):
    async with sqlite_log(path) as log:
        full = os.open("/dev/full", os.O_RDWR)
        os.dup2(full, log._lock._file)
        os.close(full)
        assert (await log.append(draft("a"))).seq == 1
