"""Carries python-telegram-bot's requests over aiohttp: a call costs a sixth of what it does there.

Its errors become that library's, with `NotSent` as their cause where a request never left.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Coroutine
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
PLAIN: Final = {"Accept-Encoding": "identity"}
"""A file is wanted as it is, so that its size is what was said."""
PIECE: Final = 64 * 1024
KNOWN: Final = frozenset({400, 401, 403, 404, 409, 429})
"""Refusals that Telegram documents."""
Seconds = object
"""Seconds, None for as long as it takes, or the library's mark for what is usual."""
T = TypeVar("T")


class NotSent(Exception):
    """No connection came about, so nothing can have been carried out."""


class TooLong(Exception):
    """There are more bytes than were wanted; the rest was not read."""


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
        body = _body(request_data)
        headers = FORM if isinstance(body, bytes) else None
        told = {"data": body, "headers": headers, "timeout": self._timeout(read_timeout)}
        status, content = await _addressless(self._ask(method, url, told))
        if status < 400 or content.lstrip().startswith(b"{"):
            return _usual(status), content
        raise NetworkError("this is not Telegram")  # but somebody on the way to it

    async def _ask(self, method: str, url: str, told: dict[str, Any]) -> tuple[int, bytes]:
        assert self._session is not None
        async with self._session.request(
            method, url, proxy=self._proxy, allow_redirects=False, **told
        ) as response:
            self.date = response.headers.get("Date", "")
            return response.status, await response.read()

    async def download(self, url: str, most: int) -> tuple[int, bytes]:
        """What lies at an address; raises `TooLong`, and reads on no further, where it is more."""
        return await _addressless(self._take(url, most))

    async def _take(self, url: str, most: int) -> tuple[int, bytes]:
        assert self._session is not None
        quiet = aiohttp.ClientTimeout(connect=self._seconds, sock_read=self._seconds)
        async with self._session.get(
            url, headers=PLAIN, timeout=quiet, proxy=self._proxy, allow_redirects=False
        ) as response:
            if (response.content_length or 0) > most:
                raise TooLong
            return response.status, await _at_most(response.content, most)

    def _timeout(self, read: Seconds) -> aiohttp.ClientTimeout:
        quiet = read if isinstance(read, int | float) else self._seconds
        whole = self._seconds + 2 * quiet  # also where a byte comes now and then
        return aiohttp.ClientTimeout(total=whole, connect=self._seconds, sock_read=quiet)


async def _at_most(content: aiohttp.StreamReader, most: int) -> bytes:
    pieces, length = list[bytes](), 0
    async for piece in content.iter_chunked(PIECE):
        length += len(piece)
        if length > most:
            raise TooLong
        pieces.append(piece)
    return b"".join(pieces)


async def _addressless(call: Coroutine[Any, Any, T]) -> T:
    """Wait for a call; what went wrong is told as the library's errors.

    What aiohttp says may hold the address, and with it the token: it is told to nobody.
    """
    problem: NetworkError
    try:
        return await call
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        problem = NetworkError("not sent")
        problem.__cause__ = NotSent()
    except TimeoutError:
        problem = TimedOut()
    except (aiohttp.ClientError, OSError):
        problem = NetworkError("cut off")
    raise problem


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
