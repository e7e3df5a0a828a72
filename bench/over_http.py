"""Rows over real HTTP: what an answered update costs the processor, beside the simplest bot.

Each bot talks to a stand-in for Telegram of its own (`tests/fakegram`) and is sent the same number
of updates at the same rate, slowly enough that nobody's limits are met.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.deployment import bot, deployment, started
from bench.environment import peers
from bench.process import worked
from bench.rows import Measured, NotMeasured, Row
from bench.sides import Cost, interleave, ratio
from tests.fakegram.person import Fakegram, Person
from tests.support import write_set

ROUNDS = 5
PEOPLE, A_SECOND, UPDATES = 32, 20.0, 96
PATIENCE = 30.0
SHOWING = ("sendMessage", "editMessageText")
FIRST_PERSON = 7_301_946_000
HOME = """
flow: home
title: Home
steps:
  start:
    say: Hello.
    choices:
      yes: Yes -> menu
      urgent: Urgent -> danger/start
  menu:
    say: This is the menu.
    choices:
      write: Write -> writing/start
      tap: Tap -> tapping/start
      lines: Find a line -> lines/start
"""
WRITING = """
flow: writing
title: Writing
steps:
  start:
    say:
      - "You said: {said}."
    ask: How often did it happen last month?
    as: number from 0 to 99
    save: said
    goto:
      - last if said is 99
      - start
  last:
    say: That is all.
    marks: line
    end: advised
"""
TAPPING = """
flow: tapping
title: Tapping
steps:
  start:
    say: This is one side.
    choices:
      over: Turn over -> other
  other:
    say: This is the other side.
    choices:
      over: Turn over -> start
      enough: Enough -> last
  last:
    say: That is all.
    marks: line
    end: advised
"""
FILES = {"home.yaml": HOME, "writing.yaml": WRITING, "tapping.yaml": TAPPING}

Act = Callable[[Person, int], object]


def write(person: Person, number: int) -> object:
    """Write a number, another one each time."""
    return person.say(str(number % 97))


def tap(person: Person, _: int) -> object:
    """Tap the first button."""
    return person.tap("Turn over")


class Talking:
    """A bot at work, and people who talk to it."""

    def __init__(self, process: int, fakegram: Fakegram, first: int) -> None:
        self._process = process
        self._fakegram = fakegram
        self._sent = 0
        self.people = [fakegram.person(first + number) for number in range(PEOPLE)]

    def go(self, act: Act, updates: int) -> float:
        """Send so many updates, and wait until all are answered; seconds of work for each."""
        before, begun = worked(self._process), time.monotonic()
        for number in range(updates):
            time.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            act(self.people[number % PEOPLE], number)
        self._wait(updates)
        return (worked(self._process) - before) / updates

    def _wait(self, updates: int) -> None:
        self._sent += updates
        ends = time.monotonic() + PATIENCE
        while (answered := self._answered()) < self._sent or self._fakegram.pending():
            if time.monotonic() > ends:
                raise NotMeasured(f"{self._sent - answered} updates were not answered")
            time.sleep(0.2)
        time.sleep(0.5)  # what comes after the answer, such as removals, belongs to it

    def _answered(self) -> int:
        mine = {person.id for person in self.people}
        lines = (line for method in SHOWING for line in self._fakegram.calls(method))
        return sum(line["accepted"] and line["params"]["chat_id"] in mine for line in lines)


@contextmanager
def _ours(act: Act, label: str) -> Iterator[Cost]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fakegram = stack.enter_context(Fakegram())
        flows = write_set(folder, FILES)
        config = stack.enter_context(deployment(fakegram.address, fakegram.token, flows))
        talking = Talking(stack.enter_context(started(*bot(config))), fakegram, FIRST_PERSON)
        talking.go(lambda person, _: person.start(), PEOPLE)
        talking.go(lambda person, _: person.tap("Yes"), PEOPLE)
        talking.go(lambda person, _: person.tap(label), PEOPLE)
        yield lambda: talking.go(act, UPDATES)


@contextmanager
def _echo() -> Iterator[Cost]:
    with ExitStack() as stack:
        fakegram = stack.enter_context(Fakegram())
        command = (peers(), "-m", "bench.peers.ptb_echo", fakegram.token, fakegram.address)
        talking = Talking(stack.enter_context(started(*command)), fakegram, FIRST_PERSON)
        talking.go(lambda person, _: person.start(), PEOPLE)
        yield lambda: talking.go(write, UPDATES)


def _against_echo(act: Act, label: str) -> Callable[[], Measured]:
    def measure() -> Measured:
        with _ours(act, label) as ours, _echo() as echo:
            our_samples, peer_samples = interleave((ours, echo), ROUNDS)
        samples = {"ours": our_samples, "peer": peer_samples}
        return Measured(ratio(our_samples, peer_samples), samples)

    return measure


ROWS = (
    Row(
        "http-typed",
        "processor's time of an answered message over HTTP; python-telegram-bot's echo bot",
        "×",
        _against_echo(write, "Write"),
        gate=1.2,
        direction="at most",
    ),
    Row(
        "http-tapped",
        "the same of an answered tap",
        "×",
        _against_echo(tap, "Tap"),
        gate=1.2,
        direction="at most",
    ),
)
