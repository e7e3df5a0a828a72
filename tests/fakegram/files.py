"""Files on the server: what a file id stands for, and the links that lead to it for an hour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.fakegram.clock import Clock
from tests.fakegram.errors import bad_request

LARGEST_DOWNLOAD = 20 << 20
"""20 MB: more can't be fetched by a bot [telegram-bot-api Client.h:71]."""
LINK_SECONDS = 3600
"""Documented as "at least 1 hour"; here it is not a second more."""


@dataclass(slots=True)
class Stored:
    """A file; `size` may be larger than what a test bothered to send."""

    id: str
    unique_id: str
    path: str
    size: int
    data: bytes = field(repr=False)
    linked_at: float | None = None

    def wire(self) -> dict[str, Any]:
        """What every kind of file tells of itself."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """All files that were ever sent; an id goes on working when its message is gone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, Stored] = {}

    def keep(self, data: bytes, kind: str, size: int | None = None) -> Stored:
        """Keep a file; the same bytes sent twice are two ids."""
        number = len(self._by_id)
        digest = hashlib.sha256(kind.encode() + data).hexdigest()
        path = f"{kind}s/file_{number}"
        length = len(data) if size is None else size
        stored = Stored(f"AgACAg{number:04}{digest[:40]}", digest[:16], path, length, data)
        self._by_id[stored.id] = stored
        return stored

    def known(self, file_id: str) -> Stored:
        """A file by its id."""
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def link(self, file_id: str) -> Stored:
        """A file that may be downloaded from now on, for an hour."""
        if file_id not in self._by_id:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        stored = self._by_id[file_id]
        if stored.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        stored.linked_at = self._clock.now()
        return stored

    def linked(self, path: str) -> Stored | None:
        """The file a fresh link leads to."""
        for stored in self._by_id.values():
            if stored.path == path and stored.linked_at is not None:
                fresh = self._clock.now() - stored.linked_at <= LINK_SECONDS
                return stored if fresh else None
        return None
