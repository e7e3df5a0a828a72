"""What every test may ask for."""

from __future__ import annotations

import pytest

from bot.core.content import Content
from tests.support import shipped_content


@pytest.fixture(scope="session")
def shipped() -> Content:
    """The flows that come with Sidelight."""
    return shipped_content()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Play browsers last: their driver keeps an event loop running, and others need their own.

    Tests of one file that share something stay together, so that it is made once.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if isinstance(item, pytest.Function) and _shares(item):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def _shares(item: pytest.Function) -> bool:
    known = item._fixtureinfo.name2fixturedefs.values()
    return any(fixture.scope == "module" for fixtures in known for fixture in fixtures)
