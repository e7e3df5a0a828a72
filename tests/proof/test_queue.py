"""Updates that come twice, in another order, or damaged."""

from __future__ import annotations

from proof import order, poison
from proof.ground import Ground, broken
from tests.proof.conftest import holds


def test_updates_that_come_twice_and_mixed_up_count_once(ground: Ground) -> None:
    holds(order.PROOF, ground)


def test_a_store_that_takes_everything_for_new_is_found_out(ground: Ground) -> None:
    assert order.order(1, ground, wrapper=broken("forgetful"), patience=10)["order-twice"] > 0


def test_an_update_that_can_t_be_read_stops_nobody(ground: Ground) -> None:
    holds(poison.PROOF, ground)
