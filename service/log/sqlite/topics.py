"""The present topic of each room, which stays when retention drops its entry."""

import sqlite3
from typing import Final

from service.protocol import Person, Topic, rfc3339

SET: Final = """
    INSERT OR REPLACE INTO topic (room, seq, draft, person, name, at, text) VALUES (?, ?, ?, ?, ?, ?, ?)"""
REMOVE: Final = "DELETE FROM topic WHERE room = ?"
FIND: Final = "SELECT seq, draft, person, name, at, text FROM topic WHERE room = ?"


def save_topic(database: sqlite3.Connection, room: int, topic: Topic, at: int) -> None:
    """Makes this topic the present one; if its text is empty, the room has none afterwards. Call in the order of seq, within the
    transaction that appends its entry."""
    if topic.text:
        author = topic.author
        database.execute(SET, (room, topic.seq, topic.draft, author.id, author.name, at, topic.text))
    else:
        database.execute(REMOVE, (room,))


def find_topic(database: sqlite3.Connection, room: int) -> Topic | None:
    found = database.execute(FIND, (room,)).fetchone()
    if found is None:
        return None
    seq, draft, person, name, at, text = found
    return Topic(seq, draft, Person(person, name), rfc3339(at), text)
