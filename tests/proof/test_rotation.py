"""Changing the master secret loses nobody, wherever it is cut off."""

from __future__ import annotations

from proof import rotation
from proof.ground import Ground
from tests.proof.conftest import holds


def test_no_kill_of_a_change_of_keys_loses_anybody(ground: Ground) -> None:
    holds(rotation.PROOF, ground)


def test_keeping_the_new_secret_only_at_the_end_is_found_out(ground: Ground) -> None:
    assert rotation.rotation(4, ground, command=rotation.LATE)["rotation-unread"] > 0
