"""An event loop whose seconds are short: waits, pauses and timeouts take a tenth of their time."""

from __future__ import annotations

import asyncio
import selectors

FASTER = 10
"""So many seconds of this loop pass in one."""


class _Selector(selectors.DefaultSelector):  # type: ignore[misc, unused-ignore]  # it depends on the platform
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / FASTER)


class ShortSeconds(asyncio.SelectorEventLoop):
    """A loop like any other, in a hurry."""

    def __init__(self) -> None:
        super().__init__(_Selector())

    def time(self) -> float:
        return super().time() * FASTER
