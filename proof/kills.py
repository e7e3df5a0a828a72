"""Kills the bot at any moment while people talk, and looks for words lost or doubled."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.fakegram.updates import FIRST_ID
from tests.telegram.running import RunningBot

ROUND = 50
"""Kills in one deployment."""
PEOPLE = 4
CALLS = ("sendMessage", "editMessageText", "deleteMessages", "getUpdates")
LONGEST_PAUSE = 0.3
SETTLED = 20
"""Seconds until everybody's screen says what she said last."""
SHARE_AT_CALLS, SHARE_AT_STARTS, SHARE_OF_WORDS = 0.6, 0.2, 0.8


class Talk:
    """Four people who talk while the bot is killed; two of them want new messages."""

    def __init__(self, bot: RunningBot, ground: Ground, patience: float) -> None:
        self._bot = bot
        self._fakegram = ground.fakegram
        self._chance = ground.chance
        self._patience = patience
        self._words: dict[Person, list[str]] = {}
        self._last = FIRST_ID
        self._sent: list[list[int]] = []
        self.tally: Counter[str] = Counter()
        for number in range(PEOPLE):
            person = bot.person(number)
            notes.begin(person, reading=("one_screen", "new_messages")[number % 2])
            self._words[person] = []

    def play(self, kills: int) -> Counter[str]:
        """Talk, kill and go on so many times; then look at what is left."""
        self._count_sent()
        for _ in range(kills):
            self._say()
            self._kill_at_some_moment()
            self._count_sent()
            self._look_at_what_is_kept()
            self._begin_again()
        self._compare()
        return self.tally

    def _say(self) -> None:
        for person, words in self._words.items():
            if self._chance.random() < SHARE_OF_WORDS:
                words.append(f"wren{self._chance.getrandbits(40):010x}")
                self._last = person.does("say", text=words[-1])["update"]

    def _kill_at_some_moment(self) -> None:
        if self._chance.random() < SHARE_AT_CALLS:
            self._wait_for_a_call(self._chance.choice(CALLS))
        else:
            time.sleep(self._chance.uniform(0, LONGEST_PAUSE))
        self._bot.kill()

    def _wait_for_a_call(self, method: str) -> None:
        before, ends = len(self._fakegram.calls(method)), time.monotonic() + LONGEST_PAUSE
        while len(self._fakegram.calls(method)) == before and time.monotonic() < ends:
            pass

    def _look_at_what_is_kept(self) -> None:
        acknowledged = range(FIRST_ID, self._last + 1 - self._fakegram.pending())
        numbers, is_whole = look(self._bot)
        self.tally["lost"] += len(set(acknowledged) - numbers)
        self.tally["damaged"] += not is_whole

    def _begin_again(self) -> None:
        if self._chance.random() < SHARE_AT_STARTS:
            self._bot.start(waits=False)
            time.sleep(self._chance.uniform(0, 1))
            self._bot.kill()
            self._count_sent()
            self._look_at_what_is_kept()
        self._bot.start()

    def _count_sent(self) -> None:
        self._sent.append([len(person.history("sent")) for person in self._words])

    def _compare(self) -> None:
        ends = time.monotonic() + self._patience
        for person, words in self._words.items():
            while notes.told(person) != words and time.monotonic() < ends:
                time.sleep(0.1)
            told = Counter(notes.told(person))
            self.tally["lost"] += sum(told[word] == 0 for word in words)
            self.tally["twice"] += sum(told[word] > 1 for word in words)
            self.tally["words"] += len(words)
        self._count_sent()
        for at, person in enumerate(self._words):
            self._count_repeats(person, [counts[at] for counts in self._sent])

    def _count_repeats(self, person: Person, borders: list[int]) -> None:
        """Count the messages between two kills whose text had come to stand before."""
        texts = [str(event.get("text", "")) for event in person.history("sent")]
        for begin, end in pairwise(borders):
            again = sum(text in texts[:at] for at, text in enumerate(texts[begin:end], begin))
            self.tally["most repeats"] = max(self.tally["most repeats"], again)
            self.tally["repeats"] += again


def look(bot: RunningBot) -> tuple[set[int], bool]:
    """The numbers that a store whose process is dead has kept, and whether it is whole."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(bot.store.parent, Path(folder) / "data"))
        with closing(sqlite3.connect(copy / bot.store.name)) as store:
            whole = store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return {number for (number,) in store.execute("SELECT update_id FROM inbox")}, whole


def kills(
    count: int, ground: Ground, *, wrapper: tuple[str, ...] = (), patience: float = SETTLED
) -> Values:
    """Kill so many times, in deployments of fifty kills each."""
    tally: Counter[str] = Counter()
    most = 0
    for done in range(0, count, ROUND):
        with ground.deploy(notes.FLOWS, wrapper=wrapper) as bot:
            found = Talk(bot, ground, patience).play(min(ROUND, count - done))
            most = max(most, found["most repeats"])
            tally += found
    return {
        "kills-lost": tally["lost"],
        "kills-twice": tally["twice"],
        "kills-repeated": most,
        "kills-damaged": tally["damaged"],
    }


PROOF = Proof(
    "kills",
    (
        Row("kills-lost", "words lost that Telegram was told we had", "words"),
        Row("kills-twice", "words taken twice", "words"),
        Row(
            "kills-repeated", "messages repeated in one chat after one kill, at most", "messages", 1
        ),
        Row("kills-damaged", "times the store was not whole afterwards", "times"),
    ),
    kills,
    small=12,
    full=1_000,
    shows="The program was ended without warning at any moment, over and over, while four people "
    "wrote: no word of theirs was lost and none was taken twice.",
    leaves_open="It was the program that ended, not the machine: see the row about the order of "
    "writing for a power cut.",
)
