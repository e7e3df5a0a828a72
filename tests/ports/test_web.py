"""What is sent on the try page is held in memory until it is fetched, and not once she has left."""

from __future__ import annotations

import pytest

from bot.channels.web import MOST_SENT, WebChannel, as_json
from bot.core.effects import Clear, Screen, TakeFile, Text, ToCopy
from bot.errors import FileGone
from bot.ports import Chat, Note

ONE, OTHER = Chat("web", "one"), Chat("web", "other")


async def test_a_file_is_fetched_once() -> None:
    channel = WebChannel()
    ref = channel.hold(ONE, b"bytes")
    await channel.act(ONE, Note(), (TakeFile(),))
    assert await channel.fetch(ref) == b"bytes"
    with pytest.raises(FileGone):
        await channel.fetch(ref)


async def test_leaving_forgets_what_was_sent_there_and_nowhere_else() -> None:
    channel = WebChannel()
    ref, other = channel.hold(ONE, b"bytes"), channel.hold(OTHER, b"others")
    await channel.act(ONE, Note(), (Clear(),))
    with pytest.raises(FileGone):
        await channel.fetch(ref)
    assert await channel.fetch(other) == b"others"


async def test_of_too_many_the_oldest_is_gone() -> None:
    channel = WebChannel()
    refs = [channel.hold(ONE, bytes((number,))) for number in range(MOST_SENT + 1)]
    with pytest.raises(FileGone):
        await channel.fetch(refs[0])
    assert await channel.fetch(refs[1]) == b"\x01"


def test_a_text_to_copy_is_told_apart_from_what_is_only_read() -> None:
    parts = as_json(Screen("v", (Text("Here."), ToCopy("Hello.")), (), ()))["parts"]
    assert parts == [{"kind": "text", "text": "Here."}, {"kind": "to_copy", "text": "Hello."}]
