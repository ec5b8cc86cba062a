"""Faults and bad input against the real service: whatever is done to it, the promises hold and healthy people never notice."""
