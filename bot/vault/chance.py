"""Random bytes of the operating system, fetched a page at a time.

To ask the system takes the interpreter's lock away for a moment, and a busy writer thread does not
give it back soon: one such moment in each turn would cost more than sealing it.
"""

from __future__ import annotations

import os

PAGE = 4096


class Pool:
    """Gives each random byte to one caller only; not for several threads at once."""

    def __init__(self) -> None:
        self._page = b""
        self._used = 0

    def __call__(self, count: int) -> bytes:
        """So many random bytes, which nobody else gets."""
        end = self._used + count
        if end > len(self._page):
            self._page = os.urandom(max(PAGE, count))
            self._used, end = 0, count
        taken = self._page[self._used : end]
        self._used = end
        return taken

    def __repr__(self) -> str:
        return "Pool()"
