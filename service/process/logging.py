"""Configures the log lines: one JSON object per line on standard error, also for Sanic's lines. A log line never has the text
of a message."""

import atexit
import logging
import threading

import structlog

from service.process.stderr_writer import StderrWriter

logger = structlog.get_logger("hubbub.process")


class Handler(logging.Handler):
    """Replaces the standard library's StreamHandler, which waits for the reader of standard error. A library of Sanic would also
    replace the `emit` of a StreamHandler by one that draws tracebacks for a terminal."""

    def __init__(self, lines: StderrWriter) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.write(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001 - as in the standard library: logging must not fail its caller
            self.handleError(record)


def configure_logs() -> None:
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    lines = StderrWriter(2, _lines_dropped)  # standard error
    atexit.register(lines.close)
    handler = Handler(lines)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # Sanic would log every bad request with a traceback, although it is the fault of the peer.
    logging.getLogger("sanic.error").setLevel(logging.CRITICAL)
    logging.getLogger("sanic.server").setLevel(logging.WARNING)
    threading.excepthook = _thread_ended


def _thread_ended(what: threading.ExceptHookArgs) -> None:
    logger.critical("thread_ended", exc_info=what.exc_value)


def _lines_dropped(count: int) -> None:
    logger.warning("lines_dropped", count=count)
