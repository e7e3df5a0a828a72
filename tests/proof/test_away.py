"""Telegram is away, or the bot is."""

from __future__ import annotations

from proof import away
from proof.ground import Ground
from tests.proof.conftest import holds


def test_nothing_is_lost_or_said_late_while_telegram_is_away(ground: Ground) -> None:
    holds(away.OUTAGES_PROOF, ground)


def test_nothing_is_said_late_after_the_bot_was_away(ground: Ground) -> None:
    holds(away.LATE_PROOF, ground)


def test_words_that_are_late_and_answered_are_found_out(ground: Ground) -> None:
    """A clock that stands still takes everything for said just now."""
    assert away.late(1, ground, turns_clock=False)["late-said"] > 0
