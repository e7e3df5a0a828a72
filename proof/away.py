"""Takes Telegram away, or the bot: nothing is lost, and nothing is said too late."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from bot.core import session as sessions
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.telegram.running import RunningBot

MINUTE, HOUR = 60.0, 3600.0
OUTAGES = (MINUTE, HOUR, 23 * HOUR)
DOWNTIMES = (HOUR, 23 * HOUR, 48 * HOUR)
LATE = 600
PEOPLE = 4
WATCHED = 4.0
"""Real seconds of each outage in which calls are counted; the rest passes at once."""
MOMENT = 1.5
MOST_ANSWERS_LOST = 20
SETTLED = 20


def kept(bot: RunningBot, person: Person) -> str:
    """All that a bot that is not running has kept of what somebody said."""
    return asyncio.run(_kept(bot, person))


async def _kept(bot: RunningBot, person: Person) -> str:
    store = SqliteStore.open(bot.store)
    try:
        vault = await open_vault(store, keyfiles.read(bot.folder / "keys", bot.store))
        held = await vault.load(Chat("tg", str(person.id)))
    finally:
        await store.close()
    if held.session is None:
        return ""
    session = sessions.load(held.session)
    answers = [str(answer) for frame in session.frames for answer in frame.answers.values()]
    return "\n".join([session.draft, *answers])


def _people(bot: RunningBot) -> list[Person]:
    """Some who have one screen, and some who want new messages."""
    people = [bot.person(number) for number in range(PEOPLE)]
    for number, person in enumerate(people):
        notes.begin(person, reading=("one_screen", "new_messages")[number % 2])
    return people


def _words(people: list[Person], ground: Ground) -> dict[Person, str]:
    """A word each, which everybody says now."""
    words = {person: f"wren{ground.chance.getrandbits(40):010x}" for person in people}
    for person, word in words.items():
        person.say(word)
    return words


def _missing(bot: RunningBot, words: dict[Person, str]) -> int:
    return sum(kept(bot, person).splitlines().count(word) != 1 for person, word in words.items())


def _sent(people: list[Person]) -> int:
    return sum(len(person.history("sent")) for person in people)


# Telegram is away


def outages(count: int, ground: Ground) -> Values:
    """Go through so many outages; then lose answers of calls that were taken."""
    tally: Counter[str] = Counter()
    busiest = 0.0
    for number in range(count):
        with ground.deploy(notes.FLOWS, turns_clock=True) as bot:
            kind = ("server_error", "drop")[number // len(OUTAGES) % 2]
            found, rate = _outage(bot, ground, kind, OUTAGES[number % len(OUTAGES)])
            tally += found
            busiest = max(busiest, rate)
    answers = min(MOST_ANSWERS_LOST, 2 * count)
    tally += _lost_answers(answers, ground)
    return {
        "away-lost": tally["lost"],
        "away-late": tally["late"],
        "away-calls": busiest,
        "away-doubled": tally["doubled"],
        "away-repeated": tally["repeated"] / answers,
    }


def _outage(
    bot: RunningBot, ground: Ground, kind: str, seconds: float
) -> tuple[Counter[str], float]:
    fakegram, people = ground.fakegram, _people(bot)
    words = _words(people[:1], ground)
    fakegram.fault(kind, seconds=seconds)
    words |= _words(people[1:], ground)
    rate = _calls_a_second(ground)
    before = _sent(people)
    bot.advance(seconds - WATCHED)
    fakegram.until(lambda: fakegram.pending() == 0, 30)
    if seconds > LATE:
        time.sleep(MOMENT)
        late = _sent(people) - before
    else:
        late = 0
        for person, word in words.items():
            notes.shown(person, word, 30)
    bot.stop()
    return Counter({"lost": _missing(bot, words), "late": late}), rate


def _calls_a_second(ground: Ground) -> float:
    """How often Telegram was called in vain, once those had failed that were under way."""
    time.sleep(2)
    before, begun = _failed(ground), time.monotonic()
    time.sleep(WATCHED - 2)
    return max(0, _failed(ground) - before - 1) / (time.monotonic() - begun)


def _failed(ground: Ground) -> int:
    return sum(bool(call["fault"]) for call in ground.fakegram.calls(polls=True))


def _lost_answers(count: int, ground: Ground) -> Counter[str]:
    """Let answers to messages be lost that had come to stand."""
    tally: Counter[str] = Counter()
    with ground.deploy(notes.FLOWS) as bot:
        person = bot.person()
        notes.begin(person, reading="new_messages")
        words: list[str] = []
        for _ in range(count):
            before = len(person.history("sent"))
            ground.fakegram.fault("lost_answer", method="sendMessage")
            words.append(f"wren{ground.chance.getrandbits(40):010x}")
            person.say(words[-1])
            _until_sent(person, before + 2)
            ground.fakegram.until(lambda: notes.told(person) == words, 20)
            tally["repeated"] += len(person.history("sent")) - before - 1
        bot.stop()
        told = Counter(kept(bot, person).splitlines())
        tally["lost"] = sum(told[word] == 0 for word in words)
        tally["doubled"] = sum(told[word] > 1 for word in words)
    return tally


def _until_sent(person: Person, count: int) -> None:
    person.fakegram.until(lambda: len(person.history("sent")) >= count, SETTLED)


# The bot is away


def late(count: int, ground: Ground, *, turns_clock: bool = True) -> Values:
    """Stay away so often, after a stop or after a kill with something half said."""
    tally: Counter[str] = Counter()
    for number in range(count):
        with ground.deploy(notes.FLOWS, turns_clock=turns_clock) as bot:
            seconds = DOWNTIMES[number % len(DOWNTIMES)]
            tally += _down(bot, ground, seconds, killed=bool(number % 2))
    return {"late-said": tally["late"], "late-lost": tally["lost"]}


def _down(bot: RunningBot, ground: Ground, seconds: float, *, killed: bool) -> Counter[str]:
    fakegram, people = ground.fakegram, _people(bot)
    if killed:
        fakegram.fault("delay", method="editMessageText", wait=5, times=PEOPLE)
        _words(people, ground)
        fakegram.until(lambda: fakegram.pending() == 0)
        bot.kill()
    else:
        bot.stop()
    words = _words(people, ground)
    people[0].say("/start")
    people[1].tap("✖️ Close")
    before = _sent(people)
    bot.advance(seconds)
    bot.start()
    fakegram.until(lambda: fakegram.pending() == 0, 30)
    time.sleep(MOMENT)
    late = _sent(people) - before
    bot.stop()
    # Telegram keeps what people say for a day.
    lost = _missing(bot, words) if seconds < 24 * HOUR else 0
    return Counter({"late": late, "lost": lost})


OUTAGES_PROOF = Proof(
    "away",
    (
        Row("away-lost", "words lost while Telegram was away", "words"),
        Row("away-doubled", "words taken twice where an answer of Telegram's was lost", "words"),
        Row("away-late", "new messages for what was said too long ago", "messages"),
        Row("away-calls", "calls a second while Telegram was away", "calls", 1),
        Row("away-repeated", "messages repeated for each answer that was lost", "messages", 1),
    ),
    outages,
    small=2,
    full=30,
    shows="Telegram was away for a minute, an hour and 23 hours: no word was lost, and none was "
    "answered too late.",
    leaves_open="The clocks were turned: nobody waited for 23 hours.",
)

LATE_PROOF = Proof(
    "late",
    (
        Row("late-said", "new messages after the bot had been away", "messages"),
        Row("late-lost", "words lost that Telegram still had", "words"),
    ),
    late,
    small=3,
    full=60,
    shows="The bot was away for 1, 23 and 48 hours: when it came back it sent nothing new to "
    "anybody, because the phone might be in another hand.",
    leaves_open="A message that stands may be changed to “Tap to go on”. Phones may show that.",
)
