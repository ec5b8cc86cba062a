"""The log: every entry of every room. contract.py says what a log promises; each way to store one has a folder of its own."""

from service.log.contract import Batch, Draft, Log, LogUnusable, NotStored, Page, RoomFrame
from service.log.sqlite.log import SqliteLog
from service.settings import DEFAULT_LOG, Settings

__all__ = ["Batch", "Draft", "Log", "LogUnusable", "NotStored", "Page", "RoomFrame", "check_log", "open_log"]


def check_log(settings: Settings) -> None:
    """Makes sure, before anything is served, that the log can be opened and written to. Raises LogUnusable."""
    SqliteLog.prepare(_path(settings), make_folder=settings.log == DEFAULT_LOG)


async def open_log(settings: Settings) -> Log:
    """The log that `settings.log` names, ready to use. Raises LogUnusable."""
    check_log(settings)
    return SqliteLog.open(_path(settings), retention_days=settings.retention_days)


def _path(settings: Settings) -> str:
    return settings.log.removeprefix("sqlite:")
