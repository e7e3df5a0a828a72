"""Carries python-telegram-bot's requests over aiohttp: a call costs a sixth of what it does there.

Its errors become that library's, with `NotSent` as their cause where a request never left.
"""

from __future__ import annotations

import os
import ssl
from functools import cache
from typing import Final
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
KNOWN: Final = frozenset({400, 401, 403, 404, 409, 429})
"""Refusals that Telegram documents."""
Seconds = object
"""Seconds, None for as long as it takes, or the library's mark for what is usual."""


class NotSent(Exception):
    """No connection came about, so nothing can have been carried out."""


class Transport(BaseRequest):
    """So many connections at most, each used again; `seconds` may pass without a byte."""

    def __init__(self, connections: int, seconds: float, proxy: str | None = None) -> None:
        self._connections = connections
        self._seconds = seconds
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self.date = ""
        """What the last answer said of the time, as it came."""

    def __repr__(self) -> str:
        return "Transport()"

    @property
    def read_timeout(self) -> float:
        return self._seconds

    async def initialize(self) -> None:
        """Make ready; nothing is connected yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913  # as the library asks
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        assert self._session is not None
        body = _body(request_data)
        headers = FORM if isinstance(body, bytes) else None
        timeout = self._timeout(read_timeout)
        # What aiohttp says may hold the address, and with it the token: it is told to nobody.
        problem: NetworkError
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                self.date = response.headers.get("Date", "")
                status, content = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            problem = NetworkError("not sent")
            problem.__cause__ = NotSent()
        except TimeoutError:
            problem = TimedOut()
        except (aiohttp.ClientError, OSError):
            problem = NetworkError("cut off")
        else:
            if status < 400 or content.lstrip().startswith(b"{"):
                return _usual(status), content
            problem = NetworkError("this is not Telegram")  # but somebody on the way to it
        raise problem

    def _timeout(self, read: Seconds) -> aiohttp.ClientTimeout:
        quiet = read if isinstance(read, int | float) else self._seconds
        whole = self._seconds + 2 * quiet  # also where a byte comes now and then
        return aiohttp.ClientTimeout(total=whole, connect=self._seconds, sock_read=quiet)


def _usual(status: int) -> int:
    """The status as the library knows it: to it, a refusal it does not know is an outage."""
    return 400 if 400 <= status < 500 and status not in KNOWN else status


def proxy_for(url: str) -> str | None:
    """The proxy that the machine's owner has set for an address.

    aiohttp would find it too, but looks for passwords in a file at each request, in a thread.
    """
    parts = urlsplit(url)
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


@cache
def trusted() -> ssl.SSLContext:
    """Whom to believe: whoever the machine's owner has named, or those of Mozilla's list."""
    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return urlencode(data.json_parameters).encode()
    form = aiohttp.FormData(data.json_parameters)
    for part, (name, content, kind) in data.multipart_data.items():
        form.add_field(part, content, filename=name, content_type=kind)
    return form
