"""Decides who may connect and how fast: join requests, cookies, origins, client addresses, the passphrase and limits."""
