"""A line between a browser and the server that can be cut, go silent, stall or crawl: a TCP proxy for the tests.

Only talk (the WebSocket) is disturbed. Pages always load, so that a reload shows what the page makes of a bad line.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

CHUNK = 65_536
ANSWER_SECONDS = 10
Value = TypeVar("Value")


def open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Manner:
    """How the pieces of talks are carried, until it is changed."""

    piece_bytes: int = CHUNK
    delay_seconds: float = 0.0
    gate: asyncio.Event = field(default_factory=open_gate)


class Line:
    """Runs on a thread of its own; every verb returns when it is done."""

    def __init__(self, address: str) -> None:
        target = urlsplit(address)
        self._target = (target.hostname, target.port or 80)
        self._browsers: set[asyncio.StreamWriter] = set()
        self._talks: set[Talk] = set()
        self._is_cut = False
        self._manner = Manner()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Both ends notice at once, and no new talk begins until `mend`."""
        self._is_cut = True
        self._for_each(Talk.end)

    def mend(self) -> None:
        """As good as new, but for what was cut or is lost."""
        self._is_cut = False
        self._carry_as(CHUNK, 0.0, is_moving=True)

    def tear(self) -> None:
        """Both ends notice at once; a new talk works."""
        self._for_each(Talk.end)

    def stall(self) -> None:
        """Nothing moves any more, and nothing is lost: it waits for `mend`. A new talk stalls as well."""
        self._carry_as(CHUNK, 0.0, is_moving=False)

    def crawl(self, piece_bytes: int, delay_seconds: float) -> None:
        """Only such small pieces are carried, each after such a delay, both ways and in new talks too."""
        self._carry_as(piece_bytes, delay_seconds, is_moving=True)

    def go_silent(self) -> None:
        """Nothing comes through in either direction and nobody is told; a new talk works."""
        self._for_each(Talk.lose_all)

    def lose_answers(self) -> None:
        """What the browser says still arrives; it hears nothing any more. A new talk works."""
        self._for_each(Talk.lose_answers)

    def close(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _carry_as(self, piece_bytes: int, delay_seconds: float, *, is_moving: bool) -> None:
        async def change() -> None:
            self._manner.piece_bytes, self._manner.delay_seconds = piece_bytes, delay_seconds
            self._manner.gate.set() if is_moving else self._manner.gate.clear()

        self._do(change())

    def _for_each(self, change: "Callable[[Talk], None]") -> None:
        async def all_talks() -> None:
            for talk in tuple(self._talks):
                change(talk)

        self._do(all_talks())

    def _do(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    async def _carry(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        self._browsers.add(to_browser)
        try:
            first = await browser.read(CHUNK)
            is_talk = first.startswith(b"GET /ws") and b"upgrade: websocket" in first.lower()
            if first and not (is_talk and self._is_cut):
                await self._carry_on(first, is_talk, browser, to_browser)
        except OSError:  # a server that is away, a browser that is gone: the other end hears it below
            pass
        finally:
            self._browsers.discard(to_browser)
            to_browser.transport.abort()

    async def _carry_on(
        self, first: bytes, is_talk: bool, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter
    ) -> None:
        server, to_server = await asyncio.open_connection(*self._target)
        to_server.write(first)
        talk = Talk(to_browser, to_server, self._manner if is_talk else Manner())
        if is_talk:
            self._talks.add(talk)
        try:
            await asyncio.gather(talk.carry(browser, to_server), talk.carry(server, to_browser))
        finally:
            self._talks.discard(talk)
            talk.end()

    async def _close(self) -> None:
        self._server.close()
        self._manner.gate.set()
        for talk in self._talks:
            talk.end()
        for browser in self._browsers:
            browser.transport.abort()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


class Talk:
    """One connection through the line."""

    def __init__(self, to_browser: asyncio.StreamWriter, to_server: asyncio.StreamWriter, manner: Manner) -> None:
        self._to_browser, self._to_server, self._manner = to_browser, to_server, manner
        self._lost: set[asyncio.StreamWriter] = set()

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Until one end hangs up; a lost direction swallows that as well."""
        try:
            while data := await source.read(self._manner.piece_bytes):
                await asyncio.sleep(self._manner.delay_seconds)
                await self._manner.gate.wait()
                if target not in self._lost:
                    target.write(data)
                    await target.drain()
        except OSError:
            pass
        if target not in self._lost:
            target.close()

    def lose_all(self) -> None:
        self._lost = {self._to_browser, self._to_server}

    def lose_answers(self) -> None:
        self._lost = {self._to_browser}

    def end(self) -> None:
        """With a reset, as a line ends that is torn."""
        self._to_browser.transport.abort()
        self._to_server.transport.abort()
