"""Keeps the try page to this machine and to its own page.

The attack it stops: another web page, open in the same browser, that talks to a local port, by a
cross-site request or by a host name of its own that it has pointed at 127.0.0.1 (DNS rebinding).
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PASSWORD = ("x-sidelight", "try")
"""A header that no other site can send without asking first, and nobody answers that question."""
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class LocalOnly:
    """Refuses whatever does not come from the page itself, and forbids the page everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(str(scope["method"]), Headers(scope=scope))
        app = self._app if refusal is None else JSONResponse({"error": refusal}, 403)
        await app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _refusal(method: str, headers: Headers) -> str | None:
    host = headers.get("host", "")
    if host.rpartition(":")[0] not in LOCAL_NAMES and host not in LOCAL_NAMES:
        return "This page is for this machine only: open the address that was printed."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "This request comes from another site."
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return "This request comes from another site."
    if method not in ("GET", "HEAD") and headers.get(PASSWORD[0]) != PASSWORD[1]:
        return "This request does not come from the page."
    return None
