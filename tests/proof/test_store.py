"""Keys, sealed records, and a disk that is full."""

from __future__ import annotations

import pytest

from bench.rows import NotMeasured
from proof import disk, keys, sealed
from proof.ground import Ground
from proof.rows import Proof, Row
from tests.proof.conftest import holds
from tests.proof.skips import skip_loudly


def test_no_spoilt_key_is_taken(ground: Ground) -> None:
    holds(keys.PROOF, ground)


def test_no_altered_record_is_opened(ground: Ground) -> None:
    holds(sealed.PROOF, ground)


def test_a_full_disk_loses_nothing_and_does_not_hinder_leaving(ground: Ground) -> None:
    try:
        holds(disk.FULL, ground)
    except NotMeasured as why:
        skip_loudly(str(why))


def test_a_locked_store_loses_nothing(ground: Ground) -> None:
    holds(disk.LOCKED, ground)


@pytest.mark.parametrize(("value", "is_met"), [(0, True), (1, False), (None, False)])
def test_a_row_that_is_missed_is_noticed(
    value: float | None, is_met: object, ground: Ground
) -> None:
    found = {} if value is None else {"a": value}
    proof = Proof("a", (Row("a", "what", "times"),), lambda *_: found, 1, 1, "", "")
    assert (proof.unmet(found) == {}) is is_met
