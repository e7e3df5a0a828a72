"""What every test may ask for."""

from __future__ import annotations

import pytest

from bot.core.content import Content
from tests.support import shipped_content


@pytest.fixture(scope="session")
def shipped() -> Content:
    """The flows that come with Sidelight."""
    return shipped_content()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Play browsers last: their driver keeps an event loop running, and others need their own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
