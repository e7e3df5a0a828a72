"""How much memory a process has once libraries are imported; each process imports one set only."""

from __future__ import annotations

import importlib
from functools import partial

from bench.process import resident
from bench.worker import Lap, serve

SETS = {
    "aiogram": ("aiogram",),
    "usual": (
        "telegram.ext",
        "apscheduler.schedulers.asyncio",
        "apscheduler.jobstores.sqlalchemy",
        "sqlalchemy.orm",
        "pydantic",
    ),
}


def imported(names: tuple[str, ...], _: int) -> Lap:
    """Import, and look."""
    for name in names:
        importlib.import_module(name)
    return Lap(resident(), 1)


if __name__ == "__main__":
    serve({name: partial(imported, names) for name, names in SETS.items()})
