"""Serves an application on this machine's own address and on no other."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot.errors import UsageError, wordless

LOOPBACK = "127.0.0.1"


class Wordless(logging.Formatter):
    """Prints where something went wrong and of what kind, never what an exception says."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the name is logging's
        kind, _, trace = ei
        return wordless(kind, trace)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"wordless": {"()": Wordless, "format": "%(levelname)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "wordless"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


def serve(app: Starlette, port: int, on_address: Callable[[str], None]) -> None:
    """Serve until stopped; `on_address` hears the address once it can be opened."""
    try:
        listener = listen(port)
    except Occupied:
        raise UsageError(
            f"Port {port} can't be used here: take another one, such as --port {port % 60_000 + 1}."
        ) from None
    address = f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
    config = uvicorn.Config(
        app, log_config=LOGGING, access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    with listener:
        _Announcing(config, lambda: on_address(address)).run(sockets=[listener])


class Occupied(Exception):
    """A port can't be used here."""


def listen(port: int) -> socket.socket:
    """A port of this machine's own address; 0 takes any that is free."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()
    except (OSError, OverflowError):
        listener.close()
        raise Occupied from None
    return listener


class _Announcing(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()
