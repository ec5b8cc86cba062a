"""A line between a browser and the server that can be cut, and can go silent: a TCP proxy for the tests.

Only talk (the WebSocket) is disturbed. Pages always load, so that a reload shows what the page makes of a bad line.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

CHUNK = 65_536
ANSWER_SECONDS = 10
Value = TypeVar("Value")


class Line:
    """Runs on a thread of its own; every verb returns when it is done."""

    def __init__(self, address: str) -> None:
        target = urlsplit(address)
        self._target = (target.hostname, target.port or 80)
        self._browsers: set[asyncio.StreamWriter] = set()
        self._talks: set[Talk] = set()
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Both ends notice at once, and no new talk begins until `mend`."""
        self._is_cut = True
        self._for_each(Talk.end)

    def mend(self) -> None:
        self._is_cut = False

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
        talk = Talk(to_browser, to_server)
        if is_talk:
            self._talks.add(talk)
        try:
            await asyncio.gather(talk.carry(browser, to_server), talk.carry(server, to_browser))
        finally:
            self._talks.discard(talk)
            talk.end()

    async def _close(self) -> None:
        self._server.close()
        for talk in self._talks:
            talk.end()
        for browser in self._browsers:
            browser.transport.abort()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


class Talk:
    """One connection through the line."""

    def __init__(self, to_browser: asyncio.StreamWriter, to_server: asyncio.StreamWriter) -> None:
        self._to_browser, self._to_server = to_browser, to_server
        self._lost: set[asyncio.StreamWriter] = set()

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Until one end hangs up; a lost direction swallows that as well."""
        try:
            while data := await source.read(CHUNK):
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
