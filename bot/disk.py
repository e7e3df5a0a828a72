"""How full the disk is where people's words are kept, and what is still taken in then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

NO_FILES_FROM, READ_ONLY_FROM = 90.0, 97.0
"""Percent of the disk that is used: from here on no files are taken, and from there on no words."""
EVERY_SECONDS = 30.0

Space = Callable[[Path], tuple[int, int]]
"""The bytes of a folder's disk: all there are, and those that are free for this account."""


class Room(IntEnum):
    """How much room there is; the number is told to monitors."""

    FREE = 0
    NO_FILES = 1
    READ_ONLY = 2


def space(folder: Path) -> tuple[int, int]:
    """The bytes of a folder's disk: all, and those that are free for this account."""
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


def used(space: tuple[int, int]) -> float:
    """Percent of a disk that are used."""
    whole, left = space
    return 100 * (1 - left / whole) if whole else 100.0


def room(space: tuple[int, int]) -> Room:
    """How much room a disk has."""
    percent = used(space)
    if percent < NO_FILES_FROM:
        return Room.FREE
    return Room.READ_ONLY if percent >= READ_ONLY_FROM else Room.NO_FILES
