"""A picture can say where it was made; a copy of it never does."""

from __future__ import annotations

import io
import time
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from bot.errors import NotMade
from bot.reports import pictures
from bot.reports.inside import Refused
from bot.reports.places import place_in, without_place

MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
HERE = {1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 18.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:GPSLatitude="52,31.2N"/>'


def taken(kind: str = "JPEG", gps: dict[int, Any] | None = None, **how: Any) -> bytes:
    """A picture as a camera made it: twice as wide as high, its left half dark, held upright."""
    picture = Image.new("RGB", (64, 32), "white")
    picture.paste("black", (0, 0, 32, 32))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "A camera of hers"
    if gps is not None:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
        exif[ExifTags.IFD.GPSInfo] = gps
    into = io.BytesIO()
    picture.save(into, kind, exif=exif, **how)
    return into.getvalue()


def heic(gps: dict[int, Any] | None) -> bytes:
    """As much of such a file as we look at."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A camera of hers"
    if gps is not None:
        exif[ExifTags.IFD.GPSInfo] = gps
    return b"\0\0\0\x18ftypheic" + bytes(80) + b"\0\0\0\x06" + exif.tobytes() + bytes(40)


@pytest.mark.parametrize("kind", MEDIA)
async def test_a_place_is_found_where_there_is_one(kind: str) -> None:
    assert await place_in(taken(kind, HERE), MEDIA[kind])
    assert not await place_in(taken(kind), MEDIA[kind])
    assert not await place_in(taken(kind, {0: b"\2\3\0\0"}), MEDIA[kind])


async def test_a_place_that_a_program_wrote_is_found_too() -> None:
    assert await place_in(taken("JPEG", xmp=XMP), "image/jpeg")


async def test_a_place_in_a_picture_of_an_iphone_is_found_but_no_copy_is_made() -> None:
    assert await place_in(heic(HERE), "image/heic")
    assert not await place_in(heic(None), "image/heic")
    with pytest.raises(NotMade, match="can't be read"):
        await without_place(heic(HERE), "image/heic")


@pytest.mark.parametrize("kind", MEDIA)
async def test_a_copy_is_the_same_picture_upright_with_nothing_noted(kind: str) -> None:
    how = {"xmp": XMP} if kind != "PNG" else {}
    made = await without_place(taken(kind, HERE, **how), MEDIA[kind])
    assert not await place_in(made.content, MEDIA[kind])
    for word in (b"Exif", b"camera of hers", b"xmpmeta", b"GPS"):
        assert word not in made.content
    with Image.open(io.BytesIO(made.content)) as copy:
        assert (copy.format, copy.size) == (kind, (32, 64))
        assert copy.getexif() == {}
        assert (copy.getpixel((16, 8)), copy.getpixel((16, 56))) == ((0, 0, 0), (255, 255, 255))
    assert "no place" in made.how


def bomb(wide: int, content: bytes, depth: int) -> bytes:
    """A few bytes that say they are a picture so many dots wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + check

    side = wide.to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + bytes([depth, 0, 0, 0, 0]))
    packed = chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + packed


HOSTILE = {
    "nothing": b"",
    "no picture": b"She said this is a picture.",
    "half of one": taken("JPEG", HERE)[:400],
    "a bomb": bomb(100_000, bytes(10_000), 8),
    "a true one, of 81 million dots": bomb(9_000, bytes(9_000 * (1 + 9_000 // 8)), 1),
    "a program": b"MZ" + bytes(500),
    "another kind": b"GIF89a" + bytes(60),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_can_not_be_read_is_refused_and_nothing_else_happens(what: str) -> None:
    begun = time.monotonic()
    for asked in (place_in, without_place):
        with pytest.raises(NotMade, match="can't be read"):
            await asked(HOSTILE[what], "image/png")
    assert time.monotonic() - begun < 5


async def test_what_is_no_picture_at_all_is_not_even_tried() -> None:
    with pytest.raises(NotMade, match="no kind of picture"):
        await place_in(taken(), "video/mp4")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(list(MEDIA)), st.data())
def test_a_picture_with_any_byte_changed_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    whole = bytearray(taken(kind, HERE))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    parts = {"content": bytes(whole), "media": MEDIA[kind].encode()}
    for function in (pictures.place, pictures.bare):
        with suppress(Refused):
            assert isinstance(function(parts), bytes)
