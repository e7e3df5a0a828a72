"""Serves this stand-in on the loopback address, with a way to cut a connection on purpose."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakegram.bot_side import broken, call_method, download, nowhere
from tests.fakegram.control import control
from tests.fakegram.trouble import CUT
from tests.fakegram.world import World

LOOPBACK = "127.0.0.1"


class CuttableProtocol(H11Protocol):
    """HTTP whose requests carry a way to cut their connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        served = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            extensions = {**scope.get("extensions", {}), CUT: self.transport.abort}
            await served({**scope, "extensions": extensions}, receive, send)

        self.app = app


def application() -> Starlette:
    """The server with an empty world."""
    both = ["GET", "POST"]
    routes = [
        Route("/bot{token}/{method}", call_method, methods=both),
        Route("/file/bot{token}/{path:path}", download),
        Route("/control/{action}", control, methods=["POST"]),
        Route("/{path:path}", nowhere, methods=both),
    ]
    app = Starlette(routes=routes, exception_handlers={Exception: broken})
    app.state.world = World()
    return app


class Dated:
    """Every answer says what time it is by this server's own clock, as Telegram's do."""

    def __init__(self, served: Starlette) -> None:
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._served.state.world.clock.now(), usegmt=True)
                MutableHeaders(scope=message)["Date"] = date
            await send(message)

        await self._served(scope, receive, sending)


def serve(port: int, on_address: Callable[[str], None], *, with_parent: bool) -> None:
    """Serve until stopped, or until the standard input ends."""
    config = uvicorn.Config(
        Dated(application()),
        date_header=False,
        http=CuttableProtocol,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
        on_address(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        if with_parent:
            threading.Thread(target=_stop_with_input, args=(server,), daemon=True).start()
        server.run(sockets=[listener])


def _stop_with_input(server: uvicorn.Server) -> None:
    """Whoever started this process holds its input, so that it never outlives a killed test run."""
    sys.stdin.buffer.read()
    server.should_exit = True
