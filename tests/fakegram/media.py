"""Describes files as messages hold them: photos in sizes, everything else as one object."""

from __future__ import annotations

from typing import Any

from tests.fakegram.files import Files, Stored

Json = dict[str, Any]
KINDS = ("photo", "document", "audio", "video", "voice", "animation", "video_note")
TAKES = {
    "document": ("file_name", "mime_type"),
    "audio": ("file_name", "mime_type", "performer", "title"),
    "video": ("file_name", "mime_type"),
    "voice": ("mime_type",),
    "animation": ("file_name", "mime_type"),
    "video_note": (),
}
"""What a sender says of a file; nobody checks it, so a bot must not trust it."""
FRAME = {"width": 320, "height": 240}
SHAPES: dict[str, Json] = {
    "audio": {"duration": 3},
    "video": {**FRAME, "duration": 3},
    "voice": {"duration": 3},
    "animation": {**FRAME, "duration": 3},
    "video_note": {"length": 240, "duration": 3},
}
IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")


def described(files: Files, kind: str, stored: Stored, told: Json) -> Any:
    """The field of a message that holds this file."""
    if kind == "photo":
        return _sizes(files, stored)
    shown = {name: told[name] for name in TAKES[kind] if told.get(name)}
    measures = {
        name: told[name] for name in ("duration", "width", "height", "length") if told.get(name)
    }
    return {**stored.wire(), **SHAPES.get(kind, {}), **shown, **measures}


def _sizes(files: Files, stored: Stored) -> list[Json]:
    """A photo in two sizes; the last one is the largest, and what was sent."""
    thumbnail = files.keep(stored.data[:900], "thumbnail")
    return [
        {**thumbnail.wire(), "width": 90, "height": 67},
        {**stored.wire(), "width": 800, "height": 600},
    ]


def is_image(data: bytes) -> bool:
    """Whether these bytes begin as a picture does."""
    return data.startswith(IMAGES)
