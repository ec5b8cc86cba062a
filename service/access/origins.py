"""Decides whether a page of another origin may connect: protection against cross-site WebSocket hijacking."""

from service.access.denied import Denied
from service.access.request_source import RequestSource, host
from service.settings import Settings, origin_key


def check_origin(source: RequestSource, settings: Settings) -> None:
    """Raises Denied for a page of a foreign site: it would act with the cookies of its visitor, as that person. Also raises it
    unless there are exactly one Host header and at most one Origin header. A request without Origin is allowed: browsers send
    one with each handshake (RFC 6455, 4.1), POST and DELETE, and another client could forge one.
    """
    our_host = host(source, settings)
    if len(source.origins) > 1:
        raise Denied(400, "bad_origin", "The request has more than one Origin header.")
    if source.origins and not _is_allowed(source.origins[0], our_host, settings):
        reason = "Pages of this origin may not connect. HUBBUB_ORIGINS can allow it."
        raise Denied(403, "foreign_origin", reason, log_fields={"origin": source.origins[0], "host": our_host})


def _is_allowed(origin: str, our_host: str, settings: Settings) -> bool:
    """Our own host and port are allowed with either scheme, since TLS often ends at a proxy."""
    key = origin_key(origin)
    if key is None:
        return False  # also "null", the origin of any page in a sandboxed frame
    scheme, _, _ = key.partition(":")
    return key in settings.origins or key == origin_key(f"{scheme}://{our_host}")
