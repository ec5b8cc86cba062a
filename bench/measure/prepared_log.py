"""A log with a past: a file that Hubbub's own log has filled with messages before the server starts."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.load.stamps import stamp
from service.log import Draft, Log, open_log
from service.protocol import FIRST_PAGE, Person, Say
from service.settings import Settings

AUTHOR: Final = Person("0123456789abcdef", "Brisk Otter")
BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class PreparedLog:
    head: int
    epoch: str

    @property
    def first_page(self) -> int:
        return min(FIRST_PAGE, self.head)

    def query(self, missed: int | None) -> str:
        """Returns the parameters of a tab that reconnects and missed this number of messages; for None, of a new tab."""
        return "" if missed is None else f"?room=lobby&after={self.head - missed}&epoch={self.epoch}"


def prepare_log(path: Path, count: int) -> PreparedLog:
    """Stores this number of messages in the lobby."""
    return asyncio.run(_fill(path, count))


async def _fill(path: Path, count: int) -> PreparedLog:
    log = await open_log(Settings(log=f"sqlite:{path}"))
    reader = asyncio.create_task(_discard_live(log))
    for first in range(1, count + 1, BATCH):
        numbers = range(first, min(first + BATCH, count + 1))
        await asyncio.gather(*(log.append(_draft(number)) for number in numbers))
    reader.cancel()
    with suppress(asyncio.CancelledError):
        await reader
    await log.close()
    return PreparedLog(count, log.epoch)


async def _discard_live(log: Log) -> None:
    """Reads live() and drops the batches: the log would keep every message in memory for a reader."""
    async for _ in log.live():
        pass


def _draft(number: int) -> Draft:
    say = Say(f"d{number:08d}", f"A message of a usual length. {stamp(number)}")
    return Draft("lobby", AUTHOR, say)
