"""Adds security headers to every response, and refuses WebSocket handshakes at other addresses than /ws."""

from typing import Final

from sanic import HTTPResponse, Request

from service.access.denied import Denied
from service.websocket.handshake import WEBSOCKET_PATH

# Follows OWASP's HTTP headers cheat sheet. Without HSTS: it would force https on all ports of this host for a year. The proxy
# that ends TLS can add it.
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        # hubbub-worker is the policy of client/offline/registration.js.
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types hubbub-worker"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-permitted-cross-domain-policies": "none",
    "x-dns-prefetch-control": "off",  # otherwise a browser resolves the host of every link in a message
}

_DEFAULT_HEADERS: Final = SECURITY_HEADERS | {"cache-control": "no-store"}


async def add_default_headers(_: Request, response: HTTPResponse) -> None:
    """Adds each header that the handler has not set: the page and its assets set their own caching."""
    for name, value in _DEFAULT_HEADERS.items():
        response.headers.setdefault(name, value)


async def refuse_upgrade(request: Request) -> None:
    """Refuses an upgrade at an address other than /ws, where Sanic would accept the header and stop the connection's timeouts."""
    if request.path != WEBSOCKET_PATH and request.headers.get("upgrade", "").lower() == "websocket":
        raise Denied(400, "bad_upgrade", f"The only WebSocket address is {WEBSOCKET_PATH}.")
