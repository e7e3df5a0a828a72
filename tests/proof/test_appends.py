"""Several tasks write into one log without a fork or a gap."""

from __future__ import annotations

from proof import appends
from proof.ground import Ground
from tests.proof.conftest import holds


def test_four_tasks_write_one_chain(ground: Ground) -> None:
    holds(appends.PROOF, ground)
