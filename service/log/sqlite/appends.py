"""Appends drafts within the writer's transaction: gives each draft its number, checks the rules, and applies edits, deletions
and reactions to their message."""

import sqlite3
from typing import Final

from msgspec.structs import replace

from service.log.columns import entry_of
from service.log.contract import Draft
from service.log.rules import StoredMessage, message_of, rejection
from service.log.sqlite import messageless_runs
from service.log.sqlite.heads import Head, Heads
from service.log.sqlite.rows import SELECT, insert
from service.log.sqlite.search_index import SearchIndex
from service.log.sqlite.topics import save_topic
from service.protocol import DeleteMessage, Edit, EditMessage, Entry, Message, React, Topic, rfc3339

FIND_DRAFT: Final = f"{SELECT} WHERE room = ? AND draft = ?"
FIND_MESSAGE: Final = "SELECT person, at, deleted FROM entry WHERE room = ? AND seq = ? AND kind = 'message'"
FIND_EMOJI: Final = "SELECT DISTINCT emoji FROM reaction WHERE room = ? AND message = ?"
EDIT: Final = "UPDATE entry SET text = ?, edited = ? WHERE room = ? AND seq = ?"
DELETE: Final = "UPDATE entry SET text = '', edited = NULL, deleted = 1 WHERE room = ? AND seq = ?"
DELETE_REACTIONS: Final = "DELETE FROM reaction WHERE room = ? AND message = ?"
SWITCH_ON: Final = """
    INSERT INTO reaction (room, message, emoji, person, seq, since)
    SELECT ?1, ?2, ?3, ?4, ?5, coalesce(min(since), ?5) FROM reaction WHERE room = ?1 AND message = ?2 AND emoji = ?3
    ON CONFLICT (room, message, emoji, person) DO NOTHING"""
SWITCH_OFF: Final = "DELETE FROM reaction WHERE room = ? AND message = ? AND emoji = ? AND person = ?"
COUNT: Final = "SELECT count(*) FROM reaction WHERE room = ? AND message = ? AND emoji = ?"


class Appends:
    def __init__(self, database: sqlite3.Connection, index: SearchIndex, edit_hours: float | None) -> None:
        self._database, self._index, self._edit_hours = database, index, edit_hours
        self.heads = Heads(database)

    def append(self, draft: Draft, now: int) -> tuple[Entry, bool]:
        """Returns the entry, and whether it is new: the draft may have been appended before. `now` is in ms since 1970.

        Raises Rejected; then it has changed nothing, except that it may have created the room.
        """
        head = self.heads.of(draft.room)
        seq, at = head.seq + 1, max(now, head.at)  # times must not go backwards if the clock is set back
        about = message_of(draft)
        if about is None:  # most drafts; `insert` below finds one that was appended before
            entry = draft.become(seq, rfc3339(at))
        elif (found := self._find(head, draft)) is not None:
            return found, False
        else:
            entry = self._apply(head.room, draft, about, seq, at)
        # The text of an edit is only in the row of its message.
        if insert(self._database, head.room, replace(entry, text="") if isinstance(entry, Edit) else entry, at):
            if isinstance(entry, Message):
                if head.message < head.seq:
                    messageless_runs.note(self._database, [head.run])
                head.message = seq
            head.seq, head.at = seq, at
            if isinstance(entry, Topic):
                save_topic(self._database, head.room, entry, at)
            return entry, True
        found = self._find(head, draft)
        assert found is not None
        return found, False

    def _find(self, head: Head, draft: Draft) -> Entry | None:
        row = self._database.execute(FIND_DRAFT, (head.room, draft.id)).fetchone()
        return None if row is None else entry_of(row)

    def _apply(self, room: int, draft: Draft, message: int, seq: int, at: int) -> Entry:
        """Checks a draft that names a message, and applies an edit, a deletion or a reaction to that message. Returns the new
        entry, which is not inserted yet. Raises Rejected."""
        rejected = rejection(draft, self._stored(room, draft, message), at, self._edit_hours)
        if rejected is not None:
            raise rejected
        execute, frame = self._database.execute, draft.frame
        match frame:
            case EditMessage():
                execute(EDIT, (frame.text, at, room, message))
                self._index.forget(room, message)
            case DeleteMessage():
                execute(DELETE, (room, message))
                execute(DELETE_REACTIONS, (room, message))
                self._index.forget(room, message)
            case React():
                return draft.become(seq, rfc3339(at), self._react(room, draft.author.id, frame, seq))
        return draft.become(seq, rfc3339(at))

    def _stored(self, room: int, draft: Draft, message: int) -> StoredMessage | None:
        row = self._database.execute(FIND_MESSAGE, (room, message)).fetchone()
        if row is None:
            return None
        person, at, is_deleted = row
        emoji = self._database.execute(FIND_EMOJI, (room, message)).fetchall() if isinstance(draft.frame, React) else ()
        return StoredMessage(person, at, bool(is_deleted), [one for (one,) in emoji])

    def _react(self, room: int, person: str, frame: React, seq: int) -> int:
        """Switches the reaction on or off. Returns the number of persons with it afterwards."""
        if frame.on:
            self._database.execute(SWITCH_ON, (room, frame.message, frame.emoji, person, seq))
        else:
            self._database.execute(SWITCH_OFF, (room, frame.message, frame.emoji, person))
        count: int = self._database.execute(COUNT, (room, frame.message, frame.emoji)).fetchone()[0]
        return count
