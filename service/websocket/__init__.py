"""One WebSocket: its handshake, reading and writing frames, throttling and closing, and the private APIs of Sanic for it."""
