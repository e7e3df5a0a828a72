"""Killed at every file they touch, copying, restoring and erasing leave what can be used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.copies.killing import tally

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
FEWEST = {"restore": 15, "backup": 5, "erase": 5}


@pytest.mark.parametrize("how", FEWEST)
def test_killed_at_any_moment_it_leaves_what_can_be_used(how: str, tmp_path: Path) -> None:
    found = tally(how, tmp_path, times=5)
    assert found.kills >= FEWEST[how] + 5
    assert found.unusable == 0


def test_a_copy_that_is_put_back_by_hand_would_be_noticed(tmp_path: Path) -> None:
    assert tally("by hand", tmp_path).unusable > 0
