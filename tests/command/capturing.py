"""Gives commands in this process, and catches all that they print, log, or leave uncaught."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

from bot.cli import _parser, main

Words = tuple[str, ...]


def told(*words: str, typed: str = "") -> tuple[int, str]:
    """Give a command and type something; gives its exit status, and everything that came out."""
    printed = StringIO()
    streams = (redirect_stdout(printed), redirect_stderr(printed), _Typing(StringIO(typed)))
    with _logging_put_back(), streams[0], streams[1], streams[2]:
        try:
            status = main(words)
        except SystemExit as ended:  # argparse does not understand it
            status = int(ended.code or 0)
    return status, printed.getvalue()


class _Typing(redirect_stdout[StringIO]):
    """Lets a text be what somebody types."""

    _stream = "stdin"


@contextmanager
def _logging_put_back() -> Iterator[None]:
    """Some commands set logging up for the whole process, which ends with them elsewhere."""
    root, own = logging.getLogger(), logging.getLogger("sidelight")
    before = root.handlers, root.level, own.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    try:
        yield
    finally:
        root.handlers = before[0]
        root.setLevel(before[1])
        own.setLevel(before[2])
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks


def commands(parser: argparse.ArgumentParser | None = None) -> Iterator[Words]:
    """Every command there is, as it is typed."""
    inner = [
        action
        for action in (parser or _parser())._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    if not inner:
        yield ()
    for action in inner:
        for name, below in action.choices.items():
            yield from ((name, *rest) for rest in commands(below))
