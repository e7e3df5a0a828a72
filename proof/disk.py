"""Fills the disk under the bot, and locks its store: nothing is promised that is not kept."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bench.rows import NotMeasured
from proof import notes
from proof.ground import Ground, is_root
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.fakegram.updates import FIRST_ID
from tests.telegram.running import STARTED, RunningBot

SIZE = "4m"
WORDS = 30
FILLINGS = 3
LONGEST = 30
REFUSED = "store_refuses"


@contextmanager
def small_disk(bot: RunningBot) -> Iterator[None]:
    """A disk of a few megabytes for the data alone."""
    folder = bot.store.parent
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    if not is_root() or subprocess.run(mount, check=False, capture_output=True).returncode:
        raise NotMeasured("no disk can be mounted here")
    try:
        yield
    finally:
        bot.kill()
        subprocess.run(("umount", "-l", str(folder)), check=True)


def full(count: int, ground: Ground) -> Values:
    """Fill the disk so often."""
    found = [_filled_once(ground) for _ in range(count)]
    return {name: max(each[name] for each in found) for name in found[0]}


def _filled_once(ground: Ground) -> dict[str, float]:
    with ground.deploy(notes.FLOWS, starts=False) as bot, small_disk(bot):
        bot.start()
        people = notes.many(bot, 0, 3)
        ballast = _fill(bot)
        words, last = _talk_until_refused(people[:2], ground)
        unkept = _unkept(bot, last, ground)
        gone = _leave(people[2], ground)
        unkept = max(unkept, _unkept(bot, last, ground))
        begun = time.monotonic()
        ballast.unlink()
        recovery = _until_told(words, begun, ground)
        ended = bot.process is None or bot.process.poll() is not None
        restarts = bot.lines(STARTED) - 1 + ended
        if not ended:
            bot.stop()
    return {
        "full-unkept": unkept,
        "full-recovery": recovery,
        "full-ended": restarts,
        "full-leaving": gone,
    }


def _fill(bot: RunningBot) -> Path:
    """Leave no room; again once the store has emptied its log, which makes some."""
    ballast = bot.store.parent / "ballast"
    for _ in range(FILLINGS):
        with ballast.open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass
        time.sleep(1)
    return ballast


def _talk_until_refused(
    people: list[Person], ground: Ground
) -> tuple[dict[Person, list[str]], int]:
    """Say things until one of them can't be kept, and some more."""
    words: dict[Person, list[str]] = {person: [] for person in people}
    last = FIRST_ID
    for number in range(WORDS):
        person = people[number % len(people)]
        words[person].append(f"wren{ground.chance.getrandbits(40):010x}")
        last = person.does("say", text=words[person][-1])["update"]
        time.sleep(0.05)
    time.sleep(1)
    return words, last


def _unkept(bot: RunningBot, last: int, ground: Ground) -> int:
    """How many letters were acknowledged that are not in the store."""
    acknowledged = set(range(FIRST_ID, last + 1 - ground.fakegram.pending()))
    with closing(sqlite3.connect(f"file:{bot.store}?mode=ro", uri=True)) as store:
        kept = {number for (number,) in store.execute("SELECT update_id FROM inbox")}
    return len(acknowledged - kept)


def _leave(person: Person, ground: Ground) -> float:
    begun = time.monotonic()
    person.say("exit")
    try:
        ground.fakegram.until(lambda: not person.visible(), LONGEST)
    except AssertionError:
        return float(LONGEST)
    return time.monotonic() - begun


def _until_told(words: dict[Person, list[str]], begun: float, ground: Ground) -> float:
    """The seconds until everybody is told what she said."""
    try:
        ground.fakegram.until(
            lambda: all(notes.told(p) == said for p, said in words.items()), LONGEST
        )
    except AssertionError:
        return float(LONGEST)
    return time.monotonic() - begun


def locked(count: int, ground: Ground) -> Values:
    """Lock the store for so many seconds."""
    with ground.deploy(notes.FLOWS) as bot:
        people = notes.many(bot, 0, 2)
        with closing(sqlite3.connect(bot.store, isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 5000")
            other.execute("BEGIN IMMEDIATE")
            words, last = _talk_until_refused(people, ground)
            time.sleep(max(0, count - 2.5))
            unkept = _unkept(bot, last, ground)
            begun = time.monotonic()
            other.execute("COMMIT")
        recovery = _until_told(words, begun, ground)
        assert bot.process is not None
        ended = bot.lines(STARTED) - 1 + (bot.process.poll() is not None)
    return {"locked-unkept": unkept, "locked-recovery": recovery, "locked-ended": ended}


FULL = Proof(
    "full",
    (
        Row("full-unkept", "messages confirmed to Telegram that are not kept", "messages"),
        Row("full-recovery", "seconds until all goes on once there is room", "s", 10),
        Row("full-ended", "times the program ended", "times"),
        Row("full-leaving", "seconds until a chat is empty after leaving, with no room", "s", 5),
    ),
    full,
    small=1,
    full=10,
    shows="With no room on the disk nothing is confirmed that is not kept, leaving still clears "
    "the chat, and all goes on once there is room.",
    leaves_open="Other programs on the machine may not bear a full disk as well.",
)
LOCKED = Proof(
    "locked",
    (
        Row("locked-unkept", "messages confirmed to Telegram that are not kept", "messages"),
        Row("locked-recovery", "seconds until all goes on afterwards", "s", 10),
        Row("locked-ended", "times the program ended", "times"),
    ),
    locked,
    small=7,
    full=30,
    shows="While another program held the store nothing was confirmed that was not kept.",
    leaves_open="The count of this row is seconds.",
)
