"""The start and stop of the server. The start opens the log and starts the hub. The stop drains the hub, ends its tasks and
closes the log."""

import asyncio
from functools import partial
from typing import Final

import structlog
from sanic import Sanic
from sanic.config import Config

from service.chat.hub import Hub
from service.log import LogUnusable, name_of_log, open_log
from service.process.garbage_collector import tune_garbage_collector
from service.process.open_files import raise_open_file_limit
from service.process.signals import StopSignals, call_at_sigusr1
from service.services import Services

SPARE_FILES: Final = 128
"""Open files in addition to one per connection: those of the log, the listening socket, and HTTP connections."""

OPEN_SECONDS: Final = 2.0
"""Longest time that the start waits until the log is open. After that the server accepts connections anyway, and
refuses requests that need the log until it is open."""

logger = structlog.get_logger("hubbub.app")


def add_lifecycle(app: Sanic[Config, Services]) -> None:
    lifecycle = Lifecycle(app)
    app.before_server_start(lifecycle.open)
    app.after_server_start(lifecycle.accept_stops)
    app.before_server_stop(lifecycle.drain)
    app.after_server_stop(lifecycle.close)


class Lifecycle:
    def __init__(self, app: Sanic[Config, Services]) -> None:
        self._app, self._services = app, app.ctx
        self._opening: asyncio.Task[None]
        self._loops: list[asyncio.Task[None]] = []
        self._has_failed = False
        self._stop_signals: StopSignals

    async def open(self, _: object) -> None:
        services = self._services
        self._stop_signals = StopSignals()
        raise_open_file_limit(services.settings.max_connections + SPARE_FILES)
        self._opening = asyncio.create_task(self._open_log())
        await asyncio.wait([self._opening], timeout=OPEN_SECONDS)
        tune_garbage_collector()

    async def _open_log(self) -> None:
        services = self._services
        services.log = await open_log(services.settings)
        services.hub = Hub(services.log, services.settings, services.version)
        rooms = services.hub.rooms
        self._loops = [asyncio.create_task(loop) for loop in (rooms.run(), rooms.forget_dropped(), services.hub.run())]
        for loop in self._loops:
            loop.add_done_callback(self._end_process)
        call_at_sigusr1(services.hub.log_gauges)
        services.is_open = True

    def _end_process(self, task: "asyncio.Task[None]") -> None:
        """Ends the process, because the log cannot be used, or because one of the hub's endless tasks has ended. A supervisor
        then restarts the process."""
        if task.cancelled():
            return
        if isinstance(error := task.exception(), LogUnusable):
            logger.critical("log_unusable", fault=str(error))
        else:
            logger.critical("loop_ended", exc_info=error)
        self._has_failed = True
        if hasattr(self._app, "multiplexer"):
            self._app.m.restart()  # Sanic's manager does not replace a worker that exits
        else:
            asyncio.get_running_loop().stop()

    async def accept_stops(self, _: object) -> None:
        self._stop_signals.call_at_stop(partial(self._app.stop, terminate=False))
        self._opening.add_done_callback(self._report)

    def _report(self, opening: "asyncio.Task[None]") -> None:
        """Called once connections are accepted and the opening has ended: the log is open, or it cannot be used."""
        if opening.cancelled() or opening.exception():
            self._end_process(opening)
        else:
            logger.info("service_ready", log=name_of_log(self._services.settings), epoch=self._services.log.epoch)

    async def drain(self, _: object) -> None:
        self._services.connection_limits.is_draining = True
        if self._services.is_open:
            await self._services.hub.drain()

    async def close(self, _: object) -> None:
        has_failed = self._has_failed
        for loop in (self._opening, *self._loops):
            loop.cancel()
        if self._services.is_open:
            await self._services.log.close()
            logger.info("log_closed")
        if has_failed:
            raise SystemExit(1)
