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
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.content.library import Library
from bot.wiring.flows import library, loaded
from tests.fakegram.person import ControlError, Fakegram
from tests.fakegram.updates import FIRST_ID as FIRST_UPDATE
from tests.telegram.inside import Complaints, Inside, Moment
from tests.telegram.onlooker import Chat, Look, check, looks, rest
from tests.telegram.scan import findings, secrets_of

who = st.sampled_from((0, 0, 1, 2))
number = st.integers(0, 7)
rests = st.sampled_from((True, True, False))
DISCONNECTED = "ClientDisconnect()"
"""What fakegram says of a bot that was killed in the middle of its request."""
LEAVING = ("Close", "bye", "/close", "/exit", "later")
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
methods = st.sampled_from(
    ("sendMessage", "editMessageText", "deleteMessages", "getUpdates", "*", "answerCallbackQuery")
)
faults = st.sampled_from(
    ("too_many", "server_error", "html", "drop", "delay", "lost_answer", "bad_json", "cut_body")
)
moments = st.sampled_from(("before a call", "after a call", "after a poll"))
times = st.sampled_from((1, 120, 360, 24 * 3600, 49 * 3600))


class Evening(RuleBasedStateMachine):
    """Three people, one bot, and whatever may happen to them."""

    def __init__(self, fakegram: Fakegram, flows: Library, folder: Path) -> None:
        super().__init__()
        fakegram.reset()
        self.fakegram = fakegram
        self.bot = Inside(folder, fakegram, flows)
        self.chats = [Chat(self.bot.person(n)) for n in (1, 2, 3)]
        self.rests = True
        self.broken = False
        self.away = False
        self.out_until = 0.0
        self.bot.start()
        for which in range(len(self.chats)):
            self.starts(which)

    # People

    def there(self, which: int) -> Chat:
        """Somebody who has not stopped the bot."""
        chat = self.chats[which]
        if chat.blocked:
            self.starts(which)
        return chat

    def starts(self, which: int) -> None:
        """She begins, or lets the bot in again."""
        chat = self.chats[which]
        chat.writes(chat.person.start(), self.bot.now)
        chat.blocked = False

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
        buttons = [b for m in chat.person.visible() for row in m.rows for b in row]
        if not buttons:
            return
        button = buttons[number % len(buttons)]
        chat.person.tap(button.label)
        if button.action == "callback_data":
            chat.does(leaves=button.value == "close" or chat.left is True)
        self.rests = rests

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
        chat.does(leaves=True)
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
        chat.blocked = False
        self.rests = rests

    @rule(which=who, whose=who, number=number, rests=rests)
    def tap_what_was(self, which: int, whose: int, number: int, *, rests: bool) -> None:
        """An old token, somebody else's, or one that nobody ever had."""
        chat, other = self.there(which), self.chats[whose]
        tokens = [*(t for t in other.tokens if t != "close"), "gyre4711abc.0", "..", "back"]
        chat.person.tap_token(1, tokens[number % len(tokens)])
        chat.does(leaves=chat.left is True)
        self.rests = rests

    # Trouble

    @rule(method=methods, kind=faults, times=st.integers(1, 3), skip=st.integers(0, 2), which=who)
    def fault(self, method: str, kind: str, times: int, skip: int, which: int) -> None:
        chat = None if method in ("*", "getUpdates") else self.chats[which].person.id
        self.fakegram.fault(kind, method=method, chat=chat, times=times, skip=skip, wait=0.2)

    @precondition(lambda self: self.bot.now >= self.out_until)
    @rule(seconds=st.sampled_from((30, 200)))
    def outage(self, seconds: int) -> None:
        self.fakegram.fault("server_error", seconds=seconds)
        self.out_until = self.bot.now + seconds

    @rule(seconds=times, rests=rests)
    def advance(self, seconds: int, *, rests: bool) -> None:
        self.bot.advance(seconds)
        for chat in self.chats:
            chat.expire(self.bot.now)
        self.rests = rests

    @rule(number=number)
    def repeat(self, number: int) -> None:
        with suppress(ControlError):  # there were not so many
            self.fakegram.repeat(FIRST_UPDATE + number)

    @rule(seed=number)
    def shuffle(self, seed: int) -> None:
        if self.fakegram.pending() > 1:
            self.fakegram.shuffle(seed)
            for chat in self.chats:
                chat.left = None if chat.unheard else chat.left

    # The bot

    @precondition(lambda self: not self.away)
    @rule(kindly=st.booleans(), back=st.booleans())
    def go_away(self, *, kindly: bool, back: bool) -> None:
        """It is killed, or asked to stop."""
        self.away = self.broken = True
        if kindly:
            self.bot.stop()
        else:
            self.bot.kill()
        self.broken = False
        if back:
            self.begin_again()

    @precondition(lambda self: not self.away)
    @rule(moment=moments, skip=st.integers(0, 3))
    def set_fuse(self, moment: Moment, skip: int) -> None:
        """It dies by itself at such a moment, and is started again when somebody looks."""
        self.bot.set_fuse(moment, skip)

    @precondition(lambda self: self.away)
    @rule(moment=st.none() | moments, skip=st.integers(0, 3))
    def come_back(self, moment: Moment | None, skip: int) -> None:
        self.begin_again((moment, skip) if moment else None)

    def begin_again(self, fuse: tuple[Moment, int] | None = None) -> None:
        """Start the bot again; what it never learned of is known from here on."""
        self.broken = True
        self.bot.await_end()
        self.fakegram.until(lambda: not self.is_carrying_out())
        found = looks(self.chats, self.bot.now)
        self.bot.start(fuse)
        self.away = self.broken = False
        for chat, visible, _ in found:
            chat.forget_unlearned(self.bot.remembered[chat.person.id], visible)

    def is_carrying_out(self) -> bool:
        """Whether Telegram still carries out something that was called."""
        return any(c["status"] == 0 and c["fault"] != "drop" for c in self.fakegram.calls())

    # What holds

    def settled(self) -> bool:
        """Wait until nothing is under way; False if the bot is away, or Telegram."""
        if self.bot.now < self.out_until:
            return False

        def is_quiet() -> bool:
            if self.bot.has_died:
                self.begin_again()
            return self.fakegram.pending() == 0 and self.bot.is_at_rest and not self.bot.has_died

        if self.away:
            return False
        self.fakegram.until(is_quiet, 30)
        return True

    @invariant()
    def nothing_is_to_be_seen_that_should_not_be(self) -> None:
        rests, self.rests = self.rests, True
        self.broken = True
        assert self.bot.problems == []
        broken = [v for v in self.fakegram.violations() if DISCONNECTED not in v["what"]]
        assert broken == []
        if rests and self.settled():
            for chat, visible, history in looks(self.chats, self.bot.now):
                session = self.bot.session(chat.person)
                look = Look(chat, visible, history, session, self.bot.now)
                check(look)
                rest(look)
        self.broken = False

    def teardown(self) -> None:
        """At the end everybody leaves, and the files are searched."""
        try:
            if not self.broken:
                self.end()
        finally:
            self.bot.kill()

    def end(self) -> None:
        """Let everything be well again, let everybody leave, and look."""
        self.fakegram.heal()
        self.bot.advance(max(0.0, self.out_until - self.bot.now))
        if self.away:
            self.begin_again()
        self.nothing_is_to_be_seen_that_should_not_be()
        for which in range(len(self.chats)):
            self.leave(which, "Close", rests=False)
        self.rests = True
        self.nothing_is_to_be_seen_that_should_not_be()
        self.bot.stop()
        assert list(findings(self.bot.folder, secrets_of(self.bot))) == []


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
    with Fakegram() as fakegram, tempfile.TemporaryDirectory() as folder:
        count = itertools.count()

        def evening() -> Evening:
            machine = Evening(fakegram, flows, Path(folder) / str(next(count)))
            logging.getLogger("sidelight").handlers = [Complaints(machine.bot.problems)]
            return machine

        run_state_machine_as_test(evening, settings=playing)  # type: ignore[no-untyped-call]


@pytest.mark.filterwarnings("ignore:Please use 'Bot", "ignore:.*retry_after")  # as in api.py
def test_whoever_left_sees_only_what_telegram_can_not_remove() -> None:
    evenings(12, 25, derandomize=True)
