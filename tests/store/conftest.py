"""What the tests of the stores may ask for."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore


@pytest.fixture
def anyio_backend() -> str:
    """A store runs on asyncio, so its tests do."""
    return "asyncio"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a store will be."""
    return tmp_path / "rows"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A new store in a file, which loses patience soon."""
    opened = SqliteStore.open(path, patience=0.2)
    yield opened
    await opened.close()


def skip_aloud(message: str) -> None:
    """Skip a test so that it is seen; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)


@pytest.fixture
def strace() -> str:
    """Where strace is, and that it may trace."""
    found = shutil.which("strace")
    if found is None or subprocess.run([found, "-o", "/dev/null", "true"], check=False).returncode:
        skip_aloud("no strace here: the order of writing and syncing was NOT tested")
    return found or ""


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, for root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root can make a tiny disk; the limit of pages is tested all the same")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
