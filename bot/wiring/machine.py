"""What a running bot looks at beside its chats: disk, pause, sunset, and whether it keeps up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot import disk, logs
from bot.core import sunset
from bot.core.content import Content
from bot.core.sunset import Sunset
from bot.disk import EVERY_SECONDS, READ_ONLY_FROM, Room
from bot.errors import SidelightError
from bot.lag import MINUTE, TOLERATED, behind
from bot.metrics import Metrics
from bot.store import sqlite_looking
from bot.watched import Watched


@dataclass(frozen=True, slots=True)
class Machine:
    """Looks that are taken anew by themselves; as they are here, all is well."""

    room: Callable[[], Room] = lambda: Room.FREE
    free: Callable[[], int] = lambda: 0
    is_paused: Callable[[], bool] = lambda: False
    size: Callable[[], int] = lambda: 0
    lag: Callable[[], int] = lambda: 0
    sunset: Callable[[], Sunset | None] = lambda: None

    def has_room(self) -> bool:
        """Whether there is room for words."""
        return self.room() < Room.READ_ONLY

    def takes_files(self) -> bool:
        """Whether there is room for files."""
        return self.room() < Room.NO_FILES

    def ending(self, content: Callable[[], Content]) -> Callable[[], Content]:
        """The content as it is at each moment, with the last day of the service in it."""
        known: list[tuple[Content, Sunset | None, Content]] = []

        def told() -> Content:
            now, sunset = content(), self.sunset()
            if not known or known[0][0] is not now or known[0][1] != sunset:
                known[:] = [(now, sunset, now.ending(sunset))]
            return known[0][2]

        return told

    def tell(self, metrics: Metrics) -> None:
        """Let whoever asks for numbers and for the health know."""
        metrics.watch(
            "sidelight_disk_free_bytes",
            "Bytes that are free where people's words are kept.",
            self.free,
        )
        metrics.watch(
            "sidelight_store_bytes", "Bytes of the store's file and of its log.", self.size
        )
        metrics.watch(
            "sidelight_disk_grade",
            "0 where there is room, 1 where no file is taken, 2 where no word is.",
            lambda: int(self.room()),
        )
        metrics.watch(
            "sidelight_paused", "1 while the bot is paused.", lambda: int(self.is_paused())
        )
        metrics.watch(
            "sidelight_due_lag_seconds",
            "Seconds by which the first of what is due is late, or less than 0 if none can tell.",
            self.lag,
        )
        metrics.mention(lambda: lagging(self.lag()), alarms=False)
        metrics.mention(lambda: PAUSED if self.is_paused() else "", alarms=False)
        metrics.mention(lambda: told_of(self.sunset()), alarms=False)
        metrics.mention(lambda: "" if self.has_room() else _FULL, alarms=True)


PAUSED = (
    "The bot is paused: whoever writes gets emergency numbers, and can leave or erase, no more. "
    "`sidelight resume` ends that."
)
PAUSE_SECONDS = 1.0
"""So often a running bot looks whether it is paused, and whether it ends, at most."""
UNKNOWN = -1
_FULL = (
    f"More than {READ_ONLY_FROM:.0f} % of the disk is used, so nothing is kept that people type: "
    "make room."
)


def watched(store: Path, now: Callable[[], datetime], space: disk.Space = disk.space) -> Machine:
    """The machine on which a store lies."""
    folder = store.parent
    return Machine(
        Watched(lambda: disk.room(space(folder)), EVERY_SECONDS, Room.FREE, _log_room),
        lambda: space(folder)[1],
        Watched(pause_file(store).exists, PAUSE_SECONDS, expected=False, changed=_log_pause),
        partial(_size, store),
        partial(_lag, store, now),
        Watched(partial(sunset_in, store), PAUSE_SECONDS, expected=None, changed=_log_sunset),
    )


def _size(store: Path) -> int:
    """The bytes of a store's files; one that is not there has none."""
    size = 0
    for path in (store, store.with_name(f"{store.name}-wal")):
        with suppress(OSError):
            size += path.stat().st_size
    return size


def _lag(store: Path, now: Callable[[], datetime]) -> int:
    """It is read from the file, since whatever stops the sweep must not stop this."""
    try:
        return behind(sqlite_looking.oldest_due(store), now())
    except SidelightError:
        return UNKNOWN


def lagging(seconds: int) -> str:
    """What an operator is told of a lag; nothing while it is tolerated."""
    if seconds <= TOLERATED:
        return ""
    return (
        f"What is due lags by {seconds / MINUTE:.0f} minutes, so screens are covered and closed "
        "too late. Does the bot run? If not, start it. If it does, look in its log for wake_failed "
        "and look_failed, and whether the processor or the disk of this machine is busy."
    )


def pause_file(store: Path) -> Path:
    """The file beside a store whose being there pauses the bot."""
    return store.with_name("paused")


def sunset_file(store: Path) -> Path:
    """The file beside a store that says on which day the service ends."""
    return store.with_name("sunset")


def sunset_in(store: Path) -> Sunset | None:
    """What was announced for a store; None where nothing was, `ValueError` where it is damaged."""
    try:
        return sunset.read(sunset_file(store).read_text("utf-8"))
    except FileNotFoundError:
        return None


def told_of(announced: Sunset | None) -> str:
    """What an operator is told of a sunset; nothing where there is none."""
    if announced is None:
        return ""
    if announced.is_over:
        return "This service has ended: whoever writes is told that, with emergency numbers."
    return f"This service ends: its last day is {announced.ends}. `sidelight sunset` says more."


def _log_sunset(found: Sunset | None) -> None:
    outcome = "none" if found is None else "over" if found.is_over else "set"
    logs.log("sunset", outcome=outcome)


def _log_pause(is_paused: bool) -> None:  # noqa: FBT001  # it is what the look found
    logs.warn("paused") if is_paused else logs.log("resumed")


def _log_room(room: Room) -> None:
    tell = logs.log if room is Room.FREE else logs.warn
    tell("disk", outcome=room.name.lower())
