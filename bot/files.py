"""Files as we keep them: for their owner only, on the disk before they count, never half there."""

from __future__ import annotations

import os
from pathlib import Path

_BINARY: int = getattr(os, "O_BINARY", 0)
HAS_RIGHTS = os.name == "posix"
"""Whether folders can be synced, and rights are those of an owner, a group and others."""


def make(path: Path) -> None:
    """Make an empty file that only its owner can read; an error if anything is there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600))


def write(path: Path, content: bytes, start: int = 0) -> None:
    """Put bytes into a file from a place on, instead of all that was there, durably."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.truncate(start)
        file.seek(start)
        file.write(content)
        file.flush()
        os.fsync(handle)


def replace(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file in one step: it is never half there."""
    fresh = path.with_name(f"{path.name}.part")
    write(fresh, content)
    move(fresh, path)


def move(path: Path, target: Path) -> None:
    """Give something that is whole its name, in place of what had it, durably."""
    path.replace(target)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    handle = os.open(path, os.O_RDWR | _BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where a system lets us."""
    if HAS_RIGHTS:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
