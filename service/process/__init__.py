"""The process and its system: signals, the listening socket, open files, the garbage collector and log output."""
