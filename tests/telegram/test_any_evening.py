"""Any evening: people, faults and restarts in any order, and what is to be seen once it is quiet.

`make proof` plays many; here are a few, the same each time, so that no change is blamed for luck.
"""

from __future__ import annotations

import itertools
import logging
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from bot.wiring.flows import library, loaded
from tests.fakegram.person import ControlError, Fakegram
from tests.telegram.evening import Evening, methods, moments, number, rests, who
from tests.telegram.inside import Complaints, Died, Moment
from tests.telegram.onlooker import Chat

LEAVING = ("Close", "bye", "/close", "/exit", "later")
OWN = ("close", "help")
"""Tokens that are the same on every screen, and good for ever."""
FORGED = ("gyre4711abc.0", "..", "back", "gyre4711abc.menu")
leaving = st.sampled_from(LEAVING)
words = st.sampled_from(
    (
        "gyre 4711 heron",
        "he said he will kill me tonight",
        "i want to end my life",
        "Ireland",
        "17",
        "3 April 2026",
        "yes",
        "no",
        "/help",
        "/menu",
        "/back",
        "back",
        "/privacy",
        "/language",
        "forget me",
        "line one wyvern\nline two wyvern",
        "<b>bold wyvern</b> https://wyvern.example",
    )
)
files = st.sampled_from(("photo", "voice", "document", "video", "sticker", "location"))


class AnyEvening(Evening):
    """What people do, who do not wait for an answer before they do the next thing."""

    def there(self, which: int) -> Chat:
        """Somebody who has not stopped the bot."""
        chat = self.chats[which]
        if chat.blocked:
            self.starts(which)
        return chat

    @rule(which=who, rests=rests)
    def start(self, which: int, *, rests: bool) -> None:
        self.starts(which)
        self.rests = rests

    @rule(which=who, text=words, rests=rests)
    def say(self, which: int, text: str, *, rests: bool) -> None:
        chat = self.there(which)
        chat.writes(chat.person.say(text), self.bot.now)
        self.rests = rests

    @rule(which=who, number=number, rests=rests)
    def tap(self, which: int, number: int, *, rests: bool) -> None:
        chat = self.there(which)
        if buttons := [b for m in chat.person.visible() for row in m.rows for b in row]:
            button = buttons[number % len(buttons)]
            chat.person.tap(button.label)
            if button.action == "callback_data":
                chat.taps(self.bot.now, leaves=button.value == "close")
        self.rests = rests

    @rule(which=who, kind=files, rests=rests)
    def send(self, which: int, kind: str, *, rests: bool) -> None:
        chat = self.there(which)
        match kind:
            case "sticker":
                message = chat.person.send_sticker()
            case "location":
                message = chat.person.share_location()
            case _:
                message = chat.person.send_file(kind)
        chat.writes(message, self.bot.now)
        self.rests = rests

    @rule(which=who, first=words, second=words | leaving, rests=rests)
    def reword(self, which: int, first: str, second: str, *, rests: bool) -> None:
        chat = self.there(which)
        message = chat.person.say(first)
        chat.writes(message, self.bot.now, leaves=second in LEAVING)
        try:
            chat.person.edit(message, second)
        except ControlError:  # the bot was quicker, and it is gone
            chat.left = False
        self.rests = rests

    @precondition(lambda self: not self.away)
    @rule(which=who, text=words, moment=moments, skip=st.integers(0, 2))
    def say_before_a_cut(self, which: int, text: str, moment: Moment, skip: int) -> None:
        """The bot dies while it answers, and goes on where it was."""
        chat = self.there(which)
        self.bot.set_fuse(moment, skip)
        chat.writes(chat.person.say(text), self.bot.now)

    # Leaving

    @rule(which=who, text=leaving, rests=rests)
    def leave(self, which: int, text: str, *, rests: bool) -> None:
        chat = self.there(which)
        chat.writes(chat.person.say(text), self.bot.now, leaves=True)
        self.rests = rests

    @rule(which=who, rests=rests)
    def leave_by_button(self, which: int, *, rests: bool) -> None:
        chat = self.there(which)
        message = max((m.id for m in chat.person.visible()), default=1)
        chat.person.tap_token(message, "close")
        chat.taps(self.bot.now, leaves=True)
        self.rests = rests

    @rule(which=who, method=methods, text=words, leaves=leaving, rests=rests)
    def leave_while_answered(
        self, which: int, method: str, text: str, leaves: str, *, rests: bool
    ) -> None:
        chat = self.there(which)
        self.fakegram.fault("delay", method=method, chat=chat.person.id, wait=0.3)
        chat.writes(chat.person.say(text), self.bot.now)
        chat.writes(chat.person.say(leaves), self.bot.now, leaves=True)
        self.rests = rests

    @precondition(lambda self: not self.away and self.bot.now >= self.out_until)
    @rule(which=who, text=leaving, skip=st.integers(0, 1))
    def leave_before_a_cut(self, which: int, text: str, skip: int) -> None:
        """The store is held, and the bot dies: what it was told was not kept, so it comes again."""
        chat = self.there(which)
        self.bot.lock()
        self.bot.set_fuse("within a poll", skip)
        chat.writes(chat.person.say(text), self.bot.now, leaves=True)
        self.fakegram.until(lambda: self.bot.has_died, 20)
        self.begin_again()

    @rule(which=who, rests=rests)
    def block(self, which: int, *, rests: bool) -> None:
        chat = self.there(which)
        chat.person.block()
        chat.blocked = True
        self.rests = rests

    @precondition(lambda self: any(chat.blocked for chat in self.chats))
    @rule(rests=rests)
    def unblock(self, *, rests: bool) -> None:
        chat = next(chat for chat in self.chats if chat.blocked)
        chat.person.unblock()
        chat.lets_in(self.bot.now)
        self.rests = rests

    # Tokens

    @rule(which=who, number=number, rests=rests)
    def tap_what_was(self, which: int, number: int, *, rests: bool) -> None:
        """An old button of hers, which may still be current."""
        chat = self.there(which)
        if tokens := [token for token in chat.tokens if token not in OWN]:
            chat.person.tap_token(1, tokens[-1 - number % len(tokens)])
            chat.taps(self.bot.now)
        self.rests = rests

    @rule(which=who, whose=who, number=number)
    def forge(self, which: int, whose: int, number: int) -> None:
        """Somebody else's button, or one that nobody ever had: it moves nothing."""
        chat, other = self.there(which), self.chats[whose]
        stands_at = None
        with suppress(Died):
            stands_at = self.bot.session(chat.person).frames if self.settled() else None
        theirs = [token for token in other.tokens if token not in OWN and whose != which]
        tokens = [*theirs[-5:], *FORGED]
        chat.person.tap_token(1, tokens[number % len(tokens)])
        chat.taps(self.bot.now)
        chat.stands_at = stands_at


def evenings(examples: int, steps: int, **chosen: Any) -> None:
    """Play so many evenings of so many steps; `chosen` are more settings of hypothesis."""
    flows = loaded(library(None, ""))
    playing = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        **chosen,
    )
    count = itertools.count()
    with Fakegram() as fakegram, tempfile.TemporaryDirectory() as folder:

        def evening() -> AnyEvening:
            machine = AnyEvening(fakegram, flows, Path(folder) / str(next(count)))
            logging.getLogger("sidelight").handlers = [Complaints(machine.bot.problems)]
            return machine

        try:
            run_state_machine_as_test(evening, settings=playing)  # type: ignore[arg-type]  # it is called
        finally:
            logging.getLogger("sidelight").handlers = []
            fakegram.forgive()  # what it complained of was looked at in each evening


@pytest.mark.filterwarnings("ignore:.*retry_after")  # as in api.py
def test_whoever_left_sees_only_what_telegram_can_not_remove() -> None:
    evenings(20, 25, derandomize=True)
