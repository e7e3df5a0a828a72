"""Leaving a full chat over a slow line."""

from __future__ import annotations

from proof import leaving
from proof.ground import Ground, broken
from tests.proof.conftest import holds


def test_a_full_chat_is_empty_in_five_seconds(ground: Ground) -> None:
    holds(leaving.PROOF, ground)


def test_a_bot_that_does_not_remove_is_found_out(ground: Ground) -> None:
    values = leaving.leaving(1, ground, wrapper=broken("untidy"), patience=2)
    assert values["leaving-remaining"] > 0
