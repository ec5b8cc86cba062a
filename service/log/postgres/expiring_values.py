"""Expiring values that all nodes share, in an unlogged table: a crash or a failover of the database loses them."""

from typing import Final

from service.log.contract import VALUES_LIMIT, Value
from service.log.postgres.connection import Connection
from service.log.postgres.reader import Reader

REMOVE_OLD: Final = "DELETE FROM value WHERE ends_at <= clock_timestamp()"
SET: Final = """
    INSERT INTO value (key, content, ends_at)
    SELECT $1, $2, clock_timestamp() + $3 * interval '1 second'
    WHERE (SELECT count(*) FROM value WHERE key <> $1) < $4
    ON CONFLICT (key) DO UPDATE SET content = excluded.content, ends_at = excluded.ends_at RETURNING true"""
GET: Final = """
    SELECT content, extract(epoch FROM ends_at - clock_timestamp())::float AS seconds
    FROM value WHERE key = $1 AND ends_at > clock_timestamp()"""
REPLACE: Final = """
    UPDATE value SET content = $3 WHERE key = $1 AND content = $2 AND ends_at > clock_timestamp() RETURNING true"""
REMOVE: Final = "DELETE FROM value WHERE key = $1"


class PostgresValues:
    """Implements contract.Values. All times are those of the database."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def set(self, key: str, content: bytes, seconds: float) -> bool:
        async def question(connection: Connection) -> bool:
            await connection.execute(REMOVE_OLD)
            return await connection.fetchval(SET, key, content, seconds, VALUES_LIMIT) is not None

        return await self._reader.ask("", question)

    async def get(self, key: str) -> Value | None:
        row = await self._reader.ask("", lambda connection: connection.fetchrow(GET, key))
        return None if row is None else Value(row["content"], row["seconds"])

    async def replace(self, key: str, before: bytes, after: bytes) -> bool:
        replaced = await self._reader.ask("", lambda connection: connection.fetchval(REPLACE, key, before, after))
        return replaced is not None

    async def remove(self, key: str) -> None:
        await self._reader.ask("", lambda connection: connection.execute(REMOVE, key))
