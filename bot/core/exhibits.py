"""What is noted of a file that is kept: what it is, and what was told of where it comes from."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.core.incident import Exhibit
from bot.core.uploads import Origin, Upload

LONGEST_NAME = 255
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_USUAL = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video_note": "video/mp4",
    "location": "application/json",
    "venue": "application/json",
    "contact": "application/json",
}
"""What a file is whose kind nobody had to tell."""


def exhibit(upload: Upload, sha256: str, size: int) -> Exhibit:
    """A file as the log notes it; `size` is in bytes."""
    return Exhibit(
        sha256,
        size,
        upload.name[:LONGEST_NAME],
        _media(upload),
        sent=instant(upload.sent),
        origin=told(upload.origin) if upload.origin is not None else "",
        together=upload.album[:32],
    )


def instant(second: int) -> str:
    """A UTC second as it is written down; "" for 0."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if second else ""


def told(origin: Origin) -> str:
    """Where something was forwarded from: the name, the handle and the time that were told."""
    handle = f"@{origin.handle}" if origin.handle else ""
    parts = (origin.kind, origin.name, handle, instant(origin.at))
    return ", ".join(part for part in parts if part)


def _media(upload: Upload) -> str:
    claimed = upload.media.casefold().partition(";")[0].strip()
    return claimed if _MEDIA.fullmatch(claimed) else _USUAL.get(upload.kind, "")
