"""Receives the frames from tabs: each becomes a draft in the log, a new name, an announcement or a watch, or is refused."""

from asyncio import Future
from collections.abc import Callable
from functools import partial
from typing import Final, assert_never

import structlog

from service.chat.cleaning import clean_draft
from service.chat.persons import Tab
from service.chat.watches import Watches
from service.log import Draft, Log, Rejected, RoomFrame
from service.protocol import (
    FAILED,
    NOT_OUR_PROTOCOL,
    TOO_FAST,
    DeleteMessage,
    DraftFrame,
    EditMessage,
    Entry,
    React,
    Refusal,
    Rename,
    Say,
    SetTopic,
    StartTyping,
    Typing,
    Watch,
    encode,
    parse,
)
from service.text.names import BadName, clean_name
from service.text.rooms import BadRoom, clean_room
from service.websocket.frames import text_frame

TYPING_SECONDS: Final = 2.0
"""Shortest time between two `typing` of a tab that are announced, because each is written to everybody in the room."""

WATCH_LIMIT: Final = 100
"""Rooms that a tab may watch. Bounds the memory of a tab, and the size of a frame with all heads."""

BAD_FRAMES: Final = 10
"""Invalid frames that a tab may send. With the next one its connection is closed: the program there speaks another protocol."""

TOO_FAST_REFUSALS: Final = 100
"""Refusals with `too_fast` in a row for one person. One more closes the connection: its program ignores `retry_ms`."""

RETRY_SECONDS: Final = 5.0
"""Time after which a tab resends a draft that the log could not store."""

REACTION_COST: Final = 0.25
"""Cost of a reaction in the rate limit, in which a message costs 1: it is one click, and everybody may click at the same time."""

FAULT_SECONDS: Final = 1.0
"""Shortest time between two log lines `not_stored`: with a full disk thousands of drafts fail in a second."""

logger = structlog.get_logger("hubbub.chat")


class Commands:
    def __init__(self, log: Log, watches: Watches, max_text: int, clock: Callable[[], float]) -> None:
        self._log, self._watches, self._max_text, self._clock = log, watches, max_text, clock
        self.is_draining = False
        """If true, drafts are ignored: they stay in the tab's outbox, which resends them after the restart."""
        self.unsettled = 0
        """Drafts that the log has neither stored nor refused."""
        self._not_stored, self._next_line_at = 0, 0.0

    def receive(self, tab: Tab, text: str) -> bool:
        """Handles one text frame of the tab. Returns whether it was a draft that is now on its way into the log."""
        try:
            match parse(text):
                case Say() | EditMessage() | DeleteMessage() | React() | SetTopic() as frame:
                    return self._append(tab, frame)
                case Rename(name):
                    self._rename(tab, name)
                case StartTyping():
                    self._announce_typing(tab)
                case Watch(rooms):
                    self._watch(tab, rooms)
                case unknown:
                    assert_never(unknown)
        except Refusal as refusal:
            _refuse(tab, refusal)
        except Exception as error:  # a defect of ours, so it ends this connection and no other
            logger.error("frame_failed", room=tab.room.name, person=tab.record.person.id, exc_info=error)
            tab.connection.close(FAILED, "internal error")
        return False

    def _append(self, tab: Tab, frame: DraftFrame) -> bool:
        if self.is_draining:
            return False
        tab.record.spend(self._clock(), frame.draft, REACTION_COST if isinstance(frame, React) else 1.0)
        draft = Draft(tab.room.name, tab.record.person, clean_draft(frame, self._max_text))
        self.unsettled += 1
        if isinstance(frame, Say):
            tab.typed_at = 0.0  # the author has stopped typing: what they type next is announced at once
        # For a log in SQLite this is SqliteLog.append of log/sqlite/log.py.
        self._log.append(draft).add_done_callback(partial(self._settle, tab, frame.draft))
        return True

    def _settle(self, tab: Tab, draft_id: str, appended: "Future[Entry]") -> None:
        """Tells the tab if the draft was not stored. Writes the entry itself only if it was stored so long ago that the view of
        the tab begins after it (`tab.after`). Any other entry reaches the tab by delivery or by catching up.
        """
        self.unsettled -= 1
        error = appended.exception()
        if isinstance(error, Rejected):
            _refuse(tab, Refusal(error.code, str(error), draft_id))
        elif error is not None:
            self._report_not_stored(error)
            reason = "This message could not be stored. Your browser keeps it and sends it again."
            _refuse(tab, Refusal("not_stored", reason, draft_id, RETRY_SECONDS))
        elif appended.result().seq <= tab.after and tab.connection.is_open:
            tab.connection.write(text_frame(encode(appended.result())))

    def _report_not_stored(self, error: BaseException) -> None:
        self._not_stored += 1
        if (now := self._clock()) >= self._next_line_at:
            logger.error("not_stored", fault=str(error), drafts=self._not_stored)
            self._not_stored, self._next_line_at = 0, now + FAULT_SECONDS

    def _rename(self, tab: Tab, name: str) -> None:
        tab.record.spend(self._clock())
        try:
            tab.record.rename(clean_name(name))
        except BadName as error:
            raise Refusal("bad_name", str(error)) from None

    def _announce_typing(self, tab: Tab) -> None:
        now = self._clock()
        if now - tab.typed_at >= TYPING_SECONDS:
            tab.typed_at = now
            self._log.announce(RoomFrame(tab.room.name, Typing(tab.record.person)))

    def _watch(self, tab: Tab, rooms: list[str]) -> None:
        tab.record.spend(self._clock())
        if len(rooms) > WATCH_LIMIT:
            raise Refusal("too_many", f"A tab can watch at most {WATCH_LIMIT} rooms.")
        try:
            names = {clean_room(room) for room in rooms}
        except BadRoom:
            raise Refusal("bad_room", "One of the rooms to watch has an invalid name.") from None
        self._watches.watch(tab, names)


def _refuse(tab: Tab, refusal: Refusal) -> None:
    frame, connection, record = refusal.frame, tab.connection, tab.record
    if frame.code == "too_fast":
        record.too_fast_in_a_row += 1
        if record.too_fast_in_a_row > TOO_FAST_REFUSALS:
            connection.close(TOO_FAST, "too many messages")
    elif frame.code == "bad_frame":
        tab.bad_frames += 1
        if tab.bad_frames > BAD_FRAMES:
            connection.close(NOT_OUR_PROTOCOL, "invalid frames")
    if connection.is_open:
        connection.write(text_frame(encode(frame)))
