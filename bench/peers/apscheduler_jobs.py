"""APScheduler 3: a daily job for each of 100,000 people, in SQLite by SQLAlchemy or in memory.

The job store is made from an address, as its guide shows; with `wal` it keeps a log, which is
leaner. Jobs do nothing, and where a wake is measured running one costs nothing either.
"""

from __future__ import annotations

import logging
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.executors.base import BaseExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy import bindparam, event

from bench.process import resident
from bench.worker import Lap, serve

JOBS = 100_000
DAY = 86_400.0
PATIENCE = 120.0
SOON = 3.0
"""Seconds until a herd is due: its rows are written by then."""
NUMBERS = count(JOBS)


def nothing(number: int) -> None:
    """What a job does."""


class Woken(BaseScheduler):
    """A scheduler that looks for work when it is told to, so that nothing else is measured."""

    def wakeup(self) -> None:
        pass

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002  # the library's own
        super().shutdown(wait)


class Free(BaseExecutor):
    """Runs a job in no time, and counts it."""

    ran = 0

    def _do_submit_job(self, job: Any, run_times: Any) -> None:
        self.ran += 1
        self._run_job_success(job.id, [])


def _in(seconds: float) -> datetime:
    return datetime.fromtimestamp(time.time() + seconds, UTC)


def _add(scheduler: BaseScheduler, number: int) -> None:
    at = _in(DAY)
    scheduler.add_job(nothing, "interval", (number,), days=1, id=str(number), next_run_time=at)


class Stored:
    """A job store in a file with a job for each person, and its scheduler."""

    def __init__(self, path: Path, scheduler: BaseScheduler, *, wal: bool) -> None:
        self.scheduler = scheduler
        self._store = SQLAlchemyJobStore(url=f"sqlite:///{path}")
        if wal:
            event.listen(self._store.engine, "connect", _keep_a_log)
        scheduler.add_jobstore(self._store)
        scheduler.start(paused=True)
        _add(scheduler, 0)
        self._state = scheduler.get_job("0").__getstate__()
        self._fill()

    def _fill(self) -> None:
        """All in one transaction: this is not measured."""
        with self._store.engine.begin() as connection:
            rows = [self._row(number, _in(DAY)) for number in range(1, JOBS)]
            connection.execute(self._store.jobs_t.insert(), rows)

    def _row(self, number: int, at: datetime) -> dict[str, object]:
        state = self._state | {"id": str(number), "args": (number,), "next_run_time": at}
        kept = pickle.dumps(state, pickle.HIGHEST_PROTOCOL)
        return {"id": str(number), "next_run_time": at.timestamp(), "job_state": kept}

    def let_be_due(self, many: int, at: datetime) -> None:
        """Let so many be due, in one transaction."""
        jobs = self._store.jobs_t
        changed = jobs.update().where(jobs.c.id == bindparam("which"))
        rows = [self._row(number * 31 % JOBS, at) for number in range(1, many + 1)]
        for row in rows:
            row["which"] = row.pop("id")
        values = {name: bindparam(name) for name in ("next_run_time", "job_state")}
        with self._store.engine.begin() as connection:
            connection.execute(changed.values(values), rows)

    def add(self, many: int) -> Lap:
        """Add so many jobs, as one does."""
        begun = time.perf_counter()
        for _ in range(many):
            _add(self.scheduler, next(NUMBERS))
        return Lap(time.perf_counter() - begun, many)


def _keep_a_log(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")


def wake(stored: Stored, executor: Free, many: int) -> Lap:
    """Let the scheduler find so many jobs that are due."""
    stored.let_be_due(many, _in(0))
    executor.ran = 0
    begun = time.perf_counter()
    stored.scheduler._process_jobs()
    took = time.perf_counter() - begun
    assert executor.ran == many
    return Lap(took, 1)


def herd(path: Path, many: int) -> Lap:
    """The share that is run of so many that are due in one second, with all else by default."""
    scheduler = BackgroundScheduler()
    stored = Stored(path, scheduler, wal=False)
    ends: list[int] = []  # jobs end in several threads, and a list loses none

    def ended(event: Any) -> None:
        ends.append(event.code)

    scheduler.add_listener(ended, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    stored.let_be_due(many, _in(SOON))
    scheduler.resume()
    begun = time.monotonic()
    while len(ends) < many and time.monotonic() - begun < PATIENCE:
        time.sleep(0.1)
    scheduler.shutdown()
    return Lap(ends.count(EVENT_JOB_EXECUTED), many)


def memory(many: int) -> Lap:
    """Bytes of a process with so many jobs in memory."""
    scheduler = Woken()
    scheduler.add_jobstore(MemoryJobStore())
    scheduler.add_executor(Free())
    scheduler.start()
    for number in range(many):
        _add(scheduler, number)
    return Lap(resident(), 1)


@contextmanager
def _a_file() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "jobs.sqlite"


def stored_tasks(path: Path, *, wal: bool) -> dict[str, Callable[[int], Lap]]:
    """Adding and waking, over one store."""
    scheduler, executor = Woken(), Free()
    scheduler.add_executor(executor)
    stored = Stored(path, scheduler, wal=wal)
    scheduler.resume()
    return {"add": stored.add, "wake": partial(wake, stored, executor)}


def main(what: str) -> None:
    """Serve until the parent has enough."""
    logging.disable()
    with _a_file() as path:
        match what:
            case "memory":
                serve({"memory": memory})
            case "herd":
                serve({"herd": partial(herd, path)})
            case _:
                serve(stored_tasks(path, wal=what == "wal"))


if __name__ == "__main__":
    main(sys.argv[1])
