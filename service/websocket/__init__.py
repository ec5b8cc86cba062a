"""One WebSocket: handshake, frames, throttling, closing. Also the HTTP connection before it, and all code that depends on
private parts of Sanic and websockets."""
