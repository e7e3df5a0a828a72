"""The try page: a conversation and its author's panel in the browser, in memory only."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web import Message
from bot.core.uploads import MOST_BYTES
from bot.errors import FileTooBig, SidelightError
from bot.http.desk import Desk
from bot.http.guard import LocalOnly

B = TypeVar("B", bound="Body")
PAGE = Path(__file__).parent / "page"
SHOWN = re.compile("image/|audio/|video/")
"""The kinds of media that a page shows; any other is only handed over."""
SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'"}
"""A file of the set is looked at and never run, whatever it holds."""
LARGEST_BODY = 64 * 1024
LOOK_SECONDS = 0.25


class Body(BaseModel):
    """What a page sends; anything else in it is refused, and nothing of it reaches an error."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Words(Body):
    """Something typed."""

    text: str = Field(max_length=20_000, repr=False)


class Press(Body):
    """A button pressed."""

    token: str = Field(max_length=200)


class Turned(Body):
    """The clock turned by minutes, or set right again."""

    minutes: int = Field(default=0, ge=-525_600, le=525_600)
    reset: bool = False


class Opening(Body):
    """A flow to begin at."""

    flow: str = Field(max_length=60)


class Sending(Body):
    """What the browser says of a file, whose bytes come as they are."""

    name: str = Field(default="", max_length=255, repr=False)
    media: str = Field(default="", max_length=127, pattern=r"^([\w.+-]+/[\w.+-]+)?$")
    album: str = Field(default="", max_length=64, pattern=r"^[\w-]*$")


class Nothing(Body):
    """An empty body."""


def application(desk: Desk) -> Starlette:
    """The page and its interface."""
    page = TryPage(desk)
    chat = "/api/chats/{chat}"
    return Starlette(
        routes=[
            Route("/", page.index),
            Route("/api/chats", page.begin, methods=["POST"]),
            Route(f"{chat}/stream", page.stream),
            *(
                Route(f"{chat}/{name}", page.act, methods=["POST"], name=name)
                for name in ("said", "pressed", "left", "restart", "back", "clock", "open")
            ),
            Route(f"{chat}/offered", page.offered, methods=["POST"]),
            Route("/api/flows", page.flows),
            Route("/api/flows/{flow}/map", page.map),
            Mount("/page", StaticFiles(directory=PAGE)),
            Route("/media/{path:path}", page.media),
            Route("/made/{path:path}", page.made),
        ],
        middleware=[Middleware(LocalOnly)],
        exception_handlers={HTTPException: _refused, SidelightError: _explained},
        lifespan=page.lifespan,
    )


async def _refused(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return JSONResponse({"error": problem.detail}, problem.status_code)


async def _explained(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, SidelightError)
    return JSONResponse({"error": problem.reason}, 404)


class TryPage:
    """The page's requests, each handed on to the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Look after edited files for as long as the page is served."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._desk.look_for_edits()

    async def index(self, _: Request) -> Response:
        """The page itself."""
        return FileResponse(PAGE / "index.html")

    async def begin(self, request: Request) -> Response:
        """A new chat, known by nothing but a random name."""
        await _body(request, Nothing)
        return JSONResponse({"chat": await self._desk.begin()}, 201)

    async def act(self, request: Request) -> Response:
        """What a person or an author did in a chat."""
        chat = self._desk.chat(request.path_params["chat"])
        match request.url.path.rpartition("/")[2]:
            case "said":
                await self._desk.said(chat, (await _body(request, Words)).text)
            case "pressed":
                await self._desk.pressed(chat, (await _body(request, Press)).token)
            case "clock":
                turned = await _body(request, Turned)
                await self._desk.turn_clock(chat, None if turned.reset else turned.minutes)
            case "open":
                await self._desk.open(chat, (await _body(request, Opening)).flow)
            case "left":
                await _body(request, Nothing)
                await self._desk.left(chat)
            case "restart":
                await _body(request, Nothing)
                await self._desk.restart(chat)
            case _:
                await _body(request, Nothing)
                await self._desk.said(chat, "/back")
        return Response(status_code=204)

    async def offered(self, request: Request) -> Response:
        """A file that somebody sends; larger ones are not read to their end."""
        chat = self._desk.chat(request.path_params["chat"])
        told = _read(Sending, json.dumps(dict(request.query_params)).encode())
        content = await _content(request, MOST_BYTES, FileTooBig().reason)
        await self._desk.offered(chat, content, told.name, told.media, told.album)
        return Response(status_code=204)

    async def flows(self, _: Request) -> Response:
        """The flows there are."""
        return JSONResponse(self._desk.flows())

    async def map(self, request: Request) -> Response:
        """The map of one flow."""
        return JSONResponse(self._desk.map(request.path_params["flow"]))

    async def media(self, request: Request) -> Response:
        """A media file of the set; whatever is not listed in it does not exist."""
        path = self._desk.media(request.path_params["path"])
        if path is None:
            raise HTTPException(404, "There is no such file in this set.")
        shown = SHOWN.match(guess_type(path)[0] or "") is not None
        disposition = "inline" if shown else "attachment"
        return FileResponse(
            path, headers=SANDBOX, filename=path.name, content_disposition_type=disposition
        )

    async def made(self, request: Request) -> Response:
        """A file made for somebody just now; after some minutes it does not exist any more."""
        path = request.path_params["path"]
        content = self._desk.made(path)
        if content is None:
            raise HTTPException(404, "This file is not here any more: have it made again.")
        name = path.rpartition("/")[2]
        if name.endswith(".pdf"):  # a browser shows no PDF in a sandbox; ours can execute nothing
            return Response(content, media_type="application/pdf")
        kind = "image/png" if name.endswith(".png") else "application/zip"
        headers = {**SANDBOX, "content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=kind, headers=headers)

    async def stream(self, request: Request) -> Response:
        """Everything the page has to know, as it happens."""
        chat = self._desk.chat(request.path_params["chat"])
        return StreamingResponse(_events(self._desk.follow(chat)), media_type="text/event-stream")


async def _events(messages: AsyncIterator[Message | None]) -> AsyncIterator[str]:
    async for message in messages:
        if message is None:
            yield ": still here\n\n"
        else:
            name, content = message
            yield f"event: {name}\ndata: {json.dumps(content)}\n\n"


async def _body(request: Request, model: type[B]) -> B:
    """Read a body; whatever is wrong with it is said without repeating it."""
    raw = await _content(request, LARGEST_BODY, "That is too long for one message.")
    return _read(model, raw or b"{}")


async def _content(request: Request, most: int, refusal: str) -> bytes:
    """The bytes of a body, if there are no more than that."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise HTTPException(413, refusal)
    return bytes(raw)


def _read(model: type[B], untrusted: bytes) -> B:
    try:
        return model.model_validate_json(untrusted)
    except ValidationError:
        raise HTTPException(400, "This request does not look like one of the page's.") from None
