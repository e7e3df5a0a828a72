"""Runs one of our functions in a process of its own, for work that reads what strangers made.

The process gets bytes through a pipe and answers through another: nothing plain touches the disk.
It has so many seconds and so much memory; it leaves no core dump, can write no file, and knows
nothing of the environment. What it prints goes nowhere, as that may be somebody's words.

On Linux it has no network: it moves into an empty one of its own, and forbids itself to open
sockets. Either is enough. Where the system allows neither, as on other systems, the function runs
all the same: none of ours contacts anybody. The limit of memory holds on Linux only.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from weakref import WeakKeyDictionary

from bot.errors import NotMade
from bot.reports.inside import REFUSED, TOO_BIG, Limits, Parts, packed

START = "from bot.reports.inside import main; main()"
AT_ONCE = 2
"""So many processes at a time; whoever comes then waits."""
TIDY = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
"""The whole environment of the process: many threads would only reserve much memory each."""
_ROOMS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def confined(function: str, parts: Parts, limits: Limits) -> bytes:
    """What a function (`module:name`) makes of bytes, in a process of its own; raises `NotMade`.

    Only its name is given, so that the bot itself never loads what reads strangers' files.
    """
    told = [function, str(limits.seconds), str(limits.megabytes)]
    async with _room():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", START, *told),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=TIDY | _needed(),
        )
        try:
            async with asyncio.timeout(limits.seconds):
                answer, _ = await process.communicate(packed(parts))
        except TimeoutError:
            raise NotMade(f"It took longer than {limits.seconds} seconds.") from None
        finally:
            await _ended(process)
    return _checked(process, answer, limits)


def _room() -> asyncio.Semaphore:
    return _ROOMS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


def _needed() -> dict[str, str]:
    """What Windows can't start a process without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


async def _ended(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _checked(process: Process, answer: bytes, limits: Limits) -> bytes:
    match process.returncode:
        case 0:
            return answer
        case code if code == REFUSED:
            raise NotMade("What was given can't be read: it is damaged, or of another kind.")
        case code if code == TOO_BIG:
            raise NotMade(f"It needed more than {limits.megabytes} MB of memory.")
        case _:
            raise NotMade("The process that should have made it stopped before it was done.")
