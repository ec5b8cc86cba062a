"""The versions of the schema: each is one text of SQL in `schema/` that makes it from the version before."""

import sqlite3
from pathlib import Path
from typing import Final

from service.log.sqlite.database import transaction

_FOLDER: Final = Path(__file__).with_name("schema")
SCHEMAS: Final = [file.read_text("utf-8") for file in sorted(_FOLDER.glob("*.sql"), key=lambda file: int(file.stem))]


def version_of(database: sqlite3.Connection) -> int:
    """0 before there is a schema."""
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(database: sqlite3.Connection) -> None:
    """Brings the schema to the newest version, in one transaction: after a crash or a full disk it is as it was before."""
    with transaction(database):
        for schema in SCHEMAS[version_of(database) :]:
            for statement in schema.split(";\n"):  # `executescript` would commit first
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(SCHEMAS)}")
