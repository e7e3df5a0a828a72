"""Delivers updates twice and in another order: what comes of it is some legal order, each once."""

from __future__ import annotations

import time
from collections import Counter

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Json, Person
from tests.telegram.running import RunningBot

PEOPLE = 10
WORDS = 38
"""Of one person at once: with all the rest fewer than the flood gate lets through."""
EACH = WORDS + 2
SHARE_TWICE = 0.5
PLAYED = 30


def order(
    count: int, ground: Ground, *, wrapper: tuple[str, ...] = (), patience: float = PLAYED
) -> Values:
    """Let at least so many updates arrive, ten people's at a time."""
    tally: Counter[str] = Counter()
    with ground.deploy(notes.FLOWS, wrapper=wrapper) as bot:
        for done in range(0, count, PEOPLE * EACH):
            people = notes.many(bot, done, PEOPLE)
            tally += _play(bot, people, ground, patience)
            _leave(people)
    return {
        "order-lost": tally["lost"],
        "order-twice": tally["twice"],
        "order-seen": tally["updates"],
    }


def _play(bot: RunningBot, people: list[Person], ground: Ground, patience: float) -> Counter[str]:
    """While the bot is away everybody says much and taps once; then all of it comes at once."""
    fakegram, chance = ground.fakegram, ground.chance
    words = {
        person: [f"wren{chance.getrandbits(40):010x}" for _ in range(WORDS)] for person in people
    }
    for person in people:
        person.say(words[person][0])
    for person in people:
        notes.shown(person, words[person][0], 30)
    bot.stop()
    made = fakegram.many(*_acts(words, ground))
    fakegram.shuffle(chance.getrandbits(30))
    updates = [one["update"] for one in made]
    twice = [update for update in updates if chance.random() < SHARE_TWICE]
    fakegram.many(*(("repeat", {"update": update}) for update in twice))
    bot.start()
    fakegram.until(lambda: fakegram.pending() == 0, PLAYED)
    fakegram.many(*(("repeat", {"update": update}) for update in twice[::2]))
    fakegram.until(lambda: fakegram.pending() == 0, PLAYED)
    fakegram.until(lambda: bot.lines("turn") > 0)
    return _compared(words, patience) + Counter({"updates": len(updates) + len(twice) * 3 // 2})


def _acts(words: dict[Person, list[str]], ground: Ground) -> list[tuple[str, Json]]:
    """The rest of the words, and a tap on Done among them, everybody's mixed."""
    acts: list[tuple[str, Json]] = []
    for person, said in words.items():
        acts += [("say", {"person": person.id, "text": word}) for word in said[1:]]
        acts.append(("tap", {"person": person.id, "label": "Done"}))
    ground.chance.shuffle(acts)
    return acts


def _compared(words: dict[Person, list[str]], patience: float) -> Counter[str]:
    """What people are shown, against what they said."""
    tally, ends = Counter[str](), time.monotonic() + patience
    for person, said in words.items():
        if not notes.tells(person, said, max(0, ends - time.monotonic())):
            told = Counter(notes.told(person))
            tally["lost"] += sum(told[word] == 0 for word in said)
            tally["twice"] += sum(told[word] > 1 for word in said)
    return tally


def _leave(people: list[Person]) -> None:
    for person in people:
        person.say("/close")


PROOF = Proof(
    "order",
    (
        Row("order-lost", "words lost", "words"),
        Row("order-twice", "words taken twice", "words"),
        Row("order-seen", "updates that were delivered", "updates", 400, "at least"),
    ),
    order,
    small=400,
    full=10_000,
    shows="Messages and taps came more than once and in another order, and each one counted once.",
    leaves_open="Words that Telegram itself delivers in another order stand in that order.",
)
