"""A try page whose bot waits for files: `python -m tests.browser.asking`.

It stands for a conversation that keeps files: what it fetches is told, and forgotten.
"""

from __future__ import annotations

from bot.channels.web import WebChannel
from bot.content.library import Library, shipped
from bot.core.effects import Button, Screen, Text, ToCopy
from bot.core.events import Event, Offered
from bot.core.uploads import Upload
from bot.http.clock import TurnableClock
from bot.http.desk import Desk
from bot.http.serve import serve
from bot.http.try_page import application
from bot.ports import NOTHING_HEARD, Chat, Heard
from bot.service import Played, Service
from bot.store.memory import MemoryStore
from bot.wiring.world import SystemWorld
from tests.ports.fakes import vault_over
from tests.support import TODAY

CLOSE = (Button("Close", "close", "close"),)
LETTER = "Hello,\n\nthis is to copy: https://a.example"


class Asking(Service):
    """Asks for files until somebody types after the first of them."""

    def __init__(self, channel: WebChannel, library: Library) -> None:
        content = library.load()
        super().__init__(vault_over(MemoryStore()), channel, lambda: content)
        self.page = channel
        self.offered: dict[Chat, list[Upload]] = {}

    async def handle(self, chat: Chat, event: Event, heard: Heard = NOTHING_HEARD) -> Played:
        """Say what was sent so far."""
        uploads = self.offered.setdefault(chat, [])
        if isinstance(event, Offered) and event.upload is not None:
            uploads.append(event.upload)
            assert len(await self.page.fetch(event.upload.ref)) == event.upload.size
        waits = isinstance(event, Offered) or not uploads
        await self.page.show(chat, asked(uploads, waits=waits))
        return Played(None)


def asked(uploads: list[Upload], *, waits: bool) -> Screen:
    """What is shown: each file, and which album it belongs to."""
    albums = list(dict.fromkeys(upload.album for upload in uploads))
    told = (f"{one.kind} {one.name} {one.size} {albums.index(one.album)}" for one in uploads)
    said = (Text(", ".join(told) or "Send something."), ToCopy(LETTER))
    return Screen(str(len(uploads)), said, (), CLOSE, "file" if waits else None)


def desk() -> Desk:
    """The conversation of this page."""
    library, channel = Library(shipped(), TODAY), WebChannel()
    return Desk(Asking(channel, library), channel, library, TurnableClock(SystemWorld()))


if __name__ == "__main__":
    serve(application(desk()), 0, lambda address: print(address, flush=True))  # noqa: T201
