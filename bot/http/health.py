"""Tells programs on this machine how a running bot is doing: `/health` and `/metrics`.

It is served in a thread of its own: no turn waits for it, and it still answers if the bot hangs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import ConfigError
from bot.http.guard import LocalOnly
from bot.http.serve import Occupied, listen
from bot.metrics import Metrics

WELL = 120.0
"""Seconds since the last good poll: one lasts thirty, and a pause of Telegram's is no illness."""
AT_ONCE = 8
FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE = 0.5
"""Seconds that a stop waits for it; the process ends in any case."""


def application(metrics: Metrics) -> Starlette:
    """The two pages."""

    def health(_: Request) -> Response:
        age, alarms = metrics.poll_age(), metrics.mentioned(alarms=True)
        if age >= WELL:
            said = f"No good poll for {age:.0f} seconds: see the log, or run `sidelight doctor`."
            alarms = [said, *alarms]
        lines = [*(alarms or ["ok"]), *metrics.mentioned(alarms=False)]
        return PlainTextResponse("".join(f"{line}\n" for line in lines), 503 if alarms else 200)

    def numbers(_: Request) -> Response:
        return Response(metrics.text(), headers={"Content-Type": FORMAT})

    routes = [Route("/health", health), Route("/metrics", numbers)]
    return Starlette(routes=routes, middleware=[Middleware(LocalOnly)])


@contextmanager
def told(metrics: Metrics, port: int) -> Iterator[int]:
    """Serve the pages meanwhile; gives the port, of which 0 takes any that is free."""
    try:
        listener = listen(port)
    except Occupied:
        raise ConfigError(
            f"metrics.port: {port} can't be used here: take another number, or 0 for none."
        ) from None
    config = uvicorn.Config(
        application(metrics),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=AT_ONCE,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="health", daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True  # it closes the listener itself
        thread.join(PATIENCE)
