"""One WebSocket: handshake, frames, throttling, closing; and all code on private parts of Sanic and websockets, also for HTTP."""
