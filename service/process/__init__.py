"""The process and the system it runs on: signals and log output."""
