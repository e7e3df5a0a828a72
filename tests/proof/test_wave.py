"""Many check-ins at one minute, also where the bot is killed in the middle of them."""

from __future__ import annotations

from proof import wave
from proof.ground import Ground, broken
from tests.proof.conftest import holds


def test_everybody_gets_her_word_once_at_the_pace_that_telegram_allows(ground: Ground) -> None:
    holds(wave.PROOF, ground)


def test_two_kills_in_the_middle_lose_nobody_her_word(ground: Ground) -> None:
    holds(wave.KILLED, ground)


def test_a_bot_that_only_says_that_it_sent_something_is_found_out(ground: Ground) -> None:
    values = wave.wave(20, ground, wrapper=broken("mute"), patience=2)
    assert values["wave-missed"] == 20
