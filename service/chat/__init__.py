"""The hub: its rooms and connections, joining, catching up, delivering, people, commands and the heartbeat."""
