"""Of many who are due at once nobody is missed and nobody is claimed twice, whatever is killed."""

from __future__ import annotations

from proof import herd
from proof.ground import Ground
from tests.proof.conftest import holds


def test_a_herd_is_claimed_once_though_its_sweeps_are_killed(ground: Ground) -> None:
    holds(herd.PROOF, ground)


def test_two_sweeps_that_do_not_look_at_what_they_load_are_found_out(ground: Ground) -> None:
    assert herd.herd(1, ground, "blind")["herd-again"] > 0


def test_telling_before_it_is_written_is_found_out(ground: Ground) -> None:
    assert herd.herd(1, ground, "hasty")["herd-told-again"] > 0
