"""Copies that come back, and a restore by hand that is found out."""

from __future__ import annotations

from proof import copies
from proof.ground import Ground
from tests.proof.conftest import holds


def test_nobody_erased_comes_back_and_no_kill_leaves_what_can_t_be_used(ground: Ground) -> None:
    holds(copies.PROOF, ground)


def test_a_copy_that_is_brought_back_by_hand_is_found_out(ground: Ground) -> None:
    found = copies.copies(3, ground, copies.by_hand)
    assert copies.PROOF.unmet(found).keys() == {"copies-back"}
