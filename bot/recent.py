"""What was used last, held ready for a few people at a time: most come again within the minute."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

MOST = 256

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Holds the newest values, so many at most; the oldest go first."""

    __slots__ = ("_held", "_most")

    def __init__(self, most: int = MOST) -> None:
        self._held: dict[Key, Value] = {}
        self._most = most

    def get(self, key: Key) -> Value | None:
        """The value of a key, if it is still held."""
        return self._held.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Hold a value, as the newest."""
        if self._held.pop(key, None) is None and len(self._held) >= self._most:
            del self._held[next(iter(self._held))]
        self._held[key] = value

    def drop(self, key: Key) -> None:
        """Hold nothing for a key."""
        self._held.pop(key, None)

    def clear(self) -> None:
        """Hold nothing."""
        self._held.clear()

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"Recent({len(self._held)})"
