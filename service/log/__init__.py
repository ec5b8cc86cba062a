"""The log: the only road a message takes. Its contract is in contract.py, each way to keep one in a module of its own."""

from service.log.contract import Batch, Draft, Log, LogUnusable, News, NotStored, Page
from service.log.sqlite.log import SqliteLog
from service.settings import DEFAULT_LOG, Settings

__all__ = ["Batch", "Draft", "Log", "LogUnusable", "News", "NotStored", "Page", "check_log", "open_log"]


def check_log(settings: Settings) -> None:
    """Makes sure, before anything is served, that the log can be opened and written. Raises LogUnusable."""
    SqliteLog.prepare(_path(settings), make_folder=settings.log == DEFAULT_LOG)


async def open_log(settings: Settings) -> Log:
    """The log that `settings.log` names, ready to use. Raises LogUnusable."""
    check_log(settings)
    return SqliteLog.open(_path(settings), retention_days=settings.retention_days)


def _path(settings: Settings) -> str:
    return settings.log.removeprefix("sqlite:")
