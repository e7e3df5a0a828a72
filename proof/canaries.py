"""Walks through what ships with words that can be looked for: they may lie in no file, unsealed."""

from __future__ import annotations

import base64
import sqlite3
from collections import Counter
from contextlib import closing, suppress

from bot.ports import Chat
from bot.vault import keyfiles
from proof.ground import Ground
from proof.notes import shown
from proof.rows import Proof, Row, Values
from tests.fakegram.person import ControlError, Person
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings

WORDS_OF_ONE = 20
"""So many words of one person, with as many taps: fewer than the flood gate lets through."""
FIRST = "Can you read on your own"
ERASE = "Yes, erase it all"
SETTLED = 20
TABLES = ("address", "inbox", "poison")
FILES = ("photo", "document", "voice", "video")
SAID = ("{}", "he said {} to me", "{} {}", "/start {}", "my street is {}")


def canaries(count: int, ground: Ground, *, wrapper: tuple[str, ...] = ()) -> Values:
    """Say so many words while walking about, look for them, and then have everybody erased."""
    canary = [f"petrel{ground.chance.getrandbits(56):014x}" for _ in range(count)]
    with ground.deploy(wrapper=wrapper) as bot:
        for start in range(0, count, WORDS_OF_ONE):
            _walk(bot.person(start), canary[start : start + WORDS_OF_ONE], ground)
        needles = _needles(bot, canary)
        hits = [*findings(bot.folder, needles)]
        bot.stop()
        hits += findings(bot.folder, needles)
        ground.leaks += hits
        bot.start()
        left = sum(_left_after_erasing(bot, person, ground) for person in bot.people)
        flows = len(_flows(bot))
    return {"canaries-found": len(hits), "canaries-left": left, "canaries-flows": flows}


def _needles(bot: RunningBot, canary: list[str]) -> list[str]:
    """Everything to look for, also as a program may have packed it."""
    known = [name for person in bot.people for name in (str(person.id), f"Name{person.id}")]
    packed = [base64.b64encode(word.encode()).decode().rstrip("=")[:-1] for word in canary]
    return [*canary, *known, *packed, *(word.encode().hex() for word in canary)]


def _walk(person: Person, words: list[str], ground: Ground) -> None:
    person.start()
    shown(person, FIRST, 30)
    for word in words:
        _tap_something(person, ground)
        _say_somehow(person, word, ground)
        ground.fakegram.until(lambda: ground.fakegram.pending() == 0, SETTLED)


def _tap_something(person: Person, ground: Ground) -> None:
    """Tap any button she sees but the one that leaves."""
    labels = [
        button.label
        for seen in person.visible()
        for row in seen.rows
        for button in row
        if button.action == "callback_data" and button.value != "close" and button.label != ERASE
    ]
    with suppress(ControlError):  # it may have gone meanwhile
        person.tap(ground.chance.choice(labels)) if labels else person.start()


def _say_somehow(person: Person, word: str, ground: Ground) -> None:
    """Say a word, alone or in a sentence, or send a file that holds it."""
    way = ground.chance.randrange(len(SAID) + 1)
    if way < len(SAID):
        person.say(SAID[way].format(word, word))
        return
    told = {"file_name": f"{word}.bin"}
    kind = ground.chance.choice(FILES)
    person.send_file(kind, word.encode() * 3, caption=word, told=told if kind == "document" else {})


def _flows(bot: RunningBot) -> Counter[str]:
    """In which flows turns were played, as the log says."""
    lines = (
        line.split(" flow=")[1] for line in bot.log.read_text().splitlines() if " flow=" in line
    )
    return Counter(line.split()[0] for line in lines)


def _left_after_erasing(bot: RunningBot, person: Person, ground: Ground) -> int:
    """How many rows are left of somebody who had everything erased."""
    person.start()
    shown(person, FIRST, 30)
    person.say("/forget")
    shown(person, "for you alone")
    person.tap("I have none")
    shown(person, "Erase it all?")
    person.tap(ERASE)
    ring = keyfiles.read(bot.folder / "keys", bot.store)
    idx = ring.index(Chat("tg", str(person.id)))
    with suppress(AssertionError):
        ground.fakegram.until(lambda: not _rows_of(bot, idx), SETTLED)
    return _rows_of(bot, idx) + len(person.visible())


def _rows_of(bot: RunningBot, idx: bytes) -> int:
    with closing(sqlite3.connect(f"file:{bot.store}?mode=ro", uri=True)) as store:
        counts = [
            store.execute(f"SELECT count(*) FROM {table} WHERE idx = ?", (idx,)).fetchone()[0]
            for table in TABLES
        ]
    return sum(counts)


PROOF = Proof(
    "canaries",
    (
        Row("canaries-found", "words, ids, names and file bytes found unsealed", "places"),
        Row("canaries-left", "rows and messages left of people who had all of it erased", "rows"),
        Row("canaries-flows", "flows that were walked", "flows", 5, "at least"),
    ),
    canaries,
    small=60,
    full=1_000,
    shows="Nothing that people said, sent or are called lies readable in any file of the bot, and "
    "after erasing nothing of theirs is left.",
    leaves_open="The memory of the running program was not searched, and Telegram keeps its own "
    "copies.",
)
