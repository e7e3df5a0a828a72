"""What a confined process is made to do in tests; it runs there, so that no coverage sees it."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

from bot.reports.inside import Parts, Refused


def echoes(parts: Parts) -> bytes:
    return b"|".join(name.encode() + b"=" + content for name, content in parts.items())


def sleeps(parts: Parts) -> bytes:
    time.sleep(60)
    return b""


def naps(parts: Parts) -> bytes:
    begun = time.monotonic()
    time.sleep(0.4)
    return json.dumps([begun, time.monotonic()]).encode()


def hogs(parts: Parts) -> bytes:
    return bytes(1 << 30)


def refuses(parts: Parts) -> bytes:
    raise Refused


def fails(parts: Parts) -> bytes:
    raise ValueError(parts["words"])


def dies(parts: Parts) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def prints(parts: Parts) -> bytes:
    sys.stdout.write("her words")
    sys.stdout.flush()
    os.write(1, b"her words")
    os.write(2, b"her words")
    return b"answer"


def environment(parts: Parts) -> bytes:
    return json.dumps(dict(os.environ)).encode()


def writes(parts: Parts) -> bytes:
    Path(parts["path"].decode()).write_bytes(parts["words"])
    return b""


def connects(parts: Parts) -> bytes:
    """Say what becomes of a connection, and whether even the kernel is asked in vain."""
    try:
        with socket.create_connection(("127.0.0.1", int(parts["port"])), timeout=2):
            return b"connected"
    except OSError as problem:
        return type(problem).__name__.encode()


def names_its_network(parts: Parts) -> bytes:
    return str(Path("/proc/self/ns/net").readlink()).encode()


def asks_for_a_socket(parts: Parts) -> bytes:
    kernel = ctypes.CDLL(None, use_errno=True)
    answer = kernel.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    return json.dumps([answer, ctypes.get_errno()]).encode()
