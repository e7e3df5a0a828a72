"""What the tests of copies may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.copies.deployed import Deployed


@pytest.fixture
def deployed(tmp_path: Path) -> Deployed:
    """A deployment that has never run."""
    return Deployed(tmp_path / "deployment").make()
