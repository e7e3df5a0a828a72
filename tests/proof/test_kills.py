"""Kills and power cuts lose nothing that was acknowledged."""

from __future__ import annotations

import shutil

import pytest

from proof import kills, syncs
from proof.ground import Ground, broken
from tests.proof.conftest import holds
from tests.proof.skips import skip_loudly


def test_no_kill_loses_or_doubles_a_word(ground: Ground) -> None:
    holds(kills.PROOF, ground)


def test_acknowledging_before_keeping_is_found_out(ground: Ground) -> None:
    values = kills.kills(4, ground, wrapper=broken("hasty"), patience=2)
    assert values["kills-lost"] > 0


@pytest.fixture
def strace() -> None:
    if not shutil.which("strace"):
        skip_loudly("there is no strace here")


@pytest.mark.usefixtures("strace")
def test_a_letter_is_on_the_disk_before_it_is_acknowledged(ground: Ground) -> None:
    holds(syncs.PROOF, ground)


@pytest.mark.usefixtures("strace")
def test_a_store_that_does_not_sync_is_found_out(ground: Ground) -> None:
    assert syncs.syncs(3, ground, broken=broken("unsynced"))["syncs-early"] > 0


def test_the_number_of_a_letter_is_known_as_sqlite_writes_it() -> None:
    assert syncs.varint(127) == b"\x7f"
    assert syncs.varint(500_000) == b"\x9e\xc2\x20"
