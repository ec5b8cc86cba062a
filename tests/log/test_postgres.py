"""The log in PostgreSQL: its address, its start, and what happens to drafts while the database is away."""

import asyncio
import re
import secrets

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from service.log import LogUnusable, NotStored
from service.log.postgres import appends, connection
from service.log.postgres.address import Address, Host, parse_address
from service.log.postgres.connection import connect
from service.log.postgres.log import PostgresLog
from service.log.postgres.startup import SCHEMAS, prepare
from service.settings import BadSetting, Settings
from tests.support.logs import append_all, deletion, draft, drafts, edit, numbers, seqs
from tests.support.postgres import PASSWORD, postgres_log


@pytest.mark.parametrize(("written", "address"), [
    ("ana@db/chat", Address((Host("db", 5432),), "ana", "chat")),
    ("ana:p%40ss%2F@db:6000,[::1]/my%20chat?sslmode=verify-full&sslrootcert=%2Fca.pem", Address(
        (Host("db", 6000), Host("::1", 5432)), "ana", "my chat", "p@ss/",
        (("sslmode", "verify-full"), ("sslrootcert", "/ca.pem")))),
    ("ana@%2Frun%2Fpostgresql/chat", Address((Host("/run/postgresql", 5432),), "ana", "chat")),
])  # fmt: skip
def test_an_address_may_percent_encode_its_parts_and_name_several_hosts(written, address):
    assert parse_address(f"postgresql://{written}") == address


@pytest.mark.parametrize(("written", "fault"), [
    ("db/chat", "user is missing"), ("ana:hunter2@db", "database is missing"), ("ana:hunter2@db/", "database is missing"),
    ("ana:hunter2@db:port/chat", "port is invalid"), ("ana:hunter2@db:0/chat", "port is invalid"),
    ("ana:hunter2/secret@db/chat", "percent-encoded"), ("ana:hunter2@secret@db/chat", "percent-encoded"),
    ("ana:hunter2:secret@/chat", "port is invalid"),
    ("ana:hunter2@db/chat?connect_timeout=3", "parameter connect_timeout is unknown"),
    ("ana:hunter2@db/chat?sslmode=on", "sslmode must be one of"), ("ana:hunter2@db/chat?hunter2", "parameter is unknown"),
])  # fmt: skip
def test_a_wrong_address_is_refused_by_what_is_wrong_and_without_the_password(written, fault):
    with pytest.raises(LogUnusable, match=rf"^HUBBUB_LOG is invalid: .*{fault}") as refused:
        parse_address(f"postgresql://{written}")
    assert "hunter2" not in str(refused.value)
    assert "secret" not in str(refused.value)


@given(st.lists(st.sampled_from([*"@:/?#[]%,=& ", "ana", "db", "sslmode", PASSWORD]), max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_error_about_an_address_shows_the_password_wherever_it_stands(parts):
    url = f"postgresql://ana:{PASSWORD}{''.join(parts)}"
    try:
        address = parse_address(Settings.from_environment({"HUBBUB_LOG": url}).log)
    except (BadSetting, LogUnusable) as refused:
        shown = f"{refused} {refused!r} {refused.__cause__}"
    else:
        shown = "" if PASSWORD in url.rpartition("@")[2] else f"{address} {address!r}"
    assert PASSWORD not in shown


def test_no_text_of_the_settings_shows_the_password():
    settings = Settings(log=f"postgresql://ana:{PASSWORD}@db/chat")
    assert PASSWORD not in repr(settings)
    assert PASSWORD not in f"{parse_address(settings.log)} {parse_address(settings.log)!r}"
    with pytest.raises(BadSetting) as refused:
        Settings.from_environment({"HUBBUB_LOG": f"postgres:/ana:{PASSWORD}@db/chat"})
    assert PASSWORD not in str(refused.value)


async def test_several_nodes_create_the_tables_at_once(postgres_url):
    address = parse_address(postgres_url)
    await asyncio.gather(*(prepare(address) for _ in range(8)))
    async with postgres_log(postgres_url) as one, postgres_log(postgres_url) as two:
        assert one.epoch == two.epoch
        entries = await asyncio.gather(*(node.append(draft(f"d{n}")) for n in range(50) for node in (one, two)))
        assert sorted({one.draft: one.seq for one in entries}.values()) == numbers(1, 50)
        assert seqs(entries[::2]) == seqs(entries[1::2])


UNUSABLE = {
    "an older server": (None, "", "needs 15 or newer"),
    "a wrong password": (lambda postgres: postgres.url(password="wrong"), "", "password is wrong"),
    "no database": (lambda postgres: postgres.url("nowhere"), "", "no such database"),
    "another encoding": (
        lambda postgres: postgres.new_database("ENCODING 'SQL_ASCII' TEMPLATE template0"),
        "",
        "encoding UTF8",
    ),
    "a newer version": (None, f"UPDATE life SET version = {len(SCHEMAS) + 1}", "newer Hubbub"),
    "no TLS": (lambda postgres: postgres.url() + "?sslmode=require", "", "offers no TLS"),
    "no authority for TLS": (
        lambda postgres: postgres.url() + "?sslmode=verify-full",
        "",
        "root certificate",
    ),
    "a part of a copy": (None, "UPDATE life SET epoch = 'copying ' || epoch", "has a part of a log"),
    "a role without rights": (
        None,
        "CREATE ROLE {role} LOGIN PASSWORD '{role}'",
        "a right: SELECT ON life, UPDATE ON life, ",
    ),
    "a role without one right": (
        None,
        "CREATE ROLE {role} LOGIN PASSWORD '{role}'; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; "
        "REVOKE INSERT ON topic FROM {role}",
        r"a right: INSERT ON topic\.$",
    ),
    "a role without temporary functions": (
        None,
        "CREATE ROLE {role} LOGIN PASSWORD '{role}'; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; "
        "DO 'BEGIN EXECUTE format(''REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC'', current_database()); END'",
        r"a right: TEMPORARY ON DATABASE\.$",
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_waiting_does_not_repair_ends_the_start_with_one_line(postgres, postgres_url, monkeypatch, name):
    url_of, statement, reason = UNUSABLE[name]
    role = f"weak_{secrets.token_hex(4)}"
    if name == "an older server":
        monkeypatch.setattr(connection, "OLDEST_VERSION", 1_000_000)
    if statement:
        asyncio.run(prepare(parse_address(postgres_url)))
        postgres.execute(statement.format(role=role), postgres_url)
    url = url_of(postgres) if url_of else postgres_url
    if "{role}" in statement:
        url = url.replace(f"hubbub:{PASSWORD}", f"{role}:{role}")
    with pytest.raises(LogUnusable, match=reason) as refused:
        asyncio.run(PostgresLog.open(parse_address(url)))
    assert not re.search(rf"\n|wrong@|{PASSWORD}|weak_", str(refused.value))


async def test_a_commit_waits_for_the_disk_also_if_the_database_is_set_otherwise(postgres_url):
    other = await asyncpg.connect(postgres_url)
    await other.execute(
        f'ALTER DATABASE "{await other.fetchval("SELECT current_database()")}" SET synchronous_commit = off'
    )
    await other.close()
    connection = await connect(parse_address(postgres_url))
    assert await connection.fetchval("SHOW synchronous_commit") == "on"
    connection.terminate()


async def test_a_draft_that_cannot_be_stored_refuses_no_other_draft_and_no_log_line_quotes_it(postgres_url):
    async with postgres_log(postgres_url) as log:
        batch = [*drafts(3), draft("half", "secret\ud800"), draft("nul", "secret\0"), *drafts(3, start=4)]
        with capture_logs() as lines:
            found = await asyncio.gather(*map(log.append, batch), return_exceptions=True)
        assert [type(one) for one in found[3:5]] == [NotStored, NotStored]
        assert seqs([*found[:3], *found[5:]]) == numbers(1, 6)
        assert [line["event"] for line in lines] == ["append_failed"]
        assert "secret" not in f"{lines} {found[3]} {found[4]}"


async def test_a_draft_whose_entry_is_dropped_while_it_is_sent_again_is_refused(postgres_url, monkeypatch):
    monkeypatch.setattr(appends, "FIND_KNOWN", f"SELECT * FROM ({appends.FIND_KNOWN}) AS found WHERE false")
    async with postgres_log(postgres_url) as log:
        await log.append(draft("d1"))
        with pytest.raises(NotStored, match="dropped"):
            await log.append(draft("d1"))
        assert (await log.append(draft("d2"))).seq == 2


async def test_no_row_keeps_a_text_that_was_removed_or_its_words(postgres_url):
    async with postgres_log(postgres_url) as log:
        await append_all(
            log, [draft("d1", "secret first"), edit("e1", 1, "secret second"), draft("d2", "secret third")]
        )
        await append_all(log, [edit("e2", 1, "secret fourth"), deletion("x1", 1), edit("e3", 3, "public")])
    other = await asyncpg.connect(postgres_url)
    rows = await other.fetch("SELECT entry::text AS row FROM entry ORDER BY seq")
    await other.close()
    assert len(rows) == 6
    assert "public" in rows[2]["row"]
    assert not [row["row"] for row in rows if "secret" in row["row"]]


async def test_a_node_with_the_least_rights_waits_with_one_line_until_the_server_has_room(postgres_url):
    await prepare(parse_address(postgres_url))
    owner = await asyncpg.connect(postgres_url)
    await owner.execute("CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 3")
    await owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO few")
    with capture_logs() as lines:
        opening = asyncio.create_task(
            PostgresLog.open(parse_address(postgres_url.replace(f"hubbub:{PASSWORD}", "few:few")))
        )
        async with asyncio.timeout(10):
            while not lines:
                await asyncio.sleep(0.01)
        await owner.execute("ALTER ROLE few CONNECTION LIMIT 9")
        log = await opening
    (line,) = lines
    assert line["event"] == "database_not_reached"
    assert "too many connections" in line["fault"]
    await append_all(log, drafts(3))
    assert await log.values.set("a", b"one", 9.0)
    await log.close()
    await owner.close()
