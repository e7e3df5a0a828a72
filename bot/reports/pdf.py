"""The printed report: an accessible PDF (PDF/UA-1), made in a process of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.document import Document
from bot.core.elements import Element
from bot.reports.confined import confined
from bot.reports.inside import Limits
from bot.reports.layout import layout
from bot.reports.wording import ENGLISH, Wording

LIMITS = Limits(seconds=20, megabytes=512)
PHOTOS = "photos"
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})
"""The kinds of exhibits that are printed, small; all others are listed."""


async def pdf(
    document: Document,
    originals: Mapping[str, bytes],
    words: Wording = ENGLISH,
    law: Sequence[Element] = (),
) -> bytes:
    """A report as PDF; exhibits by their place, such as 0007_a. Raises `NotMade`."""
    # Not in the turn of the loop: a long log takes a third of a second.
    parts = await asyncio.to_thread(_parts, document, originals, words, law)
    return await confined("bot.reports.typesetting:pdf", parts, LIMITS)


def _parts(
    document: Document,
    originals: Mapping[str, bytes],
    words: Wording,
    law: Sequence[Element],
) -> dict[str, bytes]:
    photos = {
        one.placed.file: originals[one.placed.file]
        for one in document.exhibits
        if one.placed.exhibit.media in SHOWN and one.placed.file in originals
    }
    data = layout(document, words, photos, law)
    return {
        "document.json": json.dumps(data).encode(),
        "at": str(int(datetime.fromisoformat(data["at"]).timestamp())).encode(),
        **{f"{PHOTOS}/{file}": content for file, content in photos.items()},
    }
