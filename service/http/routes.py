"""Adds every HTTP route, with its handler, and the middleware around all handlers."""

from typing import Final

from sanic import Sanic
from sanic.config import Config

from service.access.passphrase import Passphrase
from service.http.assets import Assets
from service.http.errors import Errors
from service.http.hand_over import HandOverRoutes
from service.http.health import answer_health, answer_ready, refuse_until_open
from service.http.history import History
from service.http.manifest import Manifest
from service.http.page import RoomPage
from service.http.passphrase_page import PassphrasePage
from service.http.people import answer_people
from service.http.qr import RoomCodes
from service.http.search import Search
from service.http.security import add_default_headers, refuse_upgrade
from service.services import Services

_GET: Final = ("GET", "HEAD")


def add_routes(app: Sanic[Config, Services], assets: Assets) -> None:
    app.error_handler = Errors(assets)
    app.on_request(refuse_upgrade)
    app.on_request(refuse_until_open)
    app.on_response(add_default_headers)  # type: ignore[no-untyped-call]
    page = RoomPage(assets)
    app.add_route(page.lobby, "/", methods=_GET, name="lobby")
    app.add_route(page.room, "/r", methods=_GET, name="no_room")
    app.add_route(page.room, "/r/<room:path>", methods=_GET, name="room")
    app.add_route(page.file, "/static/<version:str>/<name:path>", methods=_GET, name="file")
    app.add_route(page.worker, "/worker.js", methods=_GET, name="worker")
    app.add_route(Manifest(app.ctx.settings.title).answer, "/manifest.webmanifest", methods=_GET, name="manifest")
    app.add_route(answer_health, "/health", methods=_GET, name="health")
    app.add_route(answer_ready, "/ready", methods=_GET, name="ready")
    app.add_route(History().answer, "/api/rooms/<room:str>/messages", methods=_GET, name="history")
    app.add_route(Search().answer, "/api/rooms/<room:str>/search", methods=_GET, name="search")
    app.add_route(answer_people, "/api/rooms/<room:str>/people", methods=_GET, name="people")
    app.add_route(RoomCodes().answer, "/api/rooms/<room:str>/qr", methods=_GET, name="qr")
    _add_hand_over(app, HandOverRoutes())
    if app.ctx.settings.passphrase:
        passphrase_page = PassphrasePage(Passphrase(app.ctx.settings.passphrase), assets)
        for page_path, at in (("/", "lobby"), ("/r/<room:path>", "room")):
            path = f"/passphrase{page_path}".rstrip("/")
            app.add_route(passphrase_page.check_answer, page_path, methods=("POST",), name=f"passphrase_{at}")
            app.add_route(passphrase_page.check_answer, path, methods=("POST",), name=f"passphrase_again_{at}")
            app.add_route(passphrase_page.check_cookie, path, methods=_GET, name=f"passphrase_cookie_{at}")
        app.on_request(passphrase_page.require_cookie)


def _add_hand_over(app: Sanic[Config, Services], routes: HandOverRoutes) -> None:
    path = "/api/hand-over"
    app.add_route(routes.offer, path, methods=("POST",), name="hand_over_offer")
    app.add_route(routes.state, path, methods=_GET, name="hand_over_state")
    app.add_route(routes.cancel, path, methods=("DELETE",), name="hand_over_cancel")
    steps = {"look": routes.look, "claim": routes.claim, "confirm": routes.confirm, "take": routes.take}
    for name, handler in steps.items():
        app.add_route(handler, f"{path}/{name}", methods=("POST",), name=f"hand_over_{name}")
