"""What nobody caught is told by its kind and its place, in every way that Python has to tell it."""

from __future__ import annotations

import subprocess
import sys

import pytest

WORDS = "Ana hid the key"
BEFORE = """
import asyncio, sys, threading, warnings
from bot import logs
WORDS = sys.argv[1]
"""
SET_UP = "logs.set_up('info', sys.stderr)\n"
UNCAUGHT = {
    "in the program": (
        "try:\n    {}[WORDS]\nexcept KeyError as error:\n    raise ValueError(WORDS) from error"
    ),
    "in a thread": (
        "def fail(said):\n    raise ValueError(said)\n"
        "thread = threading.Thread(target=fail, args=(WORDS,), name=WORDS)\n"
        "thread.start()\nthread.join()"
    ),
    "while something is thrown away": (
        "class Words:\n    def __del__(self):\n        raise ValueError(WORDS)\nWords()"
    ),
    "in a warning": "warnings.simplefilter('always')\nwarnings.warn(WORDS, UserWarning)",
    "in a task that nobody awaits": (
        "async def fail():\n    raise ValueError(WORDS)\n"
        "async def main():\n    WATCH\n    task = asyncio.ensure_future(fail())\n"
        "    await asyncio.sleep(0)\n    await asyncio.sleep(0)\nasyncio.run(main())"
    ),
}


def printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code, WORDS],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("where", UNCAUGHT)
def test_what_is_uncaught_is_told_without_words(where: str) -> None:
    watch = "logs.watch(asyncio.get_running_loop())"
    said = printed(SET_UP + UNCAUGHT[where].replace("WATCH", watch))
    assert "kind=ValueError" in said or "kind=UserWarning" in said
    assert WORDS not in said
    assert "Ana" not in said


@pytest.mark.parametrize("where", UNCAUGHT)
def test_without_the_hooks_it_would_be_told_with_them(where: str) -> None:
    assert WORDS in printed(UNCAUGHT[where].replace("WATCH", "pass"))


def test_the_place_is_told() -> None:
    said = printed(SET_UP + "from bot.core import session\nsession.load(5)")
    assert "bot/core/session.py" in said


def test_a_thread_may_end_itself() -> None:
    code = (
        "thread = threading.Thread(target=sys.exit, args=(WORDS,))\nthread.start()\nthread.join()"
    )
    assert printed(SET_UP + code) == ""
