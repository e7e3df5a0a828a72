"""A person's own lock: never spelled out, never told from an empty place, and never lost."""

from __future__ import annotations

from proof import locks
from proof.ground import Ground
from tests.proof.conftest import holds


def test_no_pin_is_spelled_in_a_chat_and_both_pins_look_alike(ground: Ground) -> None:
    holds(locks.UNLOCKS, ground)


def test_wrong_pins_are_counted_and_lose_nothing(ground: Ground) -> None:
    holds(locks.WRONG_PINS, ground)
