"""What copies are called, how long they live, and that data and keys lie apart.

A copy's name says when it was made, in UTC. Only what has such a name is ever removed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import UsageError

_STAMP = "%Y%m%dT%H%M%SZ"
_TIME = r"(\d{8}T\d{6}Z)"
_PART = ".part"
_PART_LIFE = timedelta(days=1)
"""What is still half there after a day was given up."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Copies of one kind: how their names begin and end, and how many days they live."""

    begins: str
    ends: str
    days: int

    def name(self, at: datetime) -> str:
        """What a copy is called that is made at a time."""
        return f"{self.begins}{at.astimezone(UTC).strftime(_STAMP)}{self.ends}"

    def part(self, at: datetime) -> str:
        """What it is called as long as it is not whole."""
        return self.name(at) + _PART

    def free(self, folder: Path, at: datetime) -> datetime:
        """The first second from a time on of which a folder has nothing yet, whole or in part."""
        while (folder / self.name(at)).exists() or (folder / self.part(at)).exists():
            at += timedelta(seconds=1)
        return at

    def found(self, folder: Path) -> list[Path]:
        """The copies in a folder, oldest first."""
        return [path for path, _ in self._all(folder) if not path.name.endswith(_PART)]

    def drop_old(self, folder: Path, now: datetime) -> int:
        """Remove what has outlived its time; gives how many copies that were."""
        dropped = 0
        for path, made in self._all(folder):
            is_part = path.name.endswith(_PART)
            if now - made >= (_PART_LIFE if is_part else timedelta(days=self.days)):
                remove(path)
                dropped += not is_part
        return dropped

    def _all(self, folder: Path) -> Iterator[tuple[Path, datetime]]:
        names = re.compile(f"{re.escape(self.begins)}{_TIME}{re.escape(self.ends)}({_PART})?")
        for path in sorted(folder.iterdir()):
            if named := names.fullmatch(path.name):
                try:
                    made = datetime.strptime(f"{named[1]}+0000", f"{_STAMP}%z")
                except ValueError:
                    continue  # digits that are no time are no name of ours
                yield path, made


DATA = Kind("sidelight-data-", ".sqlite", 30)
KEYS = Kind("sidelight-keys-", "", 7)


def aside(store: Path) -> Kind:
    """Stores that were put aside when a copy took their place: they lie beside the store."""
    return Kind(f"{store.name}.before-", "", DATA.days)


def remove(path: Path) -> None:
    """Remove a copy, with what belongs to it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    for beside in ("-wal", "-shm", "-journal"):  # what SQLite keeps with a file of its own
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.unlink()


# Apart


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not there: a disk that is not mounted would look like that."""
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}: make it, or connect the disk it is on.")


def check_apart(folder: Path, other: Path, what: str) -> None:
    """Refuse a folder that lies in another one, or around it."""
    one, two = folder.resolve(), other.resolve()
    if one.is_relative_to(two) or two.is_relative_to(one):
        raise UsageError(f"{folder} is too near to {what} in {other}: take a folder elsewhere.")


def check_without(folder: Path, kind: Kind, what: str) -> None:
    """Refuse a folder that has copies of a kind in it, just below it, or beside its parents."""
    place = folder.resolve()
    below = [path for path in place.iterdir() if path.is_dir() and not path.is_symlink()]
    for near in (place, *place.parents, *below):
        if _holds(near, kind):
            raise UsageError(
                f"{near} holds copies of the {what}: keep data and keys in folders apart, best on "
                "disks apart, since whoever has both can read everything."
            )


def _holds(folder: Path, kind: Kind) -> bool:
    try:
        return bool(kind.found(folder))
    except OSError:
        return False  # what this account can't look into it has put nothing into
