"""The connections of a node to the database, each with one job. They are opened together, and ended together when one is lost."""

import asyncio

from service.log.contract import LogUnusable
from service.log.postgres.address import Address
from service.log.postgres.appends import FUNCTION
from service.log.postgres.connection import Connection, Unreachable, connect
from service.log.postgres.errors import is_lost, reason_of, state_of
from service.log.postgres.startup import SCHEMAS, version_of


class Sessions:
    def __init__(self, epoch: str, append: Connection, read: Connection) -> None:
        self.epoch, self.append, self.read = epoch, append, read
        self.lost = asyncio.Event()
        """Set when one of them is lost: none is used any more."""
        for connection in (append, read):
            connection.add_termination_listener(lambda _: self.lost.set())

    @classmethod
    async def open(cls, address: Address) -> "Sessions":
        """Raises Unreachable, or LogUnusable."""
        opened: list[Connection] = []
        try:
            append = await connect(address)
            opened.append(append)
            read = await connect(address)
            opened.append(read)
            await append.execute(FUNCTION)
            return cls(await _epoch(address, append), append, read)
        except BaseException as error:
            for connection in opened:
                connection.terminate()
            if isinstance(error, Exception) and (is_lost(error) or state_of(error)):
                raise Unreachable(reason_of(error)) from None
            raise

    def terminate(self) -> None:
        """Drops the connections. A statement under way may still be carried out, which a cancelled one must not be."""
        self.lost.set()
        for connection in (self.append, self.read):
            connection.terminate()


async def _epoch(address: Address, connection: Connection) -> str:
    if (version := await version_of(connection)) != len(SCHEMAS):
        raise LogUnusable(f"{address} has version {version}, and this Hubbub reads {len(SCHEMAS)}.")
    epoch: str = await connection.fetchval("SELECT epoch FROM life")
    return epoch
