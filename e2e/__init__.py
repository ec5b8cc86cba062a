"""The main verification: several people in several real browser tabs, against a real server."""
