"""What goes into a package to be read on paper: the report of what was selected."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from bot.core.document import Selection, document
from bot.core.elements import elements
from bot.reports.pdf import pdf


async def printed(
    selection: Selection, originals: Mapping[str, bytes], law: Iterable[Mapping[str, str]] = ()
) -> bytes:
    """The report of a selection as PDF, with what the rows of a law ask for, if there are any.

    Raises `NotMade` or `UnreadableRecord`.
    """
    shown = await asyncio.to_thread(document, selection)
    return await pdf(shown, originals, law=elements(shown, law))
