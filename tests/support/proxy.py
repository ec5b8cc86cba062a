"""A TCP proxy between browsers and one or more servers that can cut, reset, stall, slow down or lose what it carries.

Only WebSockets are disturbed. Pages always load, so that a reload shows what the page makes of a bad connection.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tests.support.server import Server

CHUNK_BYTES = 65_536
ANSWER_SECONDS = 10
Value = TypeVar("Value")


def is_websocket(first: bytes) -> bool:
    return first.startswith(b"GET /ws") and b"upgrade: websocket" in first.lower()


def open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Conditions:
    """How the data of all WebSockets is carried from now on."""

    chunk_bytes: int = CHUNK_BYTES
    delay_seconds: float = 0.0
    gate: asyncio.Event = field(default_factory=open_gate)


class Proxy:
    """Runs on a thread of its own; every method returns when its effect is complete."""

    def __init__(self, *addresses: str, disturbs: Callable[[bytes], bool] = is_websocket) -> None:
        """Each connection goes to the first of the addresses that accepts it. `disturbs` says by its first bytes whether to
        disturb it."""
        self._targets = [(target.hostname, target.port or 80) for target in map(urlsplit, addresses)]
        self._disturbs = disturbs
        self._browsers: set[asyncio.StreamWriter] = set()
        self._websockets: set[Tunnel] = set()
        self._is_cut = self._is_closing = False
        self._conditions = Conditions()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Resets every WebSocket, and refuses new ones until `restore`."""
        self._is_cut = True
        self._for_each(Tunnel.reset)

    def restore(self) -> None:
        """Carries everything again at once, except for what was reset or lost."""
        self._is_cut = False
        self._carry_as(CHUNK_BYTES, 0.0, is_moving=True)

    def reset(self) -> None:
        """Resets every WebSocket. A new one works."""
        self._for_each(Tunnel.reset)

    def stall(self) -> None:
        """Holds back all data until `restore`, also of new WebSockets; nothing is lost."""
        self._carry_as(CHUNK_BYTES, 0.0, is_moving=False)

    def slow_down(self, chunk_bytes: int, delay_seconds: float) -> None:
        """From now on carries at most `chunk_bytes` at once, each after `delay_seconds`, in both directions, also on new
        WebSockets."""
        self._carry_as(chunk_bytes, delay_seconds, is_moving=True)

    def lose_everything(self) -> None:
        """Loses all data of the open WebSockets in both directions, and neither end notices. A new WebSocket works."""
        self._for_each(Tunnel.lose_everything)

    def lose_answers(self) -> None:
        """Carries the data from the browser and loses the data from the server. A new WebSocket works."""
        self._for_each(Tunnel.lose_answers)

    def close(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _carry_as(self, chunk_bytes: int, delay_seconds: float, *, is_moving: bool) -> None:
        async def change() -> None:
            self._conditions.chunk_bytes, self._conditions.delay_seconds = chunk_bytes, delay_seconds
            self._conditions.gate.set() if is_moving else self._conditions.gate.clear()

        self._do(change())

    def _for_each(self, change: "Callable[[Tunnel], None]") -> None:
        async def all_websockets() -> None:
            for tunnel in tuple(self._websockets):
                change(tunnel)

        self._do(all_websockets())

    def _do(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    async def _accept(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        self._browsers.add(to_browser)
        try:
            first = b"" if self._is_closing else await browser.read(CHUNK_BYTES)
            is_disturbed = self._disturbs(first)
            if first and not (is_disturbed and self._is_cut):
                await self._carry(first, is_disturbed, browser, to_browser)
        except OSError:  # the server is down, or the browser gone: the other end gets a reset below
            pass
        finally:
            self._browsers.discard(to_browser)
            to_browser.transport.abort()

    async def _carry(
        self, first: bytes, is_websocket: bool, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter
    ) -> None:
        server, to_server = await self._connect()
        to_server.write(first)
        tunnel = Tunnel(to_browser, to_server, self._conditions if is_websocket else Conditions())
        if is_websocket:
            self._websockets.add(tunnel)
        try:
            await asyncio.gather(tunnel.carry(browser, to_server), tunnel.carry(server, to_browser))
        finally:
            self._websockets.discard(tunnel)
            tunnel.reset()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        *others, last = self._targets
        for target in others:
            with suppress(OSError):
                return await asyncio.open_connection(*target)
        return await asyncio.open_connection(*last)

    async def _close(self) -> None:
        self._server.close()
        self._is_closing = True
        self._conditions.gate.set()
        for tunnel in self._websockets:
            tunnel.reset()
        for browser in self._browsers:
            browser.transport.abort()
        # Also for those of connections that are being accepted.
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*tasks)


@contextmanager
def ring_of_proxies(servers: Sequence[Server]) -> Iterator[list[Proxy]]:
    """For each server a proxy that leads to it, and to the next ones while it is not there."""
    addresses = [server.address for server in servers]
    with ExitStack() as ends:
        yield [
            ends.enter_context(closing(Proxy(*addresses[place:], *addresses[:place])))
            for place in range(len(addresses))
        ]


class Tunnel:
    """One connection through the proxy."""

    def __init__(
        self, to_browser: asyncio.StreamWriter, to_server: asyncio.StreamWriter, conditions: Conditions
    ) -> None:
        self._to_browser, self._to_server, self._conditions = to_browser, to_server, conditions
        self._lost: set[asyncio.StreamWriter] = set()

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Carries data until one end closes, and then the close; nothing in a direction that is lost."""
        try:
            while data := await source.read(self._conditions.chunk_bytes):
                await asyncio.sleep(self._conditions.delay_seconds)
                await self._conditions.gate.wait()
                if target not in self._lost:
                    target.write(data)
                    await target.drain()
        except OSError:
            pass
        if target not in self._lost:
            target.close()

    def lose_everything(self) -> None:
        self._lost = {self._to_browser, self._to_server}

    def lose_answers(self) -> None:
        self._lost = {self._to_browser}

    def reset(self) -> None:
        self._to_browser.transport.abort()
        self._to_server.transport.abort()
