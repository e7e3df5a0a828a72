"""The inner half of `confined`: what a process does to itself before it reads what it gets."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

Parts = Mapping[str, bytes]
REFUSED, TOO_BIG = 3, 4
"""What the process exits with, where it could not make what was asked."""


class Refused(Exception):
    """What was given can't be used; a confined function raises this, and says nothing else."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a function may take, and how much memory its process."""

    seconds: int
    megabytes: int


def packed(parts: Parts) -> bytes:
    """Named bytes as one row of bytes."""
    names = json.dumps([[name, len(content)] for name, content in parts.items()]).encode()
    return b"".join([struct.pack(">I", len(names)), names, *parts.values()])


def unpacked(row: bytes) -> dict[str, bytes]:
    """What was packed."""
    (start,) = struct.unpack_from(">I", row)
    parts, place = {}, 4 + start
    for name, size in json.loads(row[4:place]):
        parts[name] = row[place : place + size]
        place += size
    return parts


def main() -> NoReturn:
    """Answer what is asked on standard input, within the limits that the arguments say."""
    name, seconds, megabytes = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that nothing else is an answer
    _confine(Limits(int(seconds), int(megabytes)))
    try:
        answers.write(_made(name, unpacked(sys.stdin.buffer.read())))
        answers.close()
        status = 0
    except Refused:
        status = REFUSED
    except MemoryError:
        status = TOO_BIG
    os._exit(status)  # there is nothing to tidy up, and it saves time


def _made(name: str, parts: Parts) -> bytes:
    module, _, function = name.partition(":")
    made: bytes = getattr(import_module(module), function)(parts)
    return made


def _confine(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource  # there is none on Windows

    signal.alarm(limits.seconds + 1)  # also when nobody is left who would kill it
    most = limits.megabytes << 20
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: 2 * limits.seconds,
        resource.RLIMIT_AS: most,
    }
    for kind, number in wanted.items():
        try:
            resource.setrlimit(kind, (number, number))
        except (OSError, ValueError):  # macOS knows no limit of memory
            continue
    if sys.platform == "linux":
        _leave_the_network()


_NEW_NAMES, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""The kind of machine as the kernel writes it, and the number of the call that makes a socket."""
_IO_URING = 425
_FOREIGN = 0x40000000
"""From here on, x86-64 has its calls a second time."""


def _leave_the_network() -> None:
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.unshare(_NEW_NAMES | _NEW_NET):
        kernel.unshare(_NEW_NET)  # root may, also where others may not
    machine = os.uname().machine
    if machine in _SOCKET:
        _forbid_sockets(kernel, *_SOCKET[machine])


def _forbid_sockets(kernel: ctypes.CDLL, machine: int, socket: int) -> None:
    """A filter of system calls: whatever could make a socket is refused (EPERM)."""
    load, equal, most, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050001
    rules = [
        *((load, 0, 0, 4), (equal, 0, 4, machine)),
        *((load, 0, 0, 0), (most, 2, 0, _FOREIGN), (equal, 1, 0, socket), (equal, 0, 1, _IO_URING)),
        *((give, 0, 0, refuse), (give, 0, 0, allow)),
    ]
    row = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(row)))
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    kernel.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0)
