"""Security headers of every answer, and the refusal of WebSocket handshakes at other addresses than /ws."""

from typing import Final

from sanic import HTTPResponse, Request

from service.access.denied import Denied

# OWASP's HTTP headers sheet. No HSTS: it would bind all ports of this host for a year, also those with plain HTTP. The
# proxy that ends TLS can add it.
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-permitted-cross-domain-policies": "none",
    "x-dns-prefetch-control": "off",  # else a browser resolves the host of every link in a message
}

_DEFAULT_HEADERS: Final = SECURITY_HEADERS | {"cache-control": "no-store"}


async def add_default_headers(_: Request, response: HTTPResponse) -> None:
    """A handler's own headers win: the page and its assets may be cached."""
    for name, value in _DEFAULT_HEADERS.items():
        response.headers.setdefault(name, value)


async def refuse_upgrade(request: Request) -> None:
    """Sanic would accept the header at any address, and then stop its own timeouts for that connection."""
    if request.path != "/ws" and request.headers.get("upgrade", "").lower() == "websocket":
        raise Denied(400, "bad_upgrade", "The only WebSocket address is /ws.")
