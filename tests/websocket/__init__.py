"""Tests of service/websocket."""
