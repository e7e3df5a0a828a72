"""The one real clock, and the dice."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

from bot.vault.chance import Pool


class SystemWorld:
    """The clock and the dice of this machine."""

    def __init__(self) -> None:
        self._dice = Pool()

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def chance(self) -> str:
        """Eight fresh random bytes as base64url text."""
        return urlsafe_b64encode(self._dice(8))[:-1].decode()
