"""What the tests of the ports may ask for."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The service runs on asyncio, so its tests do."""
    return "asyncio"
