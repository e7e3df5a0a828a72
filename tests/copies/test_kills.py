"""Killed at every file it touches, copying, restoring and erasing leave what can be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies.killing import CASES

ROOT = Path(__file__).parents[2]
FEWEST = {"restore": 15, "backup": 5, "erase": 5}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("how", CASES)
def test_killed_at_any_moment_it_leaves_what_can_be_used(how: str, tmp_path: Path) -> None:
    told = [sys.executable, "-m", "tests.copies.killing", how, str(tmp_path)]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= FEWEST[how]
