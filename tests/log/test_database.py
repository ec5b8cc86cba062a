"""The SQLite file in every bad state at a start: one sentence that says so, and the file untouched."""

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


def test_a_log_is_made_where_there_is_none_and_nothing_else_is_left(path):
    SqliteLog.prepare(path)
    assert {one.name for one in path.parent.iterdir()} <= {"hubbub.db", "hubbub.db.lock"}


def test_a_start_that_was_killed_half_way_is_begun_anew(path):
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


def test_an_empty_file_is_not_taken_for_an_empty_log(path):
    path.touch()
    refused(path, "is empty")
    assert path.stat().st_size == 0


def test_a_file_that_is_no_database_stays_as_it_is(path):
    path.write_text("Dear diary, " * 1_000)
    before = digest(path)
    refused(path, "not a SQLite database")
    assert digest(path) == before


def test_a_database_of_another_program_stays_as_it_is(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmark (url TEXT)")
    before = digest(path)
    refused(path, "another program")
    assert digest(path) == before
    assert not path.with_name("hubbub.db-wal").exists()


def test_a_log_of_a_newer_version_stays_as_it_is(filled):
    with closing(sqlite3.connect(filled)) as newer:
        newer.execute(f"PRAGMA user_version = {len(SCHEMAS) + 1}")
    before = digest(filled)
    refused(filled, "newer Hubbub")
    assert digest(filled) == before


def test_a_damaged_log_stays_as_it_is(filled):
    with filled.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 6)
    before = digest(filled)
    refused(filled, "damaged")
    assert digest(filled) == before


def test_a_log_cut_short_stays_as_it_is(filled):
    os.truncate(filled, filled.stat().st_size // 2)
    before = digest(filled)
    refused(filled, "damaged")
    assert digest(filled) == before


def test_a_read_only_log_is_named(filled):
    filled.chmod(0o444)
    before = digest(filled)
    refused(filled, "read-only")
    assert digest(filled) == before


def test_a_folder_in_the_place_of_the_log_is_named(path):
    path.mkdir()
    refused(path, "cannot be used")


def test_a_journal_without_its_log_is_not_thrown_away(path):
    journal = path.with_name("hubbub.db-wal")
    journal.write_bytes(b"messages that were not yet in the file")
    refused(path, "-wal is there")
    assert journal.read_bytes() == b"messages that were not yet in the file"
    assert not path.exists()


def test_a_log_that_another_program_has_locked_is_named(filled):
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(filled, "locked")
