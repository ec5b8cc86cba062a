"""Assembles the service: `create_app` lists its parts, and `app` is made from the environment for `sanic service.app`."""

from typing import Any, Final

import structlog
from sanic.config import Config

from service.http.assets import Assets
from service.http.routes import add_routes
from service.lifecycle import add_lifecycle
from service.log import LogUnusable, check_log
from service.process.listening import BACKLOG, limit_send_buffer, listening_socket
from service.process.logging import configure_logs
from service.services import Services
from service.settings import BadSetting, Settings, unknown_variables
from service.websocket.websocket_app import WebSocketApp

logger = structlog.get_logger("hubbub.app")


def create_app(settings: Settings) -> "Hubbub":
    """Makes the app. Its log is opened when the server starts."""
    assets = Assets(settings.title, settings.edit_hours)
    app = Hubbub("hubbub", config=_config(), ctx=Services.create(settings, assets.version), configure_logging=False)
    add_routes(app, assets)
    app.add_connections(lambda connection, join_request: app.ctx.hub.join(connection, join_request))
    add_lifecycle(app)
    return app


class Hubbub(WebSocketApp[Services]):
    """The app of one process with one log. If the process cannot start, it exits with one line that says why."""

    def prepare(self, host: str | None = None, port: int | None = None, **options: Any) -> None:
        if options.get("fast") or options.get("workers", 1) > 1:
            raise SystemExit(_ONE_PROCESS)
        try:
            check_log(self.ctx.settings)
        except LogUnusable as error:
            raise SystemExit(str(error)) from None
        options["backlog"] = max(BACKLOG, options.get("backlog", 0))
        if not options.get("unix"):  # the buffers of a Unix socket are small
            options["sock"] = options.get("sock") or listening_socket(*self.get_address(host, port))
            limit_send_buffer(options["sock"])
        super().prepare(host, port, **options)


_ONE_PROCESS: Final = (
    "Hubbub runs as one process. Start it with one worker; several servers can share a log in PostgreSQL."
)


def _config() -> Config:
    # No prefix, so that Sanic reads no SANIC_* variables: with SANIC_PROXIES_COUNT it would trust the forwarding headers of
    # any client.
    config = Config(env_prefix=None)
    config.update(
        ACCESS_LOG=False,
        MOTD=False,
        REQUEST_TIMEOUT=10,
        RESPONSE_TIMEOUT=30,
        KEEP_ALIVE_TIMEOUT=15,
        # STALL_TIMEOUT is ours, not Sanic's: after this time a peer that has stopped reading its response is disconnected. It
        # must be shorter than RESPONSE_TIMEOUT, after which Sanic no longer checks the connection. As long as the
        # peer reads, Sanic's three timeouts above are restarted.
        STALL_TIMEOUT=10,
        REQUEST_MAX_SIZE=65_536,
        GRACEFUL_SHUTDOWN_TIMEOUT=0.5,
    )
    return config


def _from_environment() -> Hubbub:
    configure_logs()
    try:
        settings = Settings.from_environment()
    except BadSetting as error:
        raise SystemExit(str(error)) from None
    for name in unknown_variables():
        logger.warning("unknown_setting", name=name)
    return create_app(settings)


app = _from_environment()
