"""What the tests of time stamps may ask for."""

from __future__ import annotations

import pytest

from tests.stamps.authority import Authority, authority_in


@pytest.fixture
def anyio_backend() -> str:
    """The stamper runs on asyncio, so its tests do."""
    return "asyncio"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The one that the operator chose."""
    return authority_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another one, of the same name."""
    return authority_in(tmp_path_factory.mktemp("stranger"))
