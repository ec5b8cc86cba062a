"""Connections that the kernel dropped from a listen queue, counted for that one socket (sock_diag(7))."""

import socket
import struct

SOCK_DIAG_BY_FAMILY = 20
REQUEST_FLAGS = 0x301
INET_DIAG_SKMEMINFO = 7
SK_MEMINFO_DROPS = 8
LISTENING = 1 << 10

_HEADER = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBBxI48x")
_SOCKET = struct.Struct("=4xH66x")
_ATTRIBUTE = struct.Struct("=HH")


def listen_drops(port):
    """How many connections to this port the kernel dropped since it listens, because they were not accepted in time.

    The count of the whole machine (ListenDrops in /proc/net/netstat) would include other tests.
    """
    for message in _listening_sockets():
        (sport,) = _SOCKET.unpack_from(message)
        if socket.ntohs(sport) == port:
            memory = _attributes(message[_SOCKET.size :])[INET_DIAG_SKMEMINFO]
            return struct.unpack_from("=9I", memory)[SK_MEMINFO_DROPS]
    raise AssertionError(f"nothing listens on port {port}")


def _listening_sockets():
    request = _REQUEST.pack(socket.AF_INET, socket.IPPROTO_TCP, 1 << (INET_DIAG_SKMEMINFO - 1), LISTENING)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as kernel:
        kernel.send(_HEADER.pack(_HEADER.size + len(request), SOCK_DIAG_BY_FAMILY, REQUEST_FLAGS, 0, 0) + request)
        while True:
            for kind, message in _cut(kernel.recv(1 << 16), _HEADER):
                if kind != SOCK_DIAG_BY_FAMILY:
                    return  # the end, or a refusal
                yield message


def _attributes(data):
    return dict(_cut(data, _ATTRIBUTE))


def _cut(data, header):
    """The kind and the content of each part. A part begins with its length and its kind, and is aligned to 4 bytes."""
    while data:
        length, kind, *_ = header.unpack_from(data)
        yield kind, data[header.size : length]
        data = data[(length + 3) & ~3 :]
