"""The one thread that writes: what is queued together is committed together, with one fsync.

What is asked for in one round of the loop is handed over at once, since each hand-over takes the
interpreter's lock away from the loop. Nothing else waits for a batch to fill: it fills by itself
while the last one is being synced.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final, TypeVar

from bot.errors import StoreBusy, StoreFull
from bot.store.sqlite_faults import explained, is_busy
from bot.store.sqlite_jobs import TOGETHER, Run
from bot.store.sqlite_opening import empty_log

PATIENCE = 5.0
"""So many seconds a batch waits for another process that holds the store."""
CLOSING_PATIENCE = 0.4

A = TypeVar("A")
R = TypeVar("R")
Job = Callable[[Run, Any], object]
Took = Callable[[float], None]
"""Hears in how many seconds a batch was written, in the thread that writes."""
Queued = tuple[Job, Any, asyncio.Future[Any]]


def untold(_: float) -> None:
    """Where nobody counts."""


class Writer:
    """Runs jobs in its own thread and tells the loop what became of them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        written: Callable[[], None],
        patience: float = PATIENCE,
        took: Took = untold,
    ) -> None:
        self._connection = connection
        self._run: Final = connection.cursor().execute
        self._written = written
        self._patience = patience
        self._took = took
        self._queue: SimpleQueue[list[Queued] | None] = SimpleQueue()
        self._gathered: list[Queued] = []
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Run, A], R], argument: A) -> asyncio.Future[R]:
        """Queue a job; its result comes once it is on the disk."""
        if self._stopped:
            raise StoreBusy
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        if not self._gathered:
            loop.call_soon(self._hand_over)
        self._gathered.append((job, argument, future))
        return future

    def _hand_over(self) -> None:
        if self._gathered:
            self._queue.put(self._gathered)
            self._gathered = []

    def stop(self) -> None:
        """Take no more jobs; those that are queued are still done."""
        if not self._stopped:
            self._stopped = True
            self._patience = CLOSING_PATIENCE
            self._hand_over()
            self._queue.put(None)

    def join(self) -> None:
        """Wait until the last job is done."""
        self._thread.join()

    # In the thread

    def _work(self) -> None:
        going = True
        while going:
            queued = [self._queue.get()]
            queued += [self._queue.get() for _ in range(self._queue.qsize())]
            batch = [job for jobs in queued if jobs is not None for job in jobs]
            going = None not in queued
            if batch:
                begun = monotonic()
                results = self._results(batch)
                self._took(monotonic() - begun)
                self._tell(batch, results)
                self._written()

    def _results(self, batch: list[Queued]) -> list[object]:
        try:
            return self._together(batch)
        except Exception as problem:  # noqa: BLE001  # whatever a job raises, the next must work
            fault = explained(problem)
        if isinstance(fault, StoreBusy):
            return [StoreBusy() for _ in batch]
        if isinstance(fault, StoreFull):
            empty_log(self._connection)  # so that there is room even for forgetting
        return [self._alone(job) for job in batch]

    def _alone(self, job: Queued) -> object:
        """What becomes of a job whose batch failed, perhaps by a neighbour's fault."""
        try:
            return self._together([job])[0]
        except Exception as problem:  # noqa: BLE001
            return explained(problem)

    def _together(self, batch: list[Queued]) -> list[object]:
        run = self._run
        self._begin()
        try:
            results = _done(run, batch)
            run("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite may have rolled back by itself
                run("ROLLBACK")
            raise
        return results

    def _begin(self) -> None:
        start = monotonic()
        while True:
            try:
                self._run("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as problem:
                if not is_busy(problem) or monotonic() - start > self._patience:
                    raise
            else:
                return

    def _tell(self, batch: list[Queued], results: list[object]) -> None:
        loop = batch[0][2].get_loop()
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(_settle, batch, results)


def _done(run: Run, batch: list[Queued]) -> list[object]:
    """Do what is queued, of each kind that allows it all at once."""
    results: list[object] = [None] * len(batch)
    kinds: dict[Job, list[int]] = {}
    for number, (job, argument, _) in enumerate(batch):
        if job in TOGETHER:
            kinds.setdefault(job, []).append(number)
        else:
            results[number] = job(run, argument)
    for job, numbers in kinds.items():
        arguments = [batch[number][1] for number in numbers]
        for number, result in zip(numbers, TOGETHER[job](run, arguments), strict=True):
            results[number] = result
    return results


def _settle(batch: list[Queued], results: list[object]) -> None:
    for (_, _, future), result in zip(batch, results, strict=True):
        if future.done():
            continue  # whoever asked was cancelled; what was asked is done all the same
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
