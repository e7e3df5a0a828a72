"""The commands for authors need no network, and `sidelight try` writes nothing to disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support import write_set

REFUSE = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        raise SystemExit(f"the network was asked for: {event}")

sys.addaudithook(refuse)
"""
ONE = """
- test: Everybody gets the same first message
  flow: home
  talk:
    - bot: Hello.
"""
RUN = "from bot.cli import main\nraise SystemExit(main(sys.argv[1:]))"


def run(before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", before + RUN, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_check_works_with_sockets_refused() -> None:
    done = run(REFUSE, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 errors" in done.stdout


def test_the_authors_tests_work_with_sockets_refused(tmp_path: Path) -> None:
    done = run(REFUSE, "test", "--flows", str(write_set(tmp_path, {"tests/one.test.yaml": ONE})))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "1 tests passed, 0 failed." in done.stdout


def test_the_refusal_would_be_noticed() -> None:
    asking = "import socket\nsocket.socket().connect(('127.0.0.1', 9))\n"
    assert "the network was asked for" in run(REFUSE + asking, "check").stderr
