"""README and docs/ agree with the code: examples, codes, numbers, settings, log lines, SQL and links."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from service import protocol
from service.settings import Settings
from tests.support import source_facts
from tests.support.connections import RawConnection, RawTab, ask
from tests.support.docs import (
    OPERATING,
    PAGES,
    PROTOCOL,
    README,
    anchors,
    examples,
    links,
    number,
    quoted,
    section,
    table,
    word,
)
from tests.support.frames import upgrade
from tests.support.hub import room_of_messages
from tests.support.logs import append_all, drafts, sqlite_log
from tests.support.server import ROOT

NO_LIMITS = {
    *("LOCK", "DEFAULT_PORT", "OLDEST_VERSION", "LAST_SEQ"),
    *("APPLICATION_ID", "VERSION", "GC_THRESHOLD", "YEAR_SECONDS", "_VIRAMA", "_FULLY_QUALIFIED"),
    *("SMALL_PAYLOAD", "MEDIUM_PAYLOAD", "_FINAL_TEXT", "_FINAL_PING", "_FINAL_PONG", "_MASKED", "_MASK_BYTES"),
    *("PAGE_SIZE", "_KEY_COLUMNS", "_PAGES_LIMIT"),
}
"""Numbers of a format, or without effect for clients and operators."""

# The frames.


def by_tag(union):
    return {struct.__struct_config__.tag: struct for struct in get_args(union)}


UP, DOWN = by_tag(protocol.Up), by_tag(protocol.Down)


@pytest.mark.parametrize("tag", UP)
def test_each_frame_up_has_an_example_that_the_service_parses(tag):
    (shown,) = examples(section(PROTOCOL, f"### `{tag}`", within="## Up"))
    frame = protocol.parse(shown)
    assert type(frame) is UP[tag]
    assert msgspec.to_builtins(frame) == json.loads(shown)


@pytest.mark.parametrize("tag", DOWN)
def test_each_frame_down_is_described_with_exactly_its_fields(tag):
    described = section(PROTOCOL, f"### `{tag}`", within="## Down")
    shown = examples(described)
    for example in shown:
        frame = msgspec.json.decode(example, type=protocol.Down)
        assert type(frame) is DOWN[tag]
        assert json.loads(protocol.encode(frame)) == json.loads(example)
    fields = set(DOWN[tag].__struct_encode_fields__)
    assert set().union(*map(json.loads, shown)) == {"type"} | fields
    assert fields <= set(re.findall(r"`(\w+)", described))


def test_every_example_is_tested():
    others = ["history", "search", "people", "hand-over", "health", "error"]
    down = examples(section(PROTOCOL, "## Down"))
    assert len(examples(PROTOCOL.read_text())) == len([*UP, *down, *others])


def test_the_pattern_of_drafts_is_that_of_the_page():
    assert f"`{protocol.DRAFT_ID.pattern}`" in PROTOCOL.read_text()


@pytest.mark.parametrize("row", table(section(PROTOCOL, "## Once, and never a silent gap"), "asked `after`"))
def test_a_view_begins_where_the_page_says(row):
    asked, epoch, floor, head, after, _ = row
    room = room_of_messages(int(head), int(floor))
    assert room.first_cursor(None if asked == "none" or epoch == "another" else int(asked)) == int(after)


# HTTP.


@pytest.mark.parametrize(
    ("heading", "path"), [("## History over HTTP", "messages"), ("## Search over HTTP", "search?q=hello&limit=1")]
)
def test_history_and_search_look_as_in_their_examples(server, heading, path):
    with RawTab(server.port, "?room=docs") as tab:
        tab.say("d", "Hello")
        tab.receive("message")
    (shown,) = map(json.loads, examples(section(PROTOCOL, heading)))
    described = ask(server.port, f"/api/rooms/docs/{path}").json
    assert (list(shown), list(shown["messages"][0])) == (list(described), list(described["messages"][0]))


def test_health_and_errors_look_as_in_their_examples(server):
    (shown,) = map(json.loads, examples(section(PROTOCOL, "## Health")))
    assert shown == ask(server.port, "/health").json == ask(server.port, "/ready").json
    (shown,) = map(json.loads, examples(section(PROTOCOL, "## Errors")))
    assert shown == ask(server.port, "/ws").json
    assert ask(server.port, "/nowhere").json["code"] == "http_404"
    assert "`http_404`" in section(PROTOCOL, "## Errors")


def test_the_page_lists_exactly_every_refusal_over_http():
    rows = table(section(PROTOCOL, "## Errors"), "status")
    assert {(status, word(code)) for status, code, *_ in rows} == set(source_facts.denials())


@pytest.mark.parametrize("row", table(section(PROTOCOL, "## The handshake"), "parameter"))
def test_every_parameter_of_the_handshake_is_read(server, row):
    with RawConnection(server.port) as line:
        line.write(upgrade(f"?{word(row[0])}=%21"))
        assert line.answer().json["code"] == f"bad_{word(row[0])}"


PARAMETERS = [
    (path, word(row[0]))
    for heading, path in (
        ("## History over HTTP", "messages?"),
        ("## Search over HTTP", "search?q=a&"),
        ("## People over HTTP", "people?"),
    )
    for row in table(section(PROTOCOL, heading), "parameter")
]


@pytest.mark.parametrize(("path", "name"), PARAMETERS)
def test_every_parameter_of_the_history_and_of_the_search_is_read(server, path, name):
    answer = ask(server.port, f"/api/rooms/docs/{path}{name}=%21")
    assert answer.json["code"] == f"bad_{'query' if name == 'q' else name}"


# Codes and numbers.


def test_the_page_lists_exactly_every_refusal_of_a_frame():
    rows = table(section(PROTOCOL, "### `refused`"), "code")
    assert {word(code) for code, *_ in rows} == source_facts.refusals()


def test_the_page_lists_exactly_every_close_code_and_reason():
    names, reasons = source_facts.closes()
    codes = {value for key, value in source_facts.numbers().items() if key.split(".")[1] in names}
    rows = table(section(PROTOCOL, "## Close codes"), "code")
    assert {int(code) for code, *_ in rows} == codes | {1002}  # which only the library says
    assert {reason for _, cell, *_ in rows for reason in re.findall("`([^`]+)`", cell)} == reasons


def test_the_pages_list_exactly_every_limit_with_its_number():
    none = NO_LIMITS | source_facts.closes()[0]
    said = {key: value for key, value in source_facts.numbers().items() if key.split(".")[1] not in none}
    rows = table(section(PROTOCOL, "## Limits"), "name") + table(section(OPERATING, "## Limits"), "name")
    assert {word(name): number(described) for name, described, _ in rows} == said


def test_the_page_lists_exactly_every_timeout_of_a_tab():
    rows = table(section(PROTOCOL, "## Reconnecting, as Hubbub's page does"), "name")
    assert {word(name): number(described) for name, described, _ in rows} == source_facts.waits(
        "socket", "outbox", "outbox-storage"
    )


# For operators.


def test_the_readme_lists_exactly_every_setting_with_its_default():
    described: dict[str, str] = {}
    for names, defaults, _ in table(section(README, "## Settings"), "variable"):
        described |= dict(zip(names.split(", "), defaults.split(", "), strict=True))
    settings = Settings()
    assert {word(name).removeprefix("HUBBUB_"): word(default) for name, default in described.items()} == {
        name.upper(): in_words(name, getattr(settings, name)) for name in settings.__slots__
    }


def in_words(name, default):
    words = {"origins": "same origin", "trusted_proxies": "none", "passphrase": "none"}
    if not default:
        return words.get(name, "0 (for ever)")
    return default if isinstance(default, str) else f"{default:g}"


def test_the_page_lists_exactly_every_log_line_with_its_fields():
    rows = table(section(OPERATING, "## Log lines"), "event")
    described = [(word(event), level, set(re.findall(r"\w+", fields))) for event, level, fields, _ in rows]
    logged = list(source_facts.log_lines())
    assert logged
    assert [line for line in described if line not in logged] == []
    assert [line for line in logged if line not in described] == []


def test_the_sql_for_a_backup_makes_one(tmp_path):
    back_up, check = re.findall(r'^sqlite3 \S+ "([A-Z][^"]+)"', section(OPERATING, "### Back up"), re.MULTILINE)
    path, backup = tmp_path / "hubbub.db", tmp_path / "backup.db"

    async def scenario():
        async with sqlite_log(path) as log:
            said, epoch = await append_all(log, drafts(100)), log.epoch
            run_sql(path, back_up.replace("backup.db", str(backup)))
            await append_all(log, drafts(10, start=101))
        assert run_sql(backup, check) == [("ok",)]
        async with sqlite_log(backup) as log:
            assert (await log.read("lobby", after=0, limit=500)).entries == said
            assert log.epoch != epoch

    asyncio.run(scenario())


def run_sql(path, sql):
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        return database.execute(sql).fetchall()


# Not `page`: that is a browser of the plugin for the browser tests, which would sort these among them.
@pytest.mark.parametrize("written", PAGES, ids=lambda page: page.name)
def test_every_link_has_a_target(written):
    for target, anchor in links(written):
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), anchor


STEPS = [
    ("composer.js", "outbox.js", "outbox.add("),
    ("outbox.js", "socket.js", "socket.send("),
    ("connection.py", "commands.py", "_receive("),
    ("commands.py", "log.py", "_log.append("),
    ("log.py", "appends.py", "_appends.append("),
    ("room.py", "log.py", "_log.live("),
    ("room.py", "connection.py", "connection.write("),
    ("socket.js", "store.js", "store.apply("),
    ("store.js", "state.js", " apply("),
    ("store.js", "list.js", "part.draw("),
    ("list.js", "message.js", "message: drawMessage"),
]
"""The calls along the path of a message: caller, callee, and the call, which ends with the name of the function."""


def test_the_picture_shows_the_calls_on_the_path_of_a_message_in_order():
    picture = section(README, "## The straight path").split("```")[1]
    lines = re.findall(r"((?:client|service)/\S+) +(.+)", picture)
    files, order = dict(lines), iter(Path(file).name for file, _ in lines)
    assert {Path(file).name for file in files} == {name for *pair, _ in STEPS for name in pair}
    assert len(files) <= 12
    assert all(name in order for name, _ in groupby(callee for _, callee, _ in STEPS)), "the order is another one"
    texts = {Path(file).name: (ROOT / file).read_text() for file in files}
    said = {name: " ".join(re.findall(rf"/{re.escape(name)} +(.+)", picture)) for name in texts}
    for caller, callee, call in STEPS:
        verb = re.findall(r"[a-zA-Z]+", call)[-1]
        assert re.search(rf"\b{verb}\b", said[callee]), f"the picture does not say {verb} for {callee}"
        assert call in texts[caller], f"{caller} does not call {call} of {callee}"
        assert re.search(rf"(def |function |^  (async )?){verb}\(", texts[callee], re.MULTILINE), (
            f"{callee} does not define {verb}"
        )


@pytest.mark.parametrize(("file", "details"), table(section(README, "## The straight path"), "file"))
def test_a_file_of_the_path_imports_what_it_leaves_details_to(file, details):
    text = (ROOT / word(file)).read_text()
    for path in [Path(name) for name in quoted(details) if "/" in name]:
        imported = path.name if path.suffix == ".js" else ".".join(path.with_suffix("").parts)
        assert re.search(rf'(/{imported}"|from {imported} import)', text), path


def test_the_readme_links_to_every_page():
    assert {target for target, _ in links(README)} >= set(PAGES) - {README}
