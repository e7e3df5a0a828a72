"""The pattern of a log for a phone, as a picture.

Nothing in it was typed by anybody: it shows numbers, and the names of kinds.
"""

from __future__ import annotations

import json

from bot.core.document import Document
from bot.reports import chart
from bot.reports.confined import confined
from bot.reports.inside import Limits
from bot.reports.wording import ENGLISH, Wording

LIMITS = Limits(seconds=10, megabytes=384)


async def picture(document: Document, words: Wording = ENGLISH) -> bytes:
    """The pattern as PNG, 720 dots wide; raises `NotMade`."""
    data = {"words": dict(words), "chart": chart.chart(document, words)}
    parts = {"document.json": json.dumps(data).encode()}
    return await confined("bot.reports.typesetting:png", parts, LIMITS)
