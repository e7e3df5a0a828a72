"""Nothing that was acknowledged is lost: after a kill, and in the order of writing and syncing."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore
from tests.store.committing import place
from tests.store.rows import is_sound, written

ROOT = Path(__file__).parents[2]
KILLS = 6


def command(path: Path, first: int, count: int, synchronous: str = "FULL") -> list[str]:
    script = [sys.executable, "-m", "tests.store.committing"]
    return [*script, str(path), synchronous, str(first), str(count)]


def killed_after(path: Path, first: int, lines: int) -> list[int]:
    """What a process acknowledged that is killed after it said so many numbers."""
    with subprocess.Popen(
        command(path, first, 100_000), cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    return [int(line.split()[1]) for line in said if line.endswith(b"\n")]


async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(path: Path) -> None:
    chance, kept = random.Random(7), list[int]()
    for round_number in range(KILLS):
        kept += killed_after(path, round_number * 200_000, chance.randrange(1, 900))
        store = SqliteStore.open(path)
        assert [number for number in kept if not await written(store, place(number))] == []
        await store.close()
        assert is_sound(path)
    assert len(kept) > 100


# What was written, and synced, before it was acknowledged

_CALL = re.compile(r"^(\d+) +(\w+)\((\d+)<([^>]*)>(.*)$")
_REST = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>")


def acknowledged_too_early(trace: str) -> tuple[int, list[int]]:
    """How many numbers were said, and those said before their row was written and synced."""
    unsynced, synced, begun = set[int](), set[int](), dict[str, set[int]]()
    said, early = 0, list[int]()
    for line in trace.splitlines():
        if (rest := _REST.match(line)) and rest[2] in ("fsync", "fdatasync"):
            synced |= begun.pop(rest[1], set())
        if (call := _CALL.match(line)) is None:
            continue
        process, name, _, file, arguments = call.groups()
        if name == "pwrite64" and file.endswith("-wal"):
            unsynced |= {int(number) for number in re.findall(r"row-(\d{6})", arguments)}
        elif name in ("fsync", "fdatasync") and file.endswith("-wal"):
            if "unfinished" in arguments:
                begun[process] = unsynced
            else:
                synced |= unsynced
            unsynced = set()
        elif name == "write" and (number := re.search(r'"kept (\d+)', arguments)):
            said += 1
            early += [] if int(number[1]) in synced else [int(number[1])]
    return said, early


def traced(strace: str, path: Path, synchronous: str) -> str:
    """Every write and sync of a process that commits."""
    trace = path.with_name("trace")
    calls = "trace=pwrite64,write,fsync,fdatasync"
    tracing = [strace, "-f", "-y", "-s", "5000", "-e", calls, "-o", str(trace)]
    traced_command = [*tracing, *command(path, 0, 150, synchronous)]
    subprocess.run(traced_command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return trace.read_text("utf-8", "replace")


def test_every_row_is_written_and_synced_before_it_is_acknowledged(strace: str, path: Path) -> None:
    assert acknowledged_too_early(traced(strace, path, "FULL")) == (150, [])


def test_without_syncing_the_same_check_fails(strace: str, path: Path) -> None:
    said, early = acknowledged_too_early(traced(strace, path, "OFF"))
    assert said == 150
    assert len(early) > 100


@pytest.mark.parametrize(
    ("order", "early"), [("wsa", []), ("was", [7]), ("asw", [7]), ("swa", [7])]
)
def test_the_check_sees_what_was_acknowledged_too_early(order: str, early: list[int]) -> None:
    lines = {
        "w": '12 pwrite64(3</x/rows-wal>, "..row-000007..", 4096, 0) = 4096',
        "s": "12 fdatasync(3</x/rows-wal> <unfinished ...>\n12 <... fdatasync resumed>) = 0",
        "a": '11 write(1<pipe:[1]>, "kept 7\\n", 7) = 7',
    }
    assert acknowledged_too_early("\n".join(lines[each] for each in order)) == (1, early)
