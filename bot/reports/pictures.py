"""Pictures that strangers made, read and made anew: only ever called in a confined process.

This is the one module that knows Pillow.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

from PIL import ExifTags, Image, ImageOps

from bot.reports.inside import Parts, Refused

KINDS = ("JPEG", "PNG", "WEBP")
SAVED = {b"image/jpeg": "JPEG", b"image/png": "PNG", b"image/webp": "WEBP"}
MOST_DOTS = 64_000_000
"""A picture with more of them is not opened; the cameras of phones make 50 million."""
ENOUGH, MOST = 640, 800
"""So many dots wide or high a picture in a report is: 300 for an inch of paper are 640."""
_PLACE_IN_XMP = (b"GPSLatitude", b"GPSLongitude", b"GPSDestLatitude")
_NO_PLACE = {0}
"""That the notes are of this version of the format is no place."""
_ORDERS = (b"II*\0", b"MM\0*")


@dataclass(frozen=True, slots=True)
class Small:
    """A small JPEG, upright and with nothing noted in it."""

    content: bytes
    width: int
    height: int


def small(content: bytes) -> Small | None:
    """A small copy of a picture; None if it can't be read."""
    try:
        with _opened(content) as picture:
            least = ENOUGH / max(picture.size)
            # A JPEG is read at half its size, a quarter or an eighth, which costs much less.
            picture.draft("RGB", (ceil(picture.width * least), ceil(picture.height * least)))
            picture.thumbnail((MOST, MOST), reducing_gap=2.0)
            ImageOps.exif_transpose(picture, in_place=True)
            upright = _flat(picture)
            return Small(_saved(upright, "JPEG", quality=80), upright.width, upright.height)
    except (Refused, MemoryError):
        return None


def place(parts: Parts) -> bytes:
    """Something, if a picture holds a place; nothing, if it does not."""
    content = parts["content"]
    if any(word in content for word in _PLACE_IN_XMP):
        return b"XMP"
    noted = _noted_in_heic if parts["media"] == b"image/heic" else _noted
    return b"Exif" if noted(content) - _NO_PLACE else b""


def bare(parts: Parts) -> bytes:
    """A copy of a picture, of its own kind and size, upright, and with nothing noted in it."""
    kind = SAVED.get(parts["media"])
    if kind is None:
        raise Refused
    with _opened(parts["content"]) as picture:
        ImageOps.exif_transpose(picture, in_place=True)
        if kind == "JPEG":
            return _saved(_flat(picture), kind, quality=95, subsampling=0)
        seen = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        return _saved(seen, kind, quality=95)


def _noted(content: bytes) -> set[int]:
    """What a camera noted of a place, as numbers of fields."""
    with _opened(content) as picture:
        picture.load()  # PNG may note things behind the picture, and half a picture tells nothing
        return set(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))


def _noted_in_heic(content: bytes) -> set[int]:
    """The same of a kind of file that we can't read as a whole."""
    start = max(content.find(b"Exif\0\0" + order) for order in _ORDERS)
    if content[4:8] != b"ftyp" or start < 0:
        raise Refused
    with _refusing():
        exif = Image.Exif()
        exif.load(content[start:])
        return set(exif.get_ifd(ExifTags.IFD.GPSInfo))


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """A picture of a kind and size that we read; raises `Refused`."""
    with _refusing(), Image.open(io.BytesIO(content), formats=KINDS) as picture:
        yield _bearable(picture)


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever fails is refused: what strangers made breaks in every way there is."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # as above
        raise Refused from None


def _bearable(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_DOTS:
        raise Refused
    return picture


def _saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """The dots of a picture, and nothing else that was in its file."""
    picture.info = {}
    into = io.BytesIO()
    picture.save(into, kind, **how)
    return into.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """Without anything one can see through: on white."""
    if not picture.has_transparency_data:
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")
