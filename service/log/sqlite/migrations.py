"""Migrates the schema: each file in `schema/` has the SQL that leads from the version before to its own."""

import sqlite3
from pathlib import Path
from typing import Final

from service.log.sqlite.database import transaction

_FOLDER: Final = Path(__file__).with_name("schema")
SCHEMAS: Final = [file.read_text("utf-8") for file in sorted(_FOLDER.glob("*.sql"), key=lambda file: int(file.stem))]


def version_of(database: sqlite3.Connection) -> int:
    """Returns 0 for a file without a schema."""
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(database: sqlite3.Connection) -> None:
    """Migrates to the newest version in one transaction: after a crash or a full disk the file is as it was before.

    A statement ends with `;` at the end of its line, and only there.
    """
    with transaction(database):
        for schema in SCHEMAS[version_of(database) :]:
            for statement in schema.split(";\n"):  # `executescript` would commit first
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(SCHEMAS)}")
