"""docs/changing.md holds: its recipes name every file they need, and nothing that is not there; the first one works."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.support.docs import CHANGING, PAGES, examples, quoted, section, table, word
from tests.support.server import ROOT

MOST_FILES = {
    "## Add a field to a message": 5,
    "### From the server, not stored": 5,
    "### From the browser, not stored": 3,
    "### An entry of the log, and the frame that asks for it": 6,
    "## Add a setting": 1,
    "## Add a language": 3,
    "## Add a log implementation": 3,
}
PATH = re.compile(r"(service|client|tests|e2e|tools|bench|docs|\.ci)/[\w./-]*")


@pytest.mark.parametrize("heading", MOST_FILES)
def test_a_recipe_takes_few_files_and_names_what_is_in_them(heading):
    rows = table(section(CHANGING, heading), "file")
    assert 0 < len(rows) <= MOST_FILES[heading]
    for path, change in rows:
        place = ROOT / word(path)
        files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
        text = "\n".join(f"{file.name}\n{file.read_text(errors='ignore')}" for file in files)
        names = [name for name in quoted(change) if not PATH.fullmatch(name)]
        missing = [name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        assert files, path
        assert not [name for name in missing if not (place / name).exists()], path


@pytest.mark.parametrize("written", PAGES, ids=lambda page: page.name)
def test_every_path_and_every_test_that_a_page_names_is_there(written):
    names = quoted(written.read_text())
    assert not [name for name in names if PATH.fullmatch(name) and not (ROOT / name).exists()]
    tests = "\n".join(path.read_text() for folder in ("tests", "e2e") for path in (ROOT / folder).rglob("test_*.py"))
    defined = set(re.findall(r"def (test_\w+)", tests))
    assert {name for name in names if re.fullmatch(r"test_\w+", name)} <= defined


APPEND_AND_READ = """
import asyncio
from service.log.contract import Draft
from service.log.sqlite.log import SqliteLog
from service.protocol import Person, encode, parse

async def main():
    SqliteLog.prepare("hubbub.db")
    log = SqliteLog.open("hubbub.db")
    for number, said in enumerate(('"text": "one"', '"text": "two", "language": "de"')):
        frame = parse(f'{{"type": "say", "draft": "d{number}", {said}}}')
        await log.append(Draft("lobby", Person("a", "Ana"), frame))
    for entry in (await log.read("lobby", after=0, limit=2)).entries:
        print(encode(entry).decode())
    await log.close()

asyncio.run(main())
"""


def test_the_recipe_for_a_field_works(tmp_path):
    """In a copy of service/: the message has the field when it is read back from the log."""
    recipe = section(CHANGING, "## Add a field to a message")
    (field,), (column,) = examples(recipe, "python"), examples(recipe, "sql")
    shutil.copytree(ROOT / "service", tmp_path / "service")
    protocol = tmp_path / "service/protocol.py"
    protocol.write_text(re.sub(r"(    reply: .+\n)", rf"\1{field}", protocol.read_text()))
    schemas = tmp_path / "service/log/sqlite/schema"
    newest = max(int(file.stem) for file in schemas.glob("*.sql"))
    (schemas / f"{newest + 1}.sql").write_text(column)
    run = subprocess.run(
        [sys.executable, "-c", APPEND_AND_READ], cwd=tmp_path, capture_output=True, text=True, timeout=30
    )
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.splitlines()
    assert '"language"' not in first
    assert '"language":"de"' in second
