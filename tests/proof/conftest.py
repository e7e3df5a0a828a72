"""Every proof is tried small; those that hold are seen to fail where something is broken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proof.ground import Ground
from proof.rows import Proof
from tests.fakegram.fixtures import server
from tests.fakegram.person import Fakegram

__all__ = ["server"]
TIMES = ("s", "a second", "times as long")
"""The units of what takes longer where much else is to be done."""


@pytest.fixture
def ground(server: Fakegram) -> Iterator[Ground]:
    """Somewhere to try things; what was left there is searched."""
    with Ground(server) as here:
        yield here


def holds(proof: Proof, ground: Ground) -> None:
    """Try a proof small: every row is met, and nothing of anybody was found in any file.

    How long something takes is for `make proof` to say, on a machine that is quiet.
    """
    unmet = proof.unmet(proof.prove(proof.small, ground))
    promises = {row.id: row.unit for row in proof.rows}
    late = {row for row, value in unmet.items() if promises[row] in TIMES and value is not None}
    assert unmet.keys() - late == set()
    assert ground.leaks == []
