"""The service put together: settings, log, hub, guard and routes, opened in this order and closed in reverse."""

import asyncio
import gc
import resource
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from sanic import Request
from sanic.config import Config

from service.access.http_limits import HttpLimits
from service.access.limits import ConnectionLimits
from service.chat.hub import Hub
from service.http.assets import Client
from service.http.passphrase import Passphrase, ask_for
from service.http.routes import add_routes
from service.log import check_log, open_log
from service.process.logging import configure_logs
from service.process.signals import Stops, answer
from service.settings import BadSetting, Settings, unknown
from service.websocket.connection import Connection
from service.websocket.fairness import Share
from service.websocket.seam import Hubbub

FRAME_BYTES: Final = 65_536
"""The longest message a tab may send, unless the text limit asks for more: a character is at most 12 bytes of JSON."""

GC_THRESHOLD: Final = 50_000
"""Objects made before the collector looks; with its default it would walk every connection several times a second."""

SPARE_FILES: Final = 128
"""Files open besides one for each connection: the log's, the listening socket, and who is asking something just now."""

log_line = structlog.get_logger("hubbub.app")


def create_app(settings: Settings) -> Hubbub:
    """The app; the log is opened when the server starts."""
    app = Hubbub("hubbub", config=_config(), configure_logging=False)
    client = Client(settings.title)
    app.ctx.settings, app.ctx.version = settings, client.version
    app.ctx.connection_limits, app.ctx.http_limits, app.ctx.share = (
        ConnectionLimits(settings),
        HttpLimits(settings),
        Share(),
    )
    app.ctx.frame_limit = max(FRAME_BYTES, 12 * settings.max_text + 1_024)
    app.ctx.check = lambda: check_log(settings)
    add_routes(app, client)
    app.add_websocket_route(_join, "/ws")
    if settings.passphrase:
        ask_for(Passphrase(settings.passphrase), app, client)
    app.before_server_start(_open_everything)
    app.after_server_start(_say_so)
    app.before_server_stop(_let_everybody_go)
    app.after_server_stop(_close_everything)
    return app


def _config() -> Config:
    # No SANIC_* of the environment: one could make it believe anybody's forwarding headers, or hang on a numeric secret.
    config = Config(env_prefix=None)
    config.update(
        ACCESS_LOG=False,
        MOTD=False,
        REQUEST_TIMEOUT=10,
        RESPONSE_TIMEOUT=30,
        KEEP_ALIVE_TIMEOUT=15,
        STALL_TIMEOUT=10,  # ours: while somebody takes what they asked for, the other three wait
        REQUEST_MAX_SIZE=65_536,
        GRACEFUL_SHUTDOWN_TIMEOUT=0.5,
    )
    return config


async def _join(request: Request, connection: Connection) -> None:
    await request.app.ctx.hub.join(connection, request.ctx.join_request)


async def _open_everything(app: Hubbub) -> None:
    settings: Settings = app.ctx.settings
    app.ctx.stops = Stops()
    _allow_files(settings.max_connections + SPARE_FILES)
    app.ctx.log = await open_log(settings)
    hub = app.ctx.hub = Hub(app.ctx.log, settings, app.ctx.version)
    app.ctx.is_broken = False
    app.ctx.loops = [asyncio.create_task(hub.deliver()), asyncio.create_task(hub.run())]
    for loop in app.ctx.loops:
        loop.add_done_callback(partial(_begin_again, app))
    answer(hub.tell_gauges)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 50, 100)


def _allow_files(wanted: int) -> None:
    """As many as the system lets us have: it starts most programs with room for about 1,000 connections."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS calls its limit infinite, and refuses that
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        log_line.warning("few_open_files", allowed=now, wanted=wanted)


def _begin_again(app: Hubbub, loop: "asyncio.Task[None]") -> None:
    """A chat that no longer delivers must not look alive: its process ends, and who runs it starts it again."""
    if loop.cancelled():
        return
    log_line.critical("loop_ended", exc_info=loop.exception())
    app.ctx.is_broken = True
    if hasattr(app, "multiplexer"):
        app.multiplexer.restart()  # Sanic's manager would watch over a dead worker for ever
    else:
        asyncio.get_running_loop().stop()


async def _say_so(app: Hubbub) -> None:
    app.ctx.stops.obey(partial(app.stop, terminate=False))
    log_line.info("ready", log=app.ctx.settings.log, epoch=app.ctx.log.epoch)


async def _let_everybody_go(app: Hubbub) -> None:
    app.ctx.connection_limits.is_draining = True
    await app.ctx.hub.drain()


async def _close_everything(app: Hubbub) -> None:
    is_broken = app.ctx.is_broken
    for loop in app.ctx.loops:
        loop.cancel()
    await app.ctx.log.close()
    log_line.info("closed")
    if is_broken:
        raise SystemExit(1)


def _from_environment() -> Hubbub:
    configure_logs()
    try:
        settings = Settings.from_environment()
    except BadSetting as error:
        raise SystemExit(str(error)) from None
    for name in unknown():
        log_line.warning("unknown_setting", name=name)
    return create_app(settings)


app = _from_environment()
