"""Carries a question to an authority and its answer back: the one home of `httpx`."""

from __future__ import annotations

import asyncio

import httpx

SECONDS = 10.0
"""How long all of it may take."""
LARGEST = 64 * 1024
"""Bytes an answer may have."""
HEADERS = {
    "Accept": "application/timestamp-reply",
    "Accept-Encoding": "identity",
    "Content-Type": "application/timestamp-query",
    "User-Agent": "rfc3161",
}


class Unanswered(Exception):
    """No answer came, or none that can be a stamp."""


async def post(
    url: str,
    question: bytes,
    seconds: float = SECONDS,
    transport: httpx.AsyncBaseTransport | None = None,
) -> bytes:
    """What an authority answers, untrusted; raises `Unanswered`."""
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(timeout=seconds, transport=transport) as http,
            http.stream("POST", url, content=question, headers=HEADERS) as answer,
        ):
            return await _body(answer)
    except (httpx.HTTPError, TimeoutError):
        raise Unanswered from None  # what it says holds the address


async def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise Unanswered
    body = b""
    async for piece in answer.aiter_raw():  # never unpacked, so that little can't become much
        body += piece
        if len(body) > LARGEST:
            raise Unanswered
    return body
