"""A clock that an author can turn, so that what happens next week can be tried today."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ports import World

FARTHEST = 10 * 365 * 24 * 60
"""Minutes the clock can be turned, either way."""


class TurnableClock:
    """The real world, some minutes away."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.minutes = 0

    def turn(self, minutes: int | None) -> None:
        """Turn by minutes; None sets it right again."""
        turned = 0 if minutes is None else self.minutes + minutes
        self.minutes = max(-FARTHEST, min(turned, FARTHEST))

    def now(self) -> datetime:
        """The turned time, in UTC."""
        return self._world.now() + timedelta(minutes=self.minutes)

    def chance(self) -> str:
        """Eight fresh random bytes as base64url text."""
        return self._world.chance()
