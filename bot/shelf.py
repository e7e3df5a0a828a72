"""Files made for somebody just now, or sent by her: in memory alone, for ten minutes at most."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

PLACE = "made/"
"""What the paths of such files begin with, so that they are told from those of a set of flows."""
LASTS = 600
MOST = 32


class Shelf:
    """Holds the newest files, so many at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._files: dict[str, tuple[float, bytes]] = {}

    def __repr__(self) -> str:
        return f"Shelf({len(self._files)})"

    def put(self, name: str, content: bytes) -> str:
        """Lay a file there; gives its path, which nobody can guess, and which ends in its name."""
        self._tidy()
        while len(self._files) >= self._most:
            del self._files[next(iter(self._files))]
        path = f"{PLACE}{os.urandom(16).hex()}/{name}"
        self._files[path] = (self._clock(), content)
        return path

    def get(self, path: str) -> bytes | None:
        """The file, if it is still there."""
        self._tidy()
        found = self._files.get(path)
        return None if found is None else found[1]

    def take(self, path: str) -> bytes | None:
        """The file, if it is still there; it is not any more after this."""
        found = self.get(path)
        self._files.pop(path, None)
        return found

    def _tidy(self) -> None:
        now = self._clock()
        kept = self._files.items()
        self._files = {path: one for path, one in kept if now - one[0] < LASTS}


def is_made(path: str) -> bool:
    """Whether a path is that of a file made just now."""
    return path.startswith(PLACE)
