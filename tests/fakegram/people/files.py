"""A person sends files: each is one message, and an album is several with the same mark."""

from __future__ import annotations

import base64
from typing import Any

from tests.fakegram.errors import WrongControl
from tests.fakegram.found import with_found
from tests.fakegram.media import KINDS, described
from tests.fakegram.people.own import send, writable
from tests.fakegram.texts import cleaned
from tests.fakegram.world import World

Json = dict[str, Any]


def send_file(
    world: World,
    person: int,
    kind: str,
    data: str,
    told: Json | None = None,
    size: int | None = None,
    caption: str = "",
    album: str | None = None,
    forwarded: Json | None = None,
    *,
    spoiler: bool = False,
) -> Json:
    """She sends a file; `told` is what her app says of it, `size` may be more than is sent.

    An album is told by its mark alone, there is no sign of its last part.
    """
    if kind not in KINDS:
        raise WrongControl(f"there is no kind of file {kind!r}; there are {', '.join(KINDS)}")
    chat = writable(world, person)
    stored = world.files.keep(base64.b64decode(data), kind, size)
    content: Json = {kind: described(world.files, kind, stored, told or {})}
    if kind == "animation":  # comes as a document too, for old bots [API Message.animation]
        content["document"] = stored.wire()
    words = with_found(cleaned(caption, may_be_empty=True)).wire("caption", "caption_entities")
    marks = {"media_group_id": album} if album else {}
    covered = {"has_media_spoiler": True} if spoiler else {}
    return send(world, chat, person, {**content, **words, **marks, **covered}, forwarded)


def send_sticker(world: World, person: int, emoji: str = "\N{WAVING HAND SIGN}") -> Json:
    """She sends a sticker."""
    stored = world.files.keep(b"RIFF....WEBP", "sticker")
    looks = {"type": "regular", "width": 512, "height": 512, "emoji": emoji}
    moves = {"is_animated": False, "is_video": False}
    sticker = {"sticker": {**stored.wire(), **looks, **moves}}
    return send(world, writable(world, person), person, sticker)


def open_file(world: World, person: int, message: int) -> str:
    """She opens a file that she sees; gives its bytes as base64."""
    held = world.chats.get(person).messages[message]
    if not held.seen or "document" not in held.wire:
        raise WrongControl(f"there is no document {message} to be seen")
    return base64.b64encode(world.files.known(held.wire["document"]["file_id"]).data).decode()


ACTIONS = (send_file, send_sticker, open_file)
