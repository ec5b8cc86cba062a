"""Opens connections to the primary of a database, and decides whether an attempt that failed is worth repeating."""

import asyncio
import ssl
from typing import Any, Final

import asyncpg

from service.log.contract import LogUnusable
from service.log.postgres.address import Address, Host
from service.log.postgres.errors import reason_of, state_of

Connection = Any
"""An asyncpg.Connection; the package has no types."""

CONNECT_SECONDS: Final = 2.0
"""Time for one attempt to connect to one host, with its first statements: a host that does not answer must not keep us from the
next one."""

KEEPALIVE_SECONDS: Final = 60
"""Time without traffic after which the server tests a connection. This also keeps firewalls from forgetting a connection that is
seldom used."""

DEAD_PEER_SECONDS: Final = 5
"""Time after which the server ends a connection on which a node does not acknowledge data. This frees the locks of the
connection."""

OLDEST_VERSION: Final = 150_000

SETTINGS: Final = f"""
    SELECT set_config('plan_cache_mode', 'force_generic_plan', false),
        set_config('default_transaction_isolation', 'read committed', false),
        set_config('enable_seqscan', 'off', false),
        set_config('jit', 'off', false),
        set_config('idle_session_timeout', '0', false),
        set_config('statement_timeout', '0', false),
        set_config('tcp_keepalives_idle', '{KEEPALIVE_SECONDS}', false),
        set_config('tcp_user_timeout', '{DEAD_PEER_SECONDS * 1000}', false),
        set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
            ELSE current_setting('synchronous_commit') END, false)"""
"""`plan_cache_mode`: each statement is planned only once. `enable_seqscan`: its plan uses an index, even while the table is
small, because the table grows. `synchronous_commit`: with "off" a crash would lose stored messages. All are set after
connecting, because poolers refuse some of them as parameters of the connection."""


class Unreachable(Exception):
    """No primary answers now. Another attempt may succeed. The message is for the log lines of the service."""


async def connect(address: Address) -> Connection:
    """Connects to the first host that can be written to. Raises Unreachable, or LogUnusable if waiting does not help."""
    reasons = []
    standbys = 0
    for host in address.hosts:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection, is_standby = await _connect(address, host)
        except LogUnusable:
            raise
        except Exception as error:  # noqa: BLE001 - `_unusable` decides whether to try again
            if (unusable := _unusable(address, host, error)) is not None:
                raise unusable from None
            reasons.append(f"{host.name}:{host.port}: {_reason(error)}")
            continue
        if is_standby:
            connection.terminate()
            standbys += 1
            reasons.append(f"{host.name}:{host.port}: it is a standby")
            continue
        return connection
    if standbys == len(address.hosts) == 1:
        raise LogUnusable(f"{address} is a standby, which is read-only. Name the primary in HUBBUB_LOG, or both hosts.")
    raise Unreachable("; ".join(reasons))


async def _connect(address: Address, host: Host) -> tuple[Connection, bool]:
    """Returns the connection, and whether its host is a standby."""
    connection = await asyncpg.connect(
        address.ssl_url,
        host=host.name,
        port=host.port,
        user=address.user,
        password=address.password,
        database=address.database,
        server_settings={"application_name": "hubbub"},
    )
    try:
        await connection.execute(SETTINGS)
        await _check_server(address, connection)
        return connection, await connection.fetchval("SELECT pg_is_in_recovery()")
    except BaseException:
        connection.terminate()
        raise


async def _check_server(address: Address, connection: Connection) -> None:
    version = int(await connection.fetchval("SHOW server_version_num"))
    if version < OLDEST_VERSION:
        raise LogUnusable(f"{address} is PostgreSQL {version // 10_000}; Hubbub needs 15 or newer.")
    if (encoding := await connection.fetchval("SHOW server_encoding")) != "UTF8":
        raise LogUnusable(f"{address} stores texts as {encoding}; Hubbub needs a database with the encoding UTF8.")


_UNUSABLE: Final = {
    "28P01": "the password is wrong, or the user is unknown",
    "28000": "the server refuses this user, database or address (pg_hba.conf)",
    "3D000": "there is no such database",
    "42501": "the role lacks a right",
}


def _unusable(address: Address, host: Host, error: Exception) -> LogUnusable | None:
    if reason := _UNUSABLE.get(state_of(error)):
        return LogUnusable(f"{address} cannot be used as the log: {reason}.")
    if isinstance(error, ssl.SSLError):
        return LogUnusable(
            f"{host.name}:{host.port} cannot be trusted: TLS fails ({error.reason or 'unknown reason'})."
        )
    if isinstance(error, ConnectionError) and "rejected SSL" in str(error):  # asyncpg has no type for it
        return LogUnusable(f"{host.name}:{host.port} offers no TLS, which sslmode in HUBBUB_LOG requires.")
    if isinstance(error, asyncpg.ClientConfigurationError):  # about TLS: asyncpg gets no other parameters as text
        return LogUnusable(f"{address} cannot be used as the log: {' '.join(str(error).split())}.")
    if isinstance(error, (FileNotFoundError, PermissionError)) and address.parameters:
        return LogUnusable("HUBBUB_LOG names a certificate or key that cannot be read.")
    if isinstance(error, ValueError):
        return LogUnusable(f"{address} cannot be used as the log: asyncpg refuses its address.")
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {CONNECT_SECONDS:.0f} s"
    if isinstance(error, OSError):
        return error.strerror or "the host is not reached"
    return reason_of(error)
