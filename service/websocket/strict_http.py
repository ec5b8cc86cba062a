"""The head of a request, as strictly as RFC 9112 reads it: what two programs could read in two ways is no request."""

import re
from typing import Final

from sanic.exceptions import BadRequest
from sanic.http import Http

_HEAD: Final = re.compile(rb"[^\0\r\n]+(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*)*")
"""A first line, and then names right before their colons (5.1): no bare line feed, nothing folded, no zero."""

_DIGITS: Final = re.compile(r"[ \t]*[0-9A-Fa-f]+[ \t]*", re.ASCII)


class StrictHttp(Http):
    """Sanic's reading, which lets more pass than that; a proxy before it may have seen another request in the same bytes."""

    async def http1_request_header(self) -> None:
        await super().http1_request_header()
        if not _HEAD.fullmatch(self.request.head):
            self.request_body = None  # where it would end is not to be believed; the line does
            raise BadRequest("Bad Request")

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        """Of a length, in digits and nothing else that Python takes for one: not `٣`, `0x3` or `1_0` (6.3, 7.1)."""
        if not _DIGITS.fullmatch(value):
            raise ValueError(value)
        return int(value, base)
