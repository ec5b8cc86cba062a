"""The SQLite file in every bad state at a start: it is refused with one sentence, and not changed."""

import hashlib
import os
import sqlite3
from contextlib import closing

import pytest

from service.log import LogUnusable, check_log
from service.log.sqlite.log import SqliteLog
from service.log.sqlite.migrations import SCHEMAS
from service.settings import Settings


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(path, match):
    with pytest.raises(LogUnusable, match=match) as fault:
        SqliteLog.prepare(path)
    assert "\n" not in str(fault.value)
    assert str(path) in str(fault.value)


def test_a_log_is_made_where_there_is_none_and_no_other_file_is_left(path):
    SqliteLog.prepare(path)
    assert {one.name for one in path.parent.iterdir()} <= {"hubbub.db", "hubbub.db.lock"}


def test_a_start_that_was_killed_is_repeated(path):
    path.with_name("hubbub.db.new").write_bytes(b"half a file")
    SqliteLog.prepare(path)
    assert not path.with_name("hubbub.db.new").exists()


def test_a_folder_that_is_missing_is_named_and_not_made(tmp_path):
    path = tmp_path / "missing" / "hubbub.db"
    refused(path, r"folder .*missing does not exist")
    assert not path.parent.exists()


def test_the_default_log_makes_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check_log(Settings())
    assert (tmp_path / "data" / "hubbub.db").exists()


def write(data):
    return lambda path: path.write_bytes(data)


def execute(sql):
    def change(path):
        with closing(sqlite3.connect(path)) as database:
            database.execute(sql)

    return change


def damage(path):
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 6)


def shorten(path):
    os.truncate(path, path.stat().st_size // 2)


NEW = {
    "an empty file": (write(b""), "is empty"),
    "no database": (write(b"Dear diary, " * 1_000), "not a SQLite database"),
    "a database of another program": (execute("CREATE TABLE bookmark (url TEXT)"), "another program"),
}
FILLED = {
    "a newer version": (execute(f"PRAGMA user_version = {len(SCHEMAS) + 1}"), "newer Hubbub"),
    "a damaged log": (damage, "damaged"),
    "a log cut short": (shorten, "damaged"),
    "a read-only log": (lambda path: path.chmod(0o444), "read-only"),
}


@pytest.mark.parametrize("case", [*NEW, *FILLED])
def test_an_unusable_file_is_refused_with_its_fault_and_stays_as_it_is(case, path, request):
    if case in FILLED:
        request.getfixturevalue("filled")
    change, match = (NEW | FILLED)[case]
    change(path)
    before = digest(path)
    refused(path, match)
    assert digest(path) == before
    assert case in FILLED or not path.with_name("hubbub.db-wal").exists()


def test_a_folder_in_the_place_of_the_log_is_named(path):
    path.mkdir()
    refused(path, "cannot be used")


def test_a_journal_without_its_log_is_kept(path):
    journal = path.with_name("hubbub.db-wal")
    journal.write_bytes(b"messages that were not yet in the file")
    refused(path, "-wal is there")
    assert journal.read_bytes() == b"messages that were not yet in the file"
    assert not path.exists()


def test_a_log_that_another_program_has_locked_is_named(filled):
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(filled, "locked")
