"""Answers that do not arrive as they should: cut off, broken, slow, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.fakegram.errors import Refusal, too_many
from tests.fakegram.faults import Fault

CUT = "fakegram.cut"
"""The place in a request's scope where the server keeps the way to cut its connection."""
PIECES = 10
PAGE = "<html><head><title>{0} Bad Gateway</title></head><body><h1>{0}</h1></body></html>"


class CutOff(Response):
    """Sends nothing, or the first half of a body, and cuts the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.body:
            head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(head)
            half = bytes(self.body)[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        scope["extensions"][CUT]()
        while (await receive())["type"] != "http.disconnect":
            pass


def instead(fault: Fault, now: float) -> Response | Refusal | None:
    """What a call meets that is not carried out; None for one that is only late."""
    if fault.kind == "too_many":
        return too_many(fault.left(now))
    if fault.kind == "server_error":
        return Refusal(fault.status, "Internal Server Error")
    if fault.kind == "html":
        return Response(PAGE.format(fault.status), fault.status, media_type="text/html")
    return CutOff() if fault.kind == "drop" else None


def spoilt(fault: Fault, answer: dict[str, Any]) -> Response:
    """The answer of a call that was carried out."""
    body = json.dumps(answer).encode()
    if fault.kind == "lost_answer":
        return CutOff()
    if fault.kind == "cut_body":
        return CutOff(body, media_type="application/json")
    if fault.kind == "bad_json":
        return Response(body[:-1] + b",", media_type="application/json")
    return StreamingResponse(_drop_by_drop(body, fault.wait), media_type="application/json")


async def _drop_by_drop(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    step = max(1, len(body) // PIECES)
    for at in range(0, len(body), step):
        await asyncio.sleep(seconds / PIECES)
        yield body[at : at + step]


def plain(answer: dict[str, Any], status: int = 200) -> Response:
    """An answer that arrives well."""
    return JSONResponse(answer, status)
