"""What the tests of the vault may ask for."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """A store runs on asyncio, so its tests do."""
    return "asyncio"
