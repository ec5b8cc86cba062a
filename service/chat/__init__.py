"""The hub: joining and leaving, commands, rooms, cursors, people and the heartbeat."""
