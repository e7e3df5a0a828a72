"""What people type and press: repeated as it is, looked for everywhere, and never believed."""

from __future__ import annotations

from proof import canaries, presses, words
from proof.ground import Ground, broken
from tests.proof.conftest import holds


def test_what_is_typed_is_repeated_letter_by_letter(ground: Ground) -> None:
    holds(words.PROOF, ground)


def test_forged_presses_move_nobody(ground: Ground) -> None:
    holds(presses.PROOF, ground)


def test_what_people_say_lies_in_no_file_and_nothing_is_left_after_erasing(ground: Ground) -> None:
    holds(canaries.PROOF, ground)


def test_a_bot_that_logs_what_it_hears_is_found_out(ground: Ground) -> None:
    values = canaries.canaries(3, ground, wrapper=broken("talkative"))
    assert values["canaries-found"] > 0
    assert ground.leaks
