"""What goes into a package to be read on paper: the report of what was selected."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.core.document import Selection, document
from bot.reports.pdf import pdf


async def printed(selection: Selection, originals: Mapping[str, bytes]) -> bytes:
    """The report of a selection as PDF; raises `NotMade` or `UnreadableRecord`."""
    return await pdf(await asyncio.to_thread(document, selection), originals)
