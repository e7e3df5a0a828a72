"""Whether a picture says where it was made, and a copy of it that does not.

Cameras note the place in the file. What is sent as a file keeps that, and it can be the place where
somebody is safe.
"""

from __future__ import annotations

from bot.errors import NotMade
from bot.reports.confined import confined
from bot.reports.inside import Limits
from bot.reports.package import Made

LIMITS = Limits(seconds=10, megabytes=256)
KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
HOW = (
    "The same picture, upright, saved anew with nothing noted in the file: "
    "no place, no time, no camera."
)


async def place_in(content: bytes, media: str) -> bool:
    """Whether a picture holds a place; raises `NotMade` if that can't be told."""
    return await _asked("place", content, media) != b""


async def without_place(content: bytes, media: str) -> Made:
    """A copy of a picture, without a place or any other note; raises `NotMade`."""
    return Made(await _asked("bare", content, media), HOW)


async def _asked(function: str, content: bytes, media: str) -> bytes:
    if media not in KINDS:
        raise NotMade("This is no kind of picture that can be read: JPEG, PNG, WebP or HEIC.")
    parts = {"content": content, "media": media.encode()}
    return await confined(f"bot.reports.pictures:{function}", parts, LIMITS)
