"""Makes packages of logs for whoever hands them over, and pictures of when things happened.

It is loaded only when one is made: what prints and seals takes a while to load.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from bot.core.chain import SALT, Log
from bot.core.document import Selection, document, listed
from bot.core.requests import MakePackage, MakeRelease
from bot.errors import NotMade
from bot.reports import pattern, places, printing, sealing
from bot.reports.package import Files, Made, Stamp, package
from bot.shelf import Shelf
from bot.vault.desk import Packed, Parcel, Whole

NAME = "package"
Seen = Callable[[bytes], None]
"""Is shown a printed report, where somebody tries all this on her own machine."""


async def drawn(log: Log) -> bytes:
    """A picture of when things happened."""
    return await pattern.picture(document(Selection(log, "")))


async def with_places(parcel: Parcel) -> tuple[str, ...]:
    """The files that are pictures, and hold the place where they were taken."""
    kinds, files = _kinds(parcel.selection), parcel.originals.items()
    return tuple([file for file, one in files if await _has_place(one, kinds[file])])


async def packed(parcel: Parcel, request: MakePackage, shelf: Shelf, seen: Seen) -> Packed:
    """A sealed package; it lies on a shelf until it is sent."""
    whole = await bound(parcel, request, seen)
    return await asyncio.to_thread(_sealed, whole, request, shelf)


async def bound(parcel: Parcel, request: MakePackage | MakeRelease, seen: Seen) -> Whole:
    """A package that nothing seals yet; `seen` is shown the printed report in it."""
    parcel, made = await _bared(parcel) if request.bare else (parcel, {})
    stamps = tuple(Stamp(one.content, one.number, one.way) for one in parcel.stamps)
    law = [asdict(row) for row in request.law]
    pdf = await printing.printed(parcel.selection, parcel.originals, law)
    files = Files(parcel.originals, made, stamps, pdf)
    whole = await asyncio.to_thread(package, parcel.selection, files, os.urandom(SALT))
    seen(pdf)
    return Whole(whole.content, whole.log)


async def _bared(parcel: Parcel) -> tuple[Parcel, Mapping[str, Made]]:
    """Leave out pictures that hold a place, and put copies without it in their stead."""
    kinds, originals = _kinds(parcel.selection), parcel.originals
    found = await with_places(parcel)
    made = {file: await places.without_place(originals[file], kinds[file]) for file in found}
    withheld = parcel.selection.withheld_files | made.keys()
    left = {file: one for file, one in originals.items() if file not in made}
    selection = replace(parcel.selection, withheld_files=withheld)
    return replace(parcel, selection=selection, originals=left), made


def _sealed(made: Whole, request: MakePackage, shelf: Shelf) -> Packed:
    if request.recipient:
        sealed = sealing.sealed_to(made.content, request.recipient)
        return Packed(shelf.put(f"{NAME}.age", sealed), (), made.log)
    secret = sealing.passphrase()
    sealed = sealing.sealed(made.content, secret)
    return Packed(shelf.put(f"{NAME}.zip", sealed), (secret,), made.log)


def _kinds(selection: Selection) -> dict[str, str]:
    return {one.placed.file: one.placed.exhibit.media for one in listed(selection)}


async def _has_place(content: bytes, media: str) -> bool:
    """Whether a file is a picture that holds a place; what can't be read as one holds none."""
    if media not in places.KINDS:
        return False
    try:
        return await places.place_in(content, media)
    except NotMade:
        return False
