"""Has a word sent to thousands at the same minute, while somebody talks, and while it is killed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import quantiles

from bot.channels.telegram.pace import MESSAGES
from bot.core import session as sessions
from bot.core.agenda import DAY, Agenda, CheckIn
from bot.core.hours import MINUTES, Hours
from bot.core.session import Session
from bot.core.speech import IDLE
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.vault.vault import NOTHING_HELD
from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Fakegram, Json, Person
from tests.telegram.running import RunningBot

FIRST = 7_400_000_000
WORDS = "Water the plants"
TOGETHER = 500
MANY = 1_000
"""From so many on the bot runs already when their minute comes; for fewer it is over just then."""
WINDOW = 10.0
"""Seconds over which messages are counted."""
A_SECOND = 28
GLANCE, LOOK = 0.005, 3.0
LONGEST = 240
"""Seconds without any message after which it counts as over."""
COVERED = "Tap to go on."
KILLS = 2


# People who asked for it


class Crowd:
    """So many people with a check-in due at the same minute."""

    def __init__(self, count: int, fakegram: Fakegram) -> None:
        self.numbers = range(FIRST, FIRST + count)
        self._fakegram = fakegram

    def come(self, bot: RunningBot) -> None:
        """Begin at Telegram, and ask the bot for it; what they wrote to it is heard of no more."""
        for first in range(0, len(self.numbers), TOGETHER):
            some = self.numbers[first : first + TOGETHER]
            self._fakegram.many(*(("start", {"person": number}) for number in some))
        self._fakegram.plain_bot().drain()
        is_soon = len(self.numbers) >= MANY
        asyncio.run(self._ask(bot, int(time.time() // 60) + is_soon))

    async def _ask(self, bot: RunningBot, minute: int) -> None:
        store = SqliteStore.open(bot.store, synchronous="OFF")
        vault = await open_vault(store, keyfiles.read(bot.folder / "keys", bot.store))
        asked = sessions.dump(_asked(minute))
        chats = [Chat("tg", str(number)) for number in self.numbers]
        for first in range(0, len(chats), TOGETHER):
            some = chats[first : first + TOGETHER]
            kept = await asyncio.gather(
                *(vault.commit(chat, NOTHING_HELD, asked, b"", due=minute) for chat in some)
            )
            assert all(kept)
        await store.close()

    def sends(self) -> list[Json]:
        """All calls that sent one of them something, oldest first."""
        calls = self._fakegram.calls("sendMessage")
        return [call for call in calls if call["params"]["chat_id"] in self.numbers]

    def has_left(self, most: int) -> bool:
        """Whether no more than so many have got nothing yet."""
        return self.tally(self.sends())["missed"] <= most

    def tally(self, sends: list[Json]) -> Counter[str]:
        """How many got nothing, and how many messages were one too many."""
        got = Counter(call["params"]["chat_id"] for call in sends if call["accepted"])
        others = sum(call["params"]["text"] != WORDS for call in sends)
        doubled = sum(count - 1 for count in got.values())
        return Counter(missed=len(self.numbers) - len(got), doubled=doubled + others)


def _asked(minute: int) -> Session:
    """What is held of somebody who asked for a word at a minute of every day, and left."""
    now = minute * 60
    all_day = Agenda(WORDS, "UTC", Hours(start=0, end=0))
    agenda = all_day.with_check_in(CheckIn("one", at=minute % MINUTES, word="fine"), now - 60)
    return Session(agendas={"hers": agenda}, used=now // DAY)


# Somebody who talks, and somebody who went away


@dataclass(frozen=True, slots=True)
class Answered:
    """When somebody wrote, and how long it took until she was answered."""

    at: float
    took: float


class Talker:
    """Writes every few seconds, and looks when she is answered."""

    def __init__(self, person: Person, pause: float) -> None:
        self._person = person
        self._pause = pause
        self._words = 0
        notes.begin(person)

    def talk(self, goes_on: Callable[[], bool]) -> list[Answered]:
        """Write as long as something goes on."""
        answers = []
        while goes_on():
            answers.append(self._say())
            time.sleep(max(0.0, self._pause - answers[-1].took))
        return answers

    def _say(self) -> Answered:
        self._words += 1
        word, at, begun = f"w{self._words:03}", time.time(), time.monotonic()
        self._person.say(word)
        while notes.told(self._person)[-1:] != [word]:
            assert time.monotonic() - begun < LONGEST, "she was not answered"
            time.sleep(GLANCE)
        return Answered(at, time.monotonic() - begun)


class Absent:
    """Leaves a screen open, and looks how much too late it was covered."""

    def __init__(self, person: Person) -> None:
        self._person = person
        notes.begin(person)
        self._due = time.time() + IDLE

    @property
    def late(self) -> float:
        """Seconds for which her screen was to be seen too long."""
        edits = self._person.history("edited")
        covered = [edit["at"] for edit in edits if COVERED in edit["text"]]
        return max(0.0, min(covered, default=time.time()) - self._due)


# The wave


class Progress:
    """Whether a wave goes on; it is looked at seldom, since that takes the server its time."""

    def __init__(self, crowd: Crowd, patience: float) -> None:
        self._crowd = crowd
        self._patience = patience
        self._left = len(crowd.numbers)
        self._moved = time.monotonic()
        self._next = 0.0

    def goes_on(self) -> bool:
        """Whether somebody has got nothing yet, and something was sent of late."""
        now = time.monotonic()
        if now < self._next:
            return True
        left = self._crowd.tally(self._crowd.sends())["missed"]
        if left != self._left:
            self._left, self._moved = left, now
        self._next = now + max(1.0, left / A_SECOND - LOOK)
        return left > 0 and now - self._moved < self._patience


def wave(
    count: int, ground: Ground, *, wrapper: tuple[str, ...] = (), patience: float = LONGEST
) -> Values:
    """Let the minute of so many people come, and somebody write the whole time."""
    with ground.deploy(notes.FLOWS, wrapper=wrapper, starts=False) as bot:
        crowd = _waiting(count, ground, bot)
        pause, quiet = (2.0, 120.0) if count >= MANY else (0.3, 1.5)
        absent, talker = Absent(bot.person(1)), Talker(bot.person(2), pause)
        answers = talker.talk(Progress(crowd, patience).goes_on)
        ends = time.monotonic() + quiet
        answers += talker.talk(lambda: time.monotonic() < ends)
        return _values(crowd, answers) | {"wave-uncovered": absent.late}


def _waiting(count: int, ground: Ground, bot: RunningBot) -> Crowd:
    """People with a check-in, and a bot that knows of it; Telegram keeps its rates."""
    crowd = Crowd(count, ground.fakegram)
    crowd.come(bot)
    ground.fakegram.limit()
    bot.start()
    return crowd


def _values(crowd: Crowd, answers: list[Answered]) -> dict[str, float]:
    sends = crowd.sends()
    tally, times = crowd.tally(sends), [call["at"] for call in sends if call["accepted"]]
    rates = _rates(times) or [0.0]
    refused = sum(call["status"] == 429 for call in sends)
    return {
        "wave-missed": tally["missed"],
        "wave-doubled": tally["doubled"],
        "wave-slowest": min(rates),
        "wave-fastest": max(rates),
        "wave-refused": refused / max(1, len(sends)),
        "wave-answers": _slower(answers, times),
    }


def _rates(times: list[float]) -> list[float]:
    """Messages a second in every full window; over all of it, where there are not two."""
    windows = Counter(int((at - times[0]) / WINDOW) for at in times)
    full = [windows[number] / WINDOW for number in range(max(windows, default=0))]
    return full or [len(times) / max(times[-1] - times[0], 1e-3) for _ in times[:1]]


def _slower(answers: list[Answered], times: list[float]) -> float:
    """How much longer answers took in the wave than after it, 95 times in 100."""
    if not times:
        return 0.0
    during = [one.took for one in answers if times[0] <= one.at <= times[-1]]
    quiet = [one.took for one in answers if one.at > times[-1]]
    return _p95(during) / _p95(quiet) if during and quiet else 0.0


def _p95(took: list[float]) -> float:
    return quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]


# Killed in the middle


def killed(
    count: int, ground: Ground, *, wrapper: tuple[str, ...] = (), patience: float = LONGEST
) -> Values:
    """Let the minute of so many people come, and kill the bot twice while it sends."""
    with ground.deploy(notes.FLOWS, wrapper=wrapper, starts=False) as bot:
        crowd = _waiting(count, ground, bot)
        for number in range(KILLS):
            most = count * (KILLS - number) // (KILLS + 1)
            _until(partial(crowd.has_left, most), patience)
            bot.kill()
            bot.start()
        progress = Progress(crowd, patience)
        _until(lambda: not progress.goes_on(), LONGEST)
        tally = crowd.tally(crowd.sends())
    return {
        "wave-killed-missed": tally["missed"],
        "wave-killed-doubled": tally["doubled"],
    }


def _until(holds: Callable[[], bool], patience: float) -> None:
    ends = time.monotonic() + patience
    while not holds() and time.monotonic() < ends:
        time.sleep(GLANCE * 10)


PROOF = Proof(
    "wave",
    (
        Row("wave-missed", "people who got nothing", "people"),
        Row("wave-doubled", "messages that came twice, or were not her words", "messages"),
        Row("wave-slowest", "messages a second, in the slowest ten", "a second", 27, "at least"),
        Row("wave-fastest", "messages a second, in the fastest ten", "messages", 33),
        Row("wave-refused", "share of messages that Telegram told to wait", "share", 0.01),
        Row(
            "wave-answers",
            "the time to somebody else's answer, in the wave and after it",
            "times as long",
            2,
        ),
        Row("wave-uncovered", "seconds that a screen left open was covered too late", "s", 5),
    ),
    wave,
    small=120,
    full=9_000,
    shows="Thousands of people had asked for a word at the same minute: each got it once, as fast "
    "as Telegram allows, and those who wrote meanwhile were answered as always.",
    leaves_open="Telegram's real limits are not published: these are the documented ones.",
)

KILLED = Proof(
    "wave-killed",
    (
        Row("wave-killed-missed", "people who got nothing", "people"),
        Row(
            "wave-killed-doubled",
            f"messages that came twice, with {MESSAGES} under way at most at each kill",
            "messages",
            KILLS * MESSAGES,
        ),
    ),
    killed,
    small=90,
    full=3_000,
    shows="The program was ended without warning twice while it sent a word to thousands: after "
    "the next start everybody got it.",
    leaves_open="Whoever was being written to at that very moment may get it twice, since nobody "
    "can know whether it arrived.",
)
