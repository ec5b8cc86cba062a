"""The newest entries of a room as frames in memory, so that opening the page or a short reconnect needs no read of the log."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from service.chat.text_changes import Changes, with_latest_text
from service.protocol import Edit, Entry, Message, encode
from service.websocket.frames import payload_of, text_frame

RECENT_LIMIT: Final = 512
"""Frames of a room kept in memory."""

RECENT_BYTES: Final = 256 * 1024
"""Bytes of these frames. Bounds the memory of a room."""

_decoder: Final[msgspec.json.Decoder[Message | Edit]] = msgspec.json.Decoder(Message | Edit)


class RecentFrames:
    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._edits: deque[Edit] = deque()
        """The edits among the frames: a later change of their message changes their texts, too."""

    def add(self, entries: list[Entry], changes: Changes) -> list[bytes]:
        """Adds the next entries of the room, and returns their frames. `changes` are those among the entries (`changes_in`).

        Afterwards no frame, old or new, has a text that the changes removed.
        """
        if changes:
            self._rewrite(entries[0].seq, changes)
            entries = [with_latest_text(entry, changes) for entry in entries]
            self._edits.extend(entry for entry in entries if isinstance(entry, Edit))
        frames = [text_frame(encode(entry)) for entry in entries]
        self._frames.extend(frames)
        self._bytes += sum(map(len, frames))
        while len(self._frames) > RECENT_LIMIT or self._bytes > RECENT_BYTES:
            self._bytes -= len(self._frames.popleft())
        return frames

    def keep_newest(self, count: int) -> None:
        """Forgets all frames but this number of the newest."""
        while len(self._frames) > count:
            self._bytes -= len(self._frames.popleft())

    def _rewrite(self, next_seq: int, changes: Changes) -> None:
        oldest = next_seq - len(self._frames)
        self._edits = deque(edit for edit in self._edits if edit.seq >= oldest)
        edits = (edit.seq for edit in self._edits if edit.message in changes)
        for seq in (*changes, *edits):
            if oldest <= seq < next_seq:
                before = self._frames[seq - oldest]
                after = text_frame(encode(with_latest_text(_decoder.decode(payload_of(before)), changes)))
                self._frames[seq - oldest] = after
                self._bytes += len(after) - len(before)

    def newest(self, count: int) -> Iterator[bytes] | None:
        """Returns this number of the newest frames, or None if not all of them are in memory."""
        if count > len(self._frames):
            return None
        return islice(self._frames, len(self._frames) - count, None)
