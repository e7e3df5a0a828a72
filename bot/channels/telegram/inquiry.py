"""Asks Telegram what it thinks of this bot: who it is, where updates go, and what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.channels.telegram.api import Unreachable

SECOND = timedelta(seconds=1)


class Asked(Protocol):
    """What can call Telegram, and remembers the time of the answer."""

    async def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call a method."""

    def time_there(self) -> datetime | None:
        """The time by the server that answered last."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What Telegram says; `ahead` is by how many seconds our clock is, None if nobody knows."""

    has_webhook: bool
    ahead: float | None


async def inquire(telegram: Asked, now: Callable[[], datetime]) -> Answers:
    """Ask; raises a `CallError` where there is no answer, or where the token is not known."""
    before = now()
    await telegram.call("getMe", {})
    ahead = _ahead(before, telegram.time_there(), now())
    untrusted = await telegram.call("getWebhookInfo", {})
    if not isinstance(untrusted, dict):
        raise Unreachable(sent=True)
    return Answers(bool(untrusted.get("url")), ahead)


def _ahead(before: datetime, there: datetime | None, after: datetime) -> float | None:
    """By how much our clock is wrong at least, as the answer came between two looks at it."""
    if there is None:
        return None
    if before - SECOND <= there <= after:  # what is said there is cut to the second
        return 0.0
    return ((before - SECOND if there < before else after) - there).total_seconds()
