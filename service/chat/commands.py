"""What people do: say, rename, type. From a frame to the log or the room, with a refusal for what cannot be."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from service.chat.persons import Tab
from service.log import Draft, Log, RoomFrame
from service.protocol import (
    FAILED,
    NOT_OUR_LANGUAGE,
    TOO_FAST,
    Entry,
    Refusal,
    Rename,
    Say,
    Typing,
    encode,
    parse,
)
from service.text.messages import BadText, clean_text
from service.text.names import BadName, clean_name
from service.websocket.frames import text_frame

if TYPE_CHECKING:
    import asyncio

TYPING_SECONDS: Final = 2.0
"""One tab's news of typing in between is not passed on."""

BAD_FRAMES: Final = 10
"""After so many, whoever is there does not speak our language."""

TOO_FAST_REFUSALS: Final = 100
"""After so many in a row, whoever is there does not listen either."""

RETRY_SECONDS: Final = 5.0
"""When to try again what the log could not store."""

COMPLAINT_SECONDS: Final = 1.0
"""A disk that is full is full for everybody: one line in a while says as much as one for each draft."""

log_line = structlog.get_logger("hubbub.speech")


class Speech:
    def __init__(self, log: Log, max_text: int, clock: Callable[[], float]) -> None:
        self._log, self._max_text, self._clock = log, max_text, clock
        self.is_over = False
        """From now on drafts stay where they are: in the outbox of their tab, which sends them again when we are back."""
        self.unsettled = 0
        """Drafts on their way into the log."""
        self._not_stored, self._next_complaint = 0, 0.0

    def hear(self, tab: Tab, text: str) -> bool:
        """Whether it was a draft, and is on its way."""
        try:
            frame = parse(text)
            if isinstance(frame, Say):
                return self._say(tab, frame)
            if isinstance(frame, Rename):
                self._rename(tab, frame.name)
            else:
                self._pass_on_typing(tab)
        except Refusal as refusal:
            _refuse(tab, refusal)
        except Exception as defect:  # ours, in what this one frame asks for: it costs nobody else anything
            log_line.error("failed", room=tab.room.name, person=tab.known.person.id, exc_info=defect)
            tab.connection.close(FAILED, "something went wrong here")
        return False

    def _say(self, tab: Tab, say: Say) -> bool:
        if self.is_over:
            return False
        tab.known.spend(self._clock(), say.draft)
        cleaned = msgspec.structs.replace(say, text=self._clean_text(say))
        draft = Draft(tab.room.name, tab.known.person, cleaned)
        self.unsettled += 1
        tab.typed_at = 0.0  # what they type after this is news
        self._log.append(draft).add_done_callback(partial(self._settle, tab, say.draft))
        return True

    def _clean_text(self, say: Say) -> str:
        try:
            return clean_text(say.text, self._max_text)
        except BadText as error:
            raise Refusal(error.code, str(error), say.draft) from None

    def _settle(self, tab: Tab, draft: str, appended: "asyncio.Future[Entry]") -> None:
        """The message itself comes by the log. Only what the tab will not be sent that way is said here."""
        self.unsettled -= 1
        if fault := appended.exception():
            self._complain(fault)
            reason = "This message could not be stored. It is not lost: it will be tried again."
            _refuse(tab, Refusal("not_stored", reason, draft, RETRY_SECONDS))
        elif appended.result().seq <= tab.began_after and tab.connection.is_open:
            tab.connection.write(text_frame(encode(appended.result())))  # said long ago, below this tab's view

    def _complain(self, fault: BaseException) -> None:
        self._not_stored += 1
        if (now := self._clock()) >= self._next_complaint:
            log_line.error("not_stored", fault=str(fault), drafts=self._not_stored)
            self._not_stored, self._next_complaint = 0, now + COMPLAINT_SECONDS

    def _rename(self, tab: Tab, wanted: str) -> None:
        tab.known.spend(self._clock(), None)
        try:
            tab.known.rename(clean_name(wanted))
        except BadName as error:
            raise Refusal("bad_name", str(error)) from None

    def _pass_on_typing(self, tab: Tab) -> None:
        now = self._clock()
        if now - tab.typed_at >= TYPING_SECONDS:
            tab.typed_at = now
            self._log.announce(RoomFrame(tab.room.name, Typing(tab.known.person)))


def _refuse(tab: Tab, refusal: Refusal) -> None:
    frame, connection = refusal.frame, tab.connection
    if frame.code == "too_fast":
        tab.known.refusals += 1
        if tab.known.refusals > TOO_FAST_REFUSALS:
            connection.close(TOO_FAST, "too fast, and not listening")
    elif frame.code == "bad_frame":
        tab.bad_frames += 1
        if tab.bad_frames > BAD_FRAMES:
            connection.close(NOT_OUR_LANGUAGE, "not our language")
    if connection.is_open:
        connection.write(text_frame(encode(frame)))
