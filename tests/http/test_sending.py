"""Files come to the try page's server whole or not at all, from its own page, 20 MB at most."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from bot.channels.web import WebChannel
from bot.content.library import Library, shipped
from bot.core.events import Event, Offered
from bot.core.uploads import MOST_BYTES, Upload
from bot.http.clock import TurnableClock
from bot.http.desk import Desk, Made
from bot.http.try_page import application
from bot.ports import NOTHING_HEARD, Chat, Heard
from bot.service import Played, Service
from bot.shelf import Shelf
from bot.store.memory import MemoryStore
from bot.wiring.world import SystemWorld
from tests.http.test_guard import HOME, PAGE
from tests.ports.fakes import vault_over
from tests.support import TODAY


class Listening(Service):
    """Notes what it is asked to play, and plays it."""

    events: list[Event]

    async def handle(self, chat: Chat, event: Event, heard: Heard = NOTHING_HEARD) -> Played:
        self.events.append(event)
        return await super().handle(chat, event, heard)


class Place:
    """A page's server, and what came of what was sent there."""

    def __init__(self) -> None:
        library, self.channel, self.shelf = Library(shipped(), TODAY), WebChannel(), Shelf()
        content = library.load()
        self.service = Listening(vault_over(MemoryStore()), self.channel, lambda: content)
        self.service.events = []
        clock = TurnableClock(SystemWorld())
        self.app = application(Desk(self.service, self.channel, library, clock, Made(self.shelf)))
        self.page = AsyncClient(transport=ASGITransport(self.app), base_url=HOME, headers=PAGE)

    async def send(self, content: bytes, **told: str) -> int:
        """Send a file in a new chat; gives the answer's status."""
        chat = (await self.page.post("/api/chats", json={})).json()["chat"]
        answer = await self.page.post(f"/api/chats/{chat}/offered", params=told, content=content)
        self.error = answer.json()["error"] if answer.content else ""
        return answer.status_code

    @property
    def uploads(self) -> list[Upload]:
        """What was offered."""
        offered = [event for event in self.service.events if isinstance(event, Offered)]
        return [event.upload for event in offered if event.upload is not None]


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[Place]:
    place = Place()
    async with place.page:
        yield place


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ("image/png", "photo"),
        ("video/mp4", "video"),
        ("audio/ogg", "audio"),
        ("application/pdf", "document"),
        ("", "document"),
    ],
)
async def test_a_file_is_offered_and_its_bytes_can_be_fetched_once_it_was_decided(
    place: Place, media: str, kind: str
) -> None:
    assert await place.send(b"bytes", name="a b.png", media=media, album="x-1") == 204
    upload = place.uploads[-1]
    assert (upload.kind, upload.media, upload.album) == (kind, media, "x-1")
    assert (upload.name, upload.size, upload.origin) == ("a b.png", 5, None)
    assert await place.channel.fetch(upload.ref) == b"bytes"


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(place: Place) -> None:
    assert await place.send(bytes(MOST_BYTES)) == 204
    before = len(place.uploads)
    assert await place.send(bytes(MOST_BYTES + 1), name="my secret.png") == 413
    assert place.error == "A file larger than 20 MB can't be taken: send a smaller one."
    assert len(place.uploads) == before


async def test_a_file_without_an_end_is_not_read_to_it(place: Place) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 3 * MOST_BYTES:
            read += 1 << 20
            yield bytes(1 << 20)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(pieces), "more_body": True}

    told: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        told.append(message)

    chat = (await place.page.post("/api/chats", json={})).json()["chat"]
    pieces, headers = endless(), {"host": "127.0.0.1:8321", "x-sidelight": "try"}
    await place.app(
        {
            "type": "http",
            "method": "POST",
            "path": f"/api/chats/{chat}/offered",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        },
        receive,
        send,
    )
    assert told[0]["status"] == 413
    assert read <= MOST_BYTES + (2 << 20)


@pytest.mark.parametrize(
    "told",
    [
        {"media": "image"},
        {"media": "a/b<script>"},
        {"album": "a b"},
        {"album": "a" * 65},
        {"name": "a" * 256},
        {"more": "x"},
    ],
)
async def test_what_no_page_would_tell_of_a_file_is_refused_without_repeating_it(
    place: Place, told: dict[str, str]
) -> None:
    assert await place.send(b"bytes", **told) == 400
    assert place.error == "This request does not look like one of the page's."


async def test_another_page_can_not_send_a_file(place: Place) -> None:
    for headers in ({"X-Sidelight": "no"}, {"Origin": "https://evil.example"}):
        answer = await place.page.post("/api/chats/x/offered", content=b"x", headers=headers)
        assert answer.status_code == 403
    assert (await place.page.post("/api/chats/x/offered", content=b"x")).status_code == 404


async def test_a_picture_made_for_somebody_is_a_picture_and_is_never_run(place: Place) -> None:
    path = place.shelf.put("words.png", b"\x89PNG")
    answer = await place.page.get(f"/{path}")
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    held = await place.page.get(f"/{place.shelf.put('held.zip', b'PK')}")
    assert held.headers["content-type"] == "application/zip"
