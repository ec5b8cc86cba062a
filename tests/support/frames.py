"""HTTP requests and WebSocket frames as bytes, well formed or not: also those that no library would send."""

import json
import struct

KEY = "dGhlIHNhbXBsZSBub25jZQ=="

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


def request(path, method="GET", headers=(), host="localhost", version="1.1"):
    lines = [f"{method} {path} HTTP/{version}", f"Host: {host}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def upgrade(query="", headers=(), host="localhost"):
    """Returns the request of a WebSocket handshake."""
    handshake = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")
    return request(f"/ws{query}", headers=(*handshake, *headers), host=host)


def frame(payload=b"", opcode=TEXT, *, fin=True, masked=True, rsv=0, declared=None):
    """Returns a frame as a browser sends it; the keywords make one that no browser sends."""
    size = len(payload) if declared is None else declared
    head = bytes([fin << 7 | rsv << 4 | opcode])
    flag = masked << 7
    if size < 126:
        head += bytes([flag | size])
    elif size < 65_536:
        head += bytes([flag | 126]) + struct.pack("!H", size)
    else:
        head += bytes([flag | 127]) + struct.pack("!Q", size)
    return head + b"\0\0\0\0" + payload if masked else head + payload


def json_frame(**fields):
    return frame(json.dumps(fields).encode())


def say(draft, text):
    return json_frame(type="say", draft=draft, text=text)


def close_frame(code=1000, reason=b""):
    return frame(struct.pack("!H", code) + reason, CLOSE)


def split_frame(data):
    """Returns the service's first frame in these bytes as (opcode, payload, size of the frame); None if it is incomplete."""
    if len(data) < 2:
        return None
    assert data[0] & 0x80, "the service never fragments a message"
    assert not data[1] & 0x80, "the service never masks"
    size, start = data[1], 2
    if size > 125:
        start = 4 if size == 126 else 10
        size = int.from_bytes(data[2:start])
    end = start + size
    return (data[0] & 0x0F, bytes(data[start:end]), end) if len(data) >= end else None


def close_code(payload):
    """Returns the code in a close frame; 1005 if it names none (RFC 6455, 7.1.5)."""
    return int.from_bytes(payload[:2]) if payload else 1005
