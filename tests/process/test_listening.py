"""The listening socket takes connections over IPv4 and IPv6."""

import socket

import pytest

from service.process.listening import listening_socket


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has no IPv6")
@pytest.mark.parametrize("address", ["::1", "127.0.0.1"])
def test_every_address_of_ipv6_includes_those_of_ipv4(address):
    with (
        listening_socket("::", 0) as listening,
        socket.create_connection((address, listening.getsockname()[1])) as peer,
    ):
        accepted, source = listening.accept()
        accepted.close()
        assert (source[0].removeprefix("::ffff:"), source[1]) == peer.getsockname()[:2]
