"""What docs/operating.md says about PostgreSQL: rights, TLS, poolers, backups."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import asyncpg
import pytest

from service.log import LogUnusable
from service.log.postgres.address import parse_address
from service.log.postgres.connection import Unreachable
from service.log.postgres.sessions import Sessions
from service.log.postgres.startup import prepare
from tests.support.docs import OPERATING, section
from tests.support.limited_role import limited_database
from tests.support.logs import append_all, drafts, seqs
from tests.support.nodes import nodes
from tests.support.postgres import PASSWORD, START_SECONDS, PostgresServer, account, postgres_log
from tests.support.server import free_port

FORBIDDEN = (
    "CREATE TABLE other ()", "ALTER TABLE entry ADD other text", "DROP TABLE topic", "TRUNCATE entry", "DELETE FROM room",
    "DELETE FROM life", "INSERT INTO life VALUES (1, 'x')", "UPDATE reaction SET seq = 1", "CREATE SCHEMA other",
)  # fmt: skip


async def test_the_role_of_a_node_may_use_the_tables_and_nothing_else(postgres):
    """tests/faults/test_log_model.py does everything that a log can do with these rights."""
    owner, node = limited_database(postgres, has_tables=False)
    with pytest.raises(LogUnusable, match="lacks a right"):
        await prepare(parse_address(node))
    await prepare(parse_address(owner))
    with pytest.raises(LogUnusable, match="lacks a right"):
        await prepare(parse_address(node))
    owner, node = limited_database(postgres)
    async with nodes(node, node) as two:
        await append_all(two[0].log, drafts(3))
        await two[1].hears(3)
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            postgres.execute(statement, url=node)
    postgres.execute(f"DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}'")
    with pytest.raises(LogUnusable, match="lacks a right"):
        await prepare(parse_address(node.replace("hubbub_node", "stranger")))


@pytest.fixture(scope="module")
def tls(programs):
    """A server with TLS, whose certificate is its own authority and names localhost alone; and another certificate."""
    server = PostgresServer(programs)
    try:
        for name in ("server", "other"):
            files = ("-keyout", f"{name}.key", "-out", f"{name}.crt")
            names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
            subprocess.run(
                ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files),
                **account(), check=True, capture_output=True, cwd=server._folder,
            )  # fmt: skip
        server.stop()
        server.start(
            "ssl=on", f"ssl_cert_file={server._folder}/server.crt", f"ssl_key_file={server._folder}/server.key"
        )
        yield server
    finally:
        server.remove()


ENCRYPTED = """
    SELECT count(*), bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'hubbub'"""


@pytest.mark.thorough
@pytest.mark.parametrize(("host", "parameters", "fault"), [
    ("127.0.0.1", "", None), ("127.0.0.1", "sslmode=require", None),
    ("localhost", "sslmode=verify-full&sslrootcert={}/server.crt", None),
    ("127.0.0.1", "sslmode=verify-ca&sslrootcert={}/server.crt", None),
    ("127.0.0.1", "sslmode=verify-full&sslrootcert={}/server.crt", "cannot be trusted"),
    ("localhost", "sslmode=verify-full&sslrootcert={}/other.crt", "cannot be trusted"),
    ("localhost", "sslmode=verify-full&sslrootcert={}/none.crt", "certificate or key that cannot be read"),
])  # fmt: skip
async def test_the_address_asks_for_tls_and_for_the_server_that_it_names(tls, host, parameters, fault):
    url = f"{tls.new_database()}?{parameters.format(tls._folder)}".replace("127.0.0.1", host)
    if fault:
        with pytest.raises(LogUnusable, match=fault):
            await prepare(parse_address(url))
        return
    async with postgres_log(url) as log:
        assert seqs(await append_all(log, drafts(3))) == [1, 2, 3]
        other = await asyncpg.connect(tls.url())
        assert tuple(await other.fetchrow(ENCRYPTED)) == (4, True)
        await other.close()


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def pgbouncer(programs):
    """In CI nobody would notice a skipped test."""
    if shutil.which("pgbouncer") is None:
        assert not os.environ.get("CI"), "this machine has no PgBouncer"
        pytest.skip("this machine has no PgBouncer")


@contextmanager
def pooler(postgres, pool_mode):
    """Runs PgBouncer. Yields its port once it listens."""
    folder, port = postgres._folder, free_port()
    (folder / "users").write_text(f'"hubbub" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={postgres.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = users\npool_mode = {pool_mode}\n"
    )
    process = subprocess.Popen(("pgbouncer", "--quiet", "pgbouncer.ini"), cwd=folder, **account())
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_listening(port):
            assert process.poll() is None
            assert time.monotonic() < deadline, "PgBouncer does not listen"
            time.sleep(0.01)
        yield port
    finally:
        process.kill()
        process.wait()


@pytest.mark.thorough
@pytest.mark.parametrize("pool_mode", ["session", "transaction"])
async def test_pgbouncer_may_give_each_session_a_connection_but_not_each_transaction(
    postgres, postgres_url, pgbouncer, pool_mode
):
    await prepare(parse_address(postgres_url))
    with pooler(postgres, pool_mode) as port:
        pooled = postgres_url.replace(f":{postgres.port}/", f":{port}/")
        if pool_mode == "session":
            async with nodes(pooled, pooled) as two:
                await append_all(two[0].log, drafts(100))
                await two[1].hears(100)
        else:
            with pytest.raises(Unreachable, match="pool_mode = session"):
                await Sessions.open(parse_address(pooled), "one", lambda payload: None)


@pytest.mark.thorough
async def test_a_backup_made_while_messages_are_stored_is_restored_with_another_epoch(postgres, programs):
    commands = re.findall(r"^(pg_dump|pg_restore) (.*)$", section(OPERATING, "### Back up and restore"), re.MULTILINE)
    owner, node = limited_database(postgres)

    async def run(program, written):
        arguments = (
            written.replace("hubbub.dump", str(postgres._folder / "hubbub.dump")).replace('"$OWNER"', owner).split()
        )
        await asyncio.to_thread(postgres.run, program, *arguments)

    async with postgres_log(node) as log:
        before = await append_all(log, drafts(2_000))
        dumping = asyncio.create_task(run(*commands[0]))
        await append_all(log, drafts(2_000, start=2_001))
        await dumping
        epoch = log.epoch
    await run(*commands[1])
    async with postgres_log(node) as log:
        assert log.epoch != epoch
        entries = (await log.read("lobby", after=1_500, limit=500)).entries
        assert entries == before[1_500:]
        head = (await log.heads(["lobby"]))["lobby"]
        assert head >= 2_000
        assert seqs(await append_all(log, drafts(1, start=9_000))) == [head + 1]
