"""A look at the machine is taken now and then, and whoever wants to know hears of changes only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.disk import Room, room, space, used
from bot.metrics import Metrics
from bot.store.sqlite import SqliteStore
from bot.watched import Watched
from bot.wiring.machine import Machine, watched
from tests.store.rows import change

NOW = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
MINUTE = int(NOW.timestamp()) // 60


def clock() -> datetime:
    """A clock that stands."""
    return NOW


class Looks:
    """What a look finds, by a clock that a test turns."""

    def __init__(self, found: object) -> None:
        self.found, self.now, self.taken = found, 0.0, 0
        self.heard: list[object] = []
        self.watched = Watched[object](self.look, 30, "fine", self.heard.append, lambda: self.now)

    def look(self) -> object:
        self.taken += 1
        if isinstance(self.found, OSError):
            raise self.found
        return self.found

    def later(self, found: object, seconds: float) -> object:
        self.found, self.now = found, self.now + seconds
        return self.watched()


def test_a_look_is_taken_at_most_every_so_often() -> None:
    looks = Looks("fine")
    assert [looks.watched() for _ in range(5)] == ["fine"] * 5
    assert looks.later("bad", 29) == "fine"
    assert looks.taken == 1
    assert looks.later("bad", 1) == "bad"


def test_changes_are_told_once_and_what_was_expected_is_not() -> None:
    looks = Looks("fine")
    for found in ("fine", "bad", "bad", "fine"):
        looks.later(found, 30)
    assert looks.heard == ["bad", "fine"]
    begun_badly = Looks("bad")
    begun_badly.watched()
    assert begun_badly.heard == ["bad"]


def test_where_a_look_fails_the_last_one_counts() -> None:
    looks = Looks("bad")
    assert looks.watched() == "bad"
    assert looks.later(OSError(), 30) == "bad"
    assert looks.later("fine", 30) == "fine"


# The disk


@pytest.mark.parametrize(
    ("left", "grade"),
    [(101, "FREE"), (100, "NO_FILES"), (31, "NO_FILES"), (30, "READ_ONLY"), (0, "READ_ONLY")],
)
def test_files_end_at_ninety_percent_and_words_at_ninety_seven(left: int, grade: str) -> None:
    assert room((1_000, left)).name == grade


@given(whole=some.integers(0, 10**15), left=some.integers(0, 10**15))
def test_the_more_is_used_the_less_is_taken(whole: int, left: int) -> None:
    disk = (whole, min(left, whole))
    assert room(disk) <= room((whole, 0)) == Room.READ_ONLY
    assert 0 <= used(disk) <= 100


def test_the_disk_of_the_store_is_looked_at_and_told(tmp_path: Path) -> None:
    asked: list[Path] = []

    def full(folder: Path) -> tuple[int, int]:
        asked.append(folder)
        return 1_000, 20

    machine, metrics = watched(tmp_path / "rows", clock, full), Metrics()
    machine.tell(metrics)
    assert "sidelight_store_bytes 0" in metrics.text()
    for name, size in (("rows", 700), ("rows-wal", 50)):
        (tmp_path / name).write_bytes(bytes(size))
    assert "sidelight_store_bytes 750" in metrics.text()
    assert not machine.has_room()
    assert set(asked) == {tmp_path}
    assert "sidelight_disk_grade 2" in metrics.text()
    assert "sidelight_disk_free_bytes 20" in metrics.text()
    (alarm,) = metrics.mentioned(alarms=True)
    assert "make room" in alarm


def test_a_machine_with_room_alarms_nobody(tmp_path: Path) -> None:
    metrics = Metrics()
    Machine().tell(metrics)
    watched(tmp_path / "rows", clock, lambda _: (100, 50)).tell(metrics)
    assert metrics.mentioned(alarms=True) == []
    assert space(tmp_path)[0] > 0


# What is due


@pytest.mark.parametrize(
    ("late", "seconds", "is_told"),
    [(None, 0, False), (-1, 0, False), (0, 0, False), (2, 60, False), (3, 120, True)],
)
async def test_whoever_asks_a_bot_is_told_when_what_is_due_lags(
    late: int | None, seconds: int, *, is_told: bool, tmp_path: Path
) -> None:
    store, metrics = SqliteStore.open(tmp_path / "rows"), Metrics()
    due = None if late is None else MINUTE - late
    assert await store.commit(replace(change(b"ana"), due=due))
    watched(tmp_path / "rows", clock).tell(metrics)
    assert f"sidelight_due_lag_seconds {seconds}\n" in metrics.text()
    assert [said[:30] for said in metrics.mentioned(alarms=False)] == (
        ["What is due lags by 2 minutes,"] if is_told else []
    )
    assert metrics.mentioned(alarms=True) == []
    await store.close()


def test_a_file_that_can_t_be_read_hides_no_other_number(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b"no store" * 100)
    metrics = Metrics()
    watched(tmp_path / "rows", clock).tell(metrics)
    assert "sidelight_due_lag_seconds -1\n" in metrics.text()
    assert "sidelight_store_bytes 800\n" in metrics.text()
    assert metrics.mentioned(alarms=False) == []
