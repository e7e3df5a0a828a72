"""Sends messages, so many calls in flight: what it costs the processor, and how long one waits.

This module needs nothing but the standard library, so that the peers can use it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count

from bench.people import p99
from bench.worker import Lap, Task

WIDTHS = (8, 16)
TEXT = "Question 12. Has this happened to you before?"
Send = Callable[[int, str], Awaitable[object]]


def ways(runner: asyncio.Runner, send: Send) -> dict[str, Task]:
    """The tasks of a side: `cpu 8`, `p99 8`, and so on."""
    tasks: dict[str, Task] = {}
    for width in WIDTHS:
        tasks[f"cpu {width}"] = lambda times, width=width: runner.run(_cost(send, width, times))
        tasks[f"p99 {width}"] = lambda times, width=width: runner.run(_wait(send, width, times))
    return tasks


async def _cost(send: Send, width: int, times: int) -> Lap:
    begun = time.process_time()
    await _send_all(send, width, times)
    return Lap(time.process_time() - begun, times)


async def _wait(send: Send, width: int, times: int) -> Lap:
    return Lap(p99(await _send_all(send, width, times)), 1)


async def _send_all(send: Send, width: int, times: int) -> list[float]:
    took: list[float] = []
    numbers = count(1)

    async def one_after_the_other() -> None:
        while (number := next(numbers)) <= times:
            begun = time.perf_counter()
            await send(number, TEXT)
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*(one_after_the_other() for _ in range(width)))
    return took
