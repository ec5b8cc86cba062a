"""docs/changing.md holds: its recipes name every file they need, and nothing that is not there; the first one works."""

import re
import shutil
import subprocess
import sys
from itertools import chain

import pytest

from service.log.columns import type_of
from service.log.postgres.appends import SQL_TYPES
from service.protocol import EntryFields
from service.settings import Settings
from tests.support.docs import CHANGING, PAGES, examples, quoted, section, table, tables, word
from tests.support.server import ROOT

MOST_FILES = {
    "## Add a field to a message": 5,
    "### From the server, not stored": 4,
    "### From the browser, not stored": 3,
    "### An entry of the log, and the frame that asks for it": 6,
    "## Add a setting": 1,
    "## Add a language": 5,
    "## Add a log implementation": 3,
}
PATH = re.compile(r"(service|client|tests|e2e|tools|bench|docs|\.ci)/[\w./-]*")


@pytest.mark.parametrize("heading", MOST_FILES)
def test_a_recipe_takes_few_files_and_names_what_is_in_them(heading):
    rows, *more = tables(section(CHANGING, heading), "file")
    assert 0 < len(rows) <= MOST_FILES[heading]
    for path, change in chain(rows, *more):
        place = ROOT / word(path)
        files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
        text = "\n".join(f"{file.name}\n{file.read_text(errors='ignore')}" for file in files)
        names = [name for name in quoted(change) if not PATH.fullmatch(name)]
        missing = [name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        assert files, path
        assert not [name for name in missing if not (place / name).exists()], path


def test_every_name_on_the_page_is_in_the_code():
    files = [file for folder in ("service", "client", "tests") for file in (ROOT / folder).rglob("*") if file.is_file()]
    texts = [
        f"{file}\n{file.read_text(errors='ignore')}" for file in (*files, ROOT / "Makefile") if file.suffix != ".pyc"
    ]
    names = [name for name in quoted(CHANGING.read_text()) if not PATH.fullmatch(name)]
    settings = {f"HUBBUB_{name.upper()}" for name in Settings.__slots__}
    assert not [name for name in names if name not in settings and not any(name in text for text in texts)]


def test_the_types_of_fields_are_those_of_columns():
    rows = table(section(CHANGING, "## Add a field to a message"), "type")
    assert {word(name): word(column) for name, _, column in rows} == {
        kind.__name__: sql for kind, sql in SQL_TYPES.items()
    }
    with pytest.raises(TypeError, match=r"Priced\.price must be a str, an int or a bool"):
        type_of(Priced, "price")


class Priced(EntryFields, frozen=True):
    price: float


@pytest.mark.parametrize("written", PAGES, ids=lambda page: page.name)
def test_every_row_of_a_table_belongs_to_a_table_with_a_head(written):
    blocks = re.findall(r"(?:^\|.*\n)+", re.sub(r"```.*?```", "", written.read_text(), flags=re.DOTALL), re.MULTILINE)
    assert not [block for block in blocks if not re.match(r"\|.*\|\n\|( -+:? \|)+\n\|", block)]
    assert not [block for block in blocks if len({row.count("|") for row in block.splitlines()}) > 1]


@pytest.mark.parametrize("written", PAGES, ids=lambda page: page.name)
def test_every_path_and_every_test_that_a_page_names_is_there(written):
    names = quoted(written.read_text())
    assert not [name for name in names if PATH.fullmatch(name) and not (ROOT / name).exists()]
    tests = "\n".join(path.read_text() for folder in ("tests", "e2e") for path in (ROOT / folder).rglob("test_*.py"))
    defined = set(re.findall(r"def (test_\w+)", tests))
    assert {name for name in names if re.fullmatch(r"test_\w+", name)} <= defined


APPEND_AND_READ = """
import asyncio
from service.log import copy
from service.log.contract import Draft
from service.log.sqlite.log import SqliteLog
from service.protocol import Person, encode, parse

FRAMES = (
    '"type": "say", "text": "one"',
    '"type": "say", "text": "two", "language": "de", "urgent": true, "reply": 1',
    '"type": "bell"',
)

async def main():
    SqliteLog.prepare("hubbub.db")
    log = SqliteLog.open("hubbub.db")
    for number, fields in enumerate(FRAMES):
        await log.append(Draft("lobby", Person("a", "Ana"), parse(f'{{"draft": "d{number}", {fields}}}')))
    for entry in (await log.read("lobby", after=0, limit=3)).entries:
        print(encode(entry).decode())
    await log.close()
    print(*(copy._TYPES[field] for field in ("language", "urgent", "reply", "deleted")))

asyncio.run(main())
"""

MORE = {
    r"\nEntry = ": """
class Bell(EntryFields, frozen=True, gc=False, tag="bell", tag_field="type"):
    pass

Entry = Bell | """,
    r"\nDraftFrame = ": """
class RingBell(Struct, frozen=True, tag="bell", tag_field="type"):
    draft: DraftId

DraftFrame = RingBell | """,
    r"(    Say: Message,\n)": r"\1    RingBell: Bell,\n",
}
"""Further changes of protocol.py: an entry without fields of its own, and the frame that asks for it."""


def test_the_recipe_for_a_field_works(tmp_path):
    """In a copy of service/: a message read back from SQLite has the field, and the copy into PostgreSQL knows its type."""
    recipe = section(CHANGING, "## Add a field to a message")
    (field,), (column,) = examples(recipe, "python"), examples(recipe, "sql")
    shutil.copytree(ROOT / "service", tmp_path / "service")
    protocol = tmp_path / "service/protocol.py"
    more = {r"(    reply: .+\n)": rf"\1    urgent: bool | None = None\n{field}", **MORE}
    for pattern, change in more.items():
        protocol.write_text(re.sub(pattern, change, protocol.read_text()))
    schemas = tmp_path / "service/log/sqlite/schema"
    newest = max(int(file.stem) for file in schemas.glob("*.sql"))
    (schemas / f"{newest + 1}.sql").write_text(f"{column}\nALTER TABLE entry ADD COLUMN urgent INTEGER;\n")
    run = subprocess.run(
        [sys.executable, "-c", APPEND_AND_READ], cwd=tmp_path, capture_output=True, text=True, timeout=30
    )
    assert run.returncode == 0, run.stderr
    first, second, third, types = run.stdout.splitlines()
    assert first.endswith('"text":"one"}')
    assert second.endswith('"text":"two","reply":1,"urgent":true,"language":"de"}')
    assert '"type":"bell"' in third
    assert types == "text boolean bigint boolean"
