"""The log: all entries of all rooms. contract.py says what a log promises; each implementation has a folder of its own."""

from service.log.contract import Batch, Draft, Log, LogUnusable, MessagePage, NotStored, Page, Rejected, RoomFrame
from service.log.sqlite.log import SqliteLog
from service.settings import DEFAULT_LOG, Settings

__all__ = [
    "Batch",
    "Draft",
    "Log",
    "LogUnusable",
    "MessagePage",
    "NotStored",
    "Page",
    "Rejected",
    "RoomFrame",
    "check_log",
    "open_log",
]


def check_log(settings: Settings) -> None:
    """Checks before the start that the log can be opened and written; creates or migrates it. Raises LogUnusable."""
    SqliteLog.prepare(_path(settings), make_folder=settings.log == DEFAULT_LOG)


async def open_log(settings: Settings) -> Log:
    """Opens the log that `settings.log` names. Raises LogUnusable."""
    check_log(settings)
    return SqliteLog.open(_path(settings), retention_days=settings.retention_days, edit_hours=settings.edit_hours)


def _path(settings: Settings) -> str:
    return settings.log.removeprefix("sqlite:")
