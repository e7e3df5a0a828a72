"""Taps on buttons: each can be answered once, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakegram.clock import Clock
from tests.fakegram.errors import bad_request
from tests.fakegram.updates import TAP_SECONDS


@dataclass(slots=True)
class Tap:
    """A tap, and what the bot showed in answer."""

    id: str
    person: int
    at: float
    answered: bool = False
    text: str = ""
    alert: bool = False


class Taps:
    """All taps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taps: dict[str, Tap] = {}

    def made_by(self, person: int) -> list[Tap]:
        """The taps of a person, oldest first."""
        return [tap for tap in self._taps.values() if tap.person == person]

    def add(self, person: int) -> str:
        """A new tap; gives its id."""
        number = f"{4_000_000_000_000_000_000 + len(self._taps)}"
        self._taps[number] = Tap(number, person, self._clock.now())
        return number

    def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        """Show an answer, while the app still waits for it."""
        tap = self._taps.get(tap_id)
        if tap is None or tap.answered or self._clock.now() - tap.at > TAP_SECONDS:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        tap.answered, tap.text, tap.alert = True, text, alert
