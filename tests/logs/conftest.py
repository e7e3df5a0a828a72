"""Lets a test set up logging as the bot does, and puts everything back afterwards."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest

from bot import logs
from tests.fakegram.fixtures import fakegram, server

__all__ = ["fakegram", "printed", "server"]


@pytest.fixture
def printed() -> StringIO:
    """What is printed while the test runs, with logging set up as talkative as it can be."""
    return StringIO()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Set logging up around the test itself: pytest adds a handler of its own just before."""
    stream = pyfuncitem.funcargs.get("printed")
    if not isinstance(stream, StringIO):
        return (yield)
    with _set_up(stream):
        return (yield)


@contextmanager
def _set_up(stream: StringIO) -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("sidelight")
    before = root.handlers, root.level, own.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    logs.set_up("info", stream)
    try:
        yield
    finally:
        root.handlers = before[0]
        root.setLevel(before[1])
        own.setLevel(before[2])
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
