"""Kills lose no file that was said to be saved, and lay none bare."""

from __future__ import annotations

from proof import uploads
from proof.ground import Ground, broken
from tests.proof.conftest import holds


def test_no_kill_loses_a_file_or_lays_it_bare(ground: Ground) -> None:
    holds(uploads.PROOF, ground)


def test_saying_saved_before_it_is_kept_is_found_out(ground: Ground) -> None:
    assert uploads.uploads(1, ground, wrapper=broken("careless"))["uploads-lost"] > 0
