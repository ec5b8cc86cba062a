"""Moving a log from SQLite into PostgreSQL: everything is there afterwards, also if the first attempt was interrupted."""

import asyncio
import shutil

import pytest

from service.log import Draft, LogUnusable
from service.log import copy as copy_module
from service.log.copy import copy
from service.log.postgres.address import parse_address
from service.log.postgres.log import PostgresLog
from service.protocol import SetTopic
from service.text.search_query import parse_query
from tests.support.clock import Clock
from tests.support.logs import ANA, BO, append_all, deletion, draft, drafts, edit, reaction, seqs, sqlite_log
from tests.support.postgres import postgres_log, run_apart

DAY = 86_400


class Interrupted(Exception):
    pass


async def fill(path):
    clock = Clock(1_000_000_000.0)
    async with sqlite_log(path, clock=clock) as log:
        await append_all(log, drafts(30, room="old"))
        clock.now += 10 * DAY
        await append_all(
            log, [*drafts(1_500), draft("f", "Straße 京都", author=BO, room="den"), draft("g", room="den")]
        )
        await append_all(
            log, [edit("h", 3, "changed"), deletion("i", 4), reaction("j", 5), reaction("k", 5, author=BO)]
        )
        await log.append(Draft("den", ANA, SetTopic("t", "The topic")))
        clock.now += DAY
    async with sqlite_log(path, clock=clock, retention_days=5) as log:
        for _ in range(2):
            await log.check()


async def test_a_log_is_copied_whole_also_in_two_attempts(path, postgres_url):
    await fill(path)

    def interrupt(what, done, total):
        if done > 1_000:
            raise Interrupted

    with pytest.raises(Interrupted):
        await copy(f"sqlite:{path}", postgres_url, interrupt)
    with pytest.raises(LogUnusable, match="a part of a log"):
        await PostgresLog.open(parse_address(postgres_url))
    reports = []
    await copy(f"sqlite:{path}", postgres_url, lambda *report: reports.append(report))
    assert reports[-1] == ("compared", 1_507, 1_507)
    async with postgres_log(postgres_url) as log, sqlite_log(path) as before:
        assert seqs((await log.search("den", parse_query("strasse from:bo"), limit=5)).messages) == [1]
        assert seqs((await log.search("lobby", parse_query("changed"), limit=5)).messages) == [3]
        for one in (log, before):
            assert (await one.append(draft("next", room="old"))).seq == 31
        assert await log.messages("den", limit=9) == await before.messages("den", limit=9)
        assert (await log.read("den", limit=1)).topic.text == "The topic"


@pytest.mark.parametrize(
    ("fault", "words"),
    [("lost", "was lost. Start the copy again"), ("second", "another copy into .* is under way")],
)
def test_what_ends_a_copy_is_said_in_one_line(path, postgres, postgres_url, monkeypatch, fault, words):
    asyncio.run(fill(path))
    other = shutil.copy(path, path.with_name("other.db"))

    def disturb(*_):
        if fault == "lost":
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hubbub'")
        else:
            run_apart(copy(f"sqlite:{other}", postgres_url, lambda *_: None))

    monkeypatch.setattr(copy_module, "_show_progress", disturb)
    with pytest.raises(SystemExit, match=rf"^\n[^\n]*{words}[^\n]*$"):
        copy_module.main([f"sqlite:{path}", postgres_url])


@pytest.mark.parametrize("is_copied", [False, True])
async def test_a_database_in_which_others_write_is_left_as_it_is(path, postgres_url, is_copied):
    async def append(one):
        async with postgres_log(postgres_url) as log:
            return (await log.append(draft(one))).seq

    await fill(path)
    if is_copied:
        await copy(f"sqlite:{path}", postgres_url, lambda *_: None)
    seq = await append("other")
    with pytest.raises(LogUnusable, match="differs"):
        await copy(f"sqlite:{path}", postgres_url, lambda *_: None)
    assert await append("another") == seq + 1
