"""Leaves a chat full of messages while Telegram is slow: how long that takes, and what remains."""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from statistics import quantiles

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Json, Person
from tests.telegram.running import RunningBot

STANDING = 200
FASTEST, SLOWEST = 0.1, 0.5
SLOW_CALLS = 400
LONGEST = 20
CLOSE = "✖️ Close"
QUIET = 2.0
HOUR = 3600
HANDLED = 30


def leaving(
    count: int, ground: Ground, *, wrapper: tuple[str, ...] = (), patience: float = LONGEST
) -> Values:
    """Let so many people leave, one after the other."""
    took: list[float] = []
    remaining, sent = 0, {}
    with ground.deploy(notes.FLOWS, wrapper=wrapper, turns_clock=True) as bot:
        for number in range(count):
            person = bot.person(number)
            _fill(person, ground, waits=number % 2 == 0, fresh=number % 4 > 1)
            seconds = _leave(person, ground, number, patience)
            took.append(seconds)
            remaining += len(person.visible())
            sent[person] = len(person.history("sent"))
        spoken = _said_later(bot, sent, ground)
    return {"leaving-seconds": _p95(took), "leaving-remaining": remaining, "leaving-said": spoken}


def _fill(person: Person, ground: Ground, *, waits: bool, fresh: bool) -> None:
    """Let her send two hundred pictures, which stay; the bot has read them all, or not yet."""
    notes.begin(person, reading="new_messages" if fresh else "one_screen")
    picture = base64.b64encode(b"\x89PNG" + ground.chance.randbytes(60)).decode()
    act: Json = {"person": person.id, "kind": "photo", "data": picture}
    ground.fakegram.many(*[("send_file", act)] * STANDING)
    if waits:
        ground.fakegram.until(lambda: ground.fakegram.pending() == 0, HANDLED)
        _until_quiet(person)


def _until_quiet(person: Person) -> None:
    """Wait until nothing more happens in her chat."""
    before = -1
    while (now := len(person.history("sent", "edited", "deleted"))) != before:
        before = now
        time.sleep(1)


def _leave(person: Person, ground: Ground, number: int, patience: float) -> float:
    """Leave in one of three ways, while a word of hers is being answered; gives the seconds."""
    fakegram, chance = ground.fakegram, ground.chance
    delays = [
        {"kind": "delay", "wait": chance.uniform(FASTEST, SLOWEST)} for _ in range(SLOW_CALLS)
    ]
    fakegram.many(*(("fault", delay) for delay in delays))
    person.say(f"wren{chance.getrandbits(40):010x}")
    begun = time.monotonic()
    way = number % 3
    if way == 0 and any(CLOSE in seen.labels for seen in person.visible()):
        person.tap(CLOSE)
    else:
        person.say(("exit", "/close")[way % 2])
    with suppress(AssertionError):
        fakegram.until(lambda: not person.visible(), patience)
    seconds = time.monotonic() - begun
    fakegram.heal()
    return seconds


def _said_later(bot: RunningBot, sent: dict[Person, int], ground: Ground) -> int:
    """How many messages came after people had left, also an hour later."""
    bot.advance(HOUR)
    time.sleep(QUIET)
    ground.fakegram.until(lambda: ground.fakegram.pending() == 0, HANDLED)
    return sum(len(person.history("sent")) - before for person, before in sent.items())


def _p95(took: list[float]) -> float:
    return quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]


PROOF = Proof(
    "leaving",
    (
        Row("leaving-seconds", "seconds until the chat is empty, 95 times in 100", "s", 5),
        Row("leaving-remaining", "messages that could be removed and were not", "messages"),
        Row("leaving-said", "messages sent after somebody had left", "messages"),
    ),
    leaving,
    small=3,
    full=60,
    shows="Somebody left with 200 messages in her chat, over a slow line: all of them went, and "
    "nothing was said to her afterwards.",
    leaves_open="What is older than 48 hours stays, and so does the chat itself.",
)
