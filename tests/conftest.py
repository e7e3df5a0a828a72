"""What every test may ask for."""

from __future__ import annotations

import pytest

from bot.core.content import Content
from tests.support import shipped_content


@pytest.fixture(scope="session")
def shipped() -> Content:
    """The flows that come with Sidelight."""
    return shipped_content()
