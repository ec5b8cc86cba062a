"""A log that has a past: written straight into the file, as Hubbub itself would have, only faster."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.figures import stamp
from service.log.sqlite.prepare import prepare
from service.protocol import FIRST_PAGE

AT = 1_790_000_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    head: int
    epoch: str

    @property
    def first_page(self) -> int:
        return min(FIRST_PAGE, self.head)

    def query(self, missed: int | None) -> str:
        """How a tab comes back that missed so many; None if it has never been here."""
        return "" if missed is None else f"?room=lobby&after={self.head - missed}&epoch={self.epoch}"


def fill(path: Path, count: int) -> Prepared:
    """A lobby in which this many messages were said."""
    prepare(path, make_folder=False)
    rows = (
        (
            1,
            seq,
            f"d{seq:08d}",
            "0123456789abcdef",
            "Brisk Otter",
            f"A message of a usual length. {stamp(seq)}",
            AT + seq,
        )
        for seq in range(1, count + 1)
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as log:
        log.execute("BEGIN")
        log.execute("INSERT INTO room (id, name, head, last_at) VALUES (1, 'lobby', ?, ?)", (count, AT + count))
        log.executemany(
            "INSERT INTO entry (room, seq, draft, person, name, text, at) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
        )
        log.execute("COMMIT")
        return Prepared(count, log.execute("SELECT epoch FROM life").fetchone()[0])
