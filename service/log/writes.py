"""The drafts on their way into a log, and the frames for the next batch of its `live`. For every log; used on the loop."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final

from service.log.contract import Batch, Draft, NotStored, Rejected, RoomFrame
from service.protocol import Entry

COMMIT_LIMIT: Final = 2_000
"""Most drafts in one commit. Bounds how long the first of them waits: a commit of so many takes about 10 ms in SQLite."""

COMMIT_PAUSE_SECONDS: Final = 0.004
"""Shortest time between two commits. The first draft after a quiet moment is committed at once; drafts that come together share
the wait for the disk."""

DRAFT_PAUSE_SECONDS: Final = 0.0005
"""The pause after a commit is this long for each of its drafts, but at least COMMIT_PAUSE_SECONDS and at most
LONGEST_PAUSE_SECONDS. With thousands of drafts a second, larger commits save a fifth of the processor time."""

LONGEST_PAUSE_SECONDS: Final = 0.008
"""Longest pause after a commit, however many drafts it had; people do not notice 8 ms."""

WAITING_LIMIT: Final = 20_000
"""Drafts that may wait to be stored; further ones are refused at once. Bounds memory if the disk does not answer."""


def pause_after(drafts: int) -> float:
    """Returns the seconds from a commit of this number of drafts to the next."""
    return min(max(COMMIT_PAUSE_SECONDS, drafts * DRAFT_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)


@dataclass(slots=True)
class Write:
    """A draft on its way through the writer. A write without a draft tests whether the log can be written."""

    draft: Draft | None
    future: "asyncio.Future[Entry]"
    entry: Entry | None = None
    is_new: bool = False
    rejected: Rejected | None = None
    is_settled: bool = False


def new_frames(writes: Iterable[Write]) -> list[RoomFrame]:
    """Returns the entries that were appended, without those of drafts that were appended before."""
    return [RoomFrame(one.draft.room, one.entry) for one in writes if one.is_new and one.draft and one.entry]


class Writes:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting = 0
        self._fresh: Batch = []
        self._has_fresh = asyncio.Event()
        self._end: Exception | None = None

    def begin(self, draft: Draft | None) -> Write:
        """Returns a write for the writer. If too many wait, its future has failed already."""
        write = Write(draft, self._loop.create_future())
        if self._waiting >= WAITING_LIMIT:
            write.future.set_exception(NotStored("too many messages are waiting to be stored"))
        else:
            self._waiting += 1
        return write

    def settle(self, writes: Iterable[Write], error: str | None) -> None:
        """Completes the futures of these writes. `error` is None if the writes are stored; otherwise the reason why this is not
        certain."""
        for write in writes:
            if write.is_settled:
                continue
            write.is_settled = True
            self._waiting -= 1
            if write.future.cancelled():
                continue
            if error is not None:
                write.future.set_exception(NotStored(error))
            elif write.rejected is not None:
                write.future.set_exception(write.rejected)
            elif write.draft is not None and write.entry is None:
                write.future.set_exception(NotStored("the entry that this draft became was dropped meanwhile"))
            else:
                write.future.set_result(write.entry)  # type: ignore[arg-type]

    def publish(self, frames: Iterable[RoomFrame]) -> None:
        """Adds frames to the next batch of `live`."""
        self._fresh.extend(frames)
        if self._fresh:
            self._has_fresh.set()

    def end(self, error: Exception) -> None:
        """Ends `live` with this error: the log cannot go on."""
        self._end = error
        self._has_fresh.set()

    async def live(self) -> AsyncIterator[Batch]:
        while True:
            await self._has_fresh.wait()
            self._has_fresh.clear()
            if self._end is not None:
                raise self._end
            batch, self._fresh = self._fresh, []
            yield batch
