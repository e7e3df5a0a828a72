"""Watches the system calls of the bot: a letter is on the disk before Telegram may forget it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

from bench.rows import NotMeasured
from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.updates import FIRST_ID

STRACE = (
    # -D: the process that is started is the bot itself, and is stopped as ever.
    *("strace", "-D", "-f", "-y", "-xx", "-s", "5000", "-e", "signal=none"),
    *("-e", "trace=pwrite64,fsync,fdatasync,sendto,sendmsg,write,writev", "-o"),
)
_CALL = re.compile(
    r"^(?P<thread>\d+) +"
    r"(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<name>\w+)\((?:\d+<(?P<file>[^>]*)>)?)"
)
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OFFSET = re.compile(rb"(?:^|[&\r\n])offset=(\d+)")
_POLL = b"/GetUpdates"
_UNFINISHED = "<unfinished ...>"
_ENDED = "+++ exited with 0 +++"
SYNCS = ("fsync", "fdatasync")
SENDS = ("sendto", "sendmsg", "write", "writev")
PEOPLE = 12
"""So many say the words by turns, so that nobody says more than is read of one person."""


@dataclass(slots=True)
class Disk:
    """What is in the log of the store, and what of it is on the disk for certain."""

    written: bytes = b""
    syncing: dict[str, bytes] = field(default_factory=dict)
    synced: set[int] = field(default_factory=set)
    sought: set[int] = field(default_factory=set)

    def write(self, content: bytes) -> None:
        """Something was written to the log."""
        self.written += content

    def begin_sync(self, thread: str) -> None:
        """A sync begins: it covers what was written before."""
        self.syncing[thread] = self.written

    def end_sync(self, thread: str) -> None:
        """A sync of the log is done, if it was one of the log."""
        covered = self.syncing.pop(thread, b"")
        self.synced |= {number for number in self.sought if varint(number) in covered}
        self.sought -= self.synced
        self.written = self.written.removeprefix(covered)


def varint(number: int) -> bytes:
    """A number as SQLite writes the key of a row."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def too_early(trace: Iterable[str], numbers: set[int]) -> tuple[int, int]:
    """How many letters were confirmed, and how many of them before they were on the disk."""
    disk, confirmed, early = Disk(sought=set(numbers)), set[int](), set[int]()
    for offset in _offsets(trace, disk):
        fresh = {number for number in numbers if number < offset} - confirmed
        confirmed |= fresh
        early |= fresh - disk.synced
    return len(confirmed), len(early)


def _offsets(trace: Iterable[str], disk: Disk) -> Iterator[int]:
    """The offsets that leave, one after the other, while the disk is kept up to date."""
    polling = b""
    for line in trace:
        if (match := _CALL.match(line)) is None:
            continue
        file = _plain(match["file"] or "")
        if match["resumed"] in SYNCS:
            disk.end_sync(match["thread"])
        elif file.endswith(b"-wal"):
            _touch(disk, match, line)
        elif match["name"] in SENDS and file.startswith(b"socket:"):
            sent = _content(line)
            polling = sent if sent.startswith(b"POST") else polling + sent
            if _POLL in polling.split(b"\r\n", 1)[0] and (found := _OFFSET.search(polling)):
                polling = b""
                yield int(found[1])


def _touch(disk: Disk, match: re.Match[str], line: str) -> None:
    """Take a call that begins and is about the log."""
    if match["name"] == "pwrite64":
        disk.write(_content(line))
    elif match["name"] in SYNCS:
        disk.begin_sync(match["thread"])
        if not line.rstrip().endswith(_UNFINISHED):
            disk.end_sync(match["thread"])


def _plain(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _content(line: str) -> bytes:
    return b"".join(_plain(escaped) for escaped in _BYTES.findall(line))


def syncs(count: int, ground: Ground, *, broken: tuple[str, ...] = ()) -> Values:
    """Let so many words be said, and look at the order of writing, syncing and confirming."""
    if not shutil.which("strace"):
        raise NotMeasured("there is no strace here")
    trace = ground.folder / "trace"
    with ground.deploy(notes.FLOWS, wrapper=(*STRACE, str(trace), *broken)) as bot:
        people, last = [bot.person(number) for number in range(PEOPLE)], FIRST_ID
        for person in people:
            notes.begin(person)
        for person in islice(cycle(people), count):
            word = f"wren{ground.chance.getrandbits(40):010x}"
            last = person.does("say", text=word)["update"]
            notes.shown(person, word)
        ground.fakegram.until(lambda: ground.fakegram.pending() == 0)
        bot.stop()
        ground.fakegram.until(lambda: _ENDED in trace.read_text().splitlines()[-1])
    with trace.open() as lines:
        confirmed, early = too_early(lines, set(range(FIRST_ID, last + 1)))
    return {"syncs-early": early, "syncs-seen": confirmed / (last + 1 - FIRST_ID)}


PROOF = Proof(
    "syncs",
    (
        Row(
            "syncs-early", "messages confirmed to Telegram before they were on the disk", "messages"
        ),
        Row("syncs-seen", "share of messages whose order was seen", "share", 1, "at least"),
    ),
    syncs,
    small=10,
    full=300,
    shows="Telegram was told to forget a message only after the disk had said that it holds it. "
    "So a power cut loses nothing that Telegram does not still have.",
    leaves_open="A disk that says it holds what it does not hold can't be found out this way.",
)
