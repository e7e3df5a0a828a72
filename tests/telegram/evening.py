"""An evening that hypothesis plays: three people, one bot, and what is to be seen once it is quiet.

What people do is in test_any_evening.py; here is what happens to the bot, and what has to hold.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.content.library import Library
from tests.fakegram.person import ControlError, Fakegram
from tests.fakegram.updates import FIRST_ID as FIRST_UPDATE
from tests.telegram.inside import Died, Inside, Moment
from tests.telegram.onlooker import Chat, Look, check, looks, rest, story
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings, secrets_of

DISCONNECTED = "ClientDisconnect()"
"""What fakegram says of a bot that was killed in the middle of its request."""
UNFINISHED = ("drop", "html")
"""Faults after which fakegram does not write down that a call has ended."""
who = st.sampled_from((0, 0, 1, 2))
number = st.integers(0, 7)
rests = st.sampled_from((True, True, False))
"""Whether the evening comes to rest after a step, or goes on while much is under way."""
methods = st.sampled_from(
    ("sendMessage", "editMessageText", "deleteMessages", "getUpdates", "*", "answerCallbackQuery")
)
faults = st.sampled_from(
    ("too_many", "server_error", "html", "drop", "delay", "lost_answer", "bad_json", "cut_body")
)
moments: st.SearchStrategy[Moment] = st.sampled_from(
    ("before a call", "after a call", "within a poll", "after a poll")
)
spells = st.integers(1, 4)
"""How many steps something stays away."""
times = st.sampled_from((1, 120, 360, 24 * 3600, 49 * 3600))


class Evening(RuleBasedStateMachine):
    """Everything but what people do.

    `broken` is set while something may fail, so that no failure is hidden by one at the end.
    `spell` counts the steps until whatever is away comes back: the bot, its store, or Telegram.
    `unread` counts the updates the bot may have seen, and did not confirm, before it went away.
    """

    def __init__(self, fakegram: Fakegram, flows: Library, folder: Path) -> None:
        super().__init__()
        fakegram.reset()
        self.fakegram = fakegram
        self.bot = Inside(folder, fakegram, flows)
        self.chats = [Chat(self.bot.person(n), self.bot.now) for n in (1, 2, 3)]
        self.rests = True
        self.broken = self.away = False
        self.unread = self.spell = 0
        self.out_until = 0.0
        self.bot.start()
        for which in range(len(self.chats)):
            self.starts(which)

    def starts(self, which: int) -> None:
        """She begins, or lets the bot in again."""
        chat = self.chats[which]
        chat.lets_in(self.bot.now)
        chat.writes(chat.person.start(), self.bot.now)

    # Trouble

    @rule(method=methods, kind=faults, times=st.integers(1, 3), skip=st.integers(0, 2), which=who)
    def fault(self, method: str, kind: str, times: int, skip: int, which: int) -> None:
        chat = None if method in ("*", "getUpdates") else self.chats[which].person.id
        self.fakegram.fault(kind, method=method, chat=chat, times=times, skip=skip, wait=0.2)

    @precondition(lambda self: self.bot.now >= self.out_until)
    @rule(seconds=st.sampled_from((30, 200)), spell=spells)
    def outage(self, seconds: int, spell: int) -> None:
        self.fakegram.fault("server_error", seconds=seconds)
        self.out_until, self.spell = self.bot.now + seconds, spell

    @rule(seconds=times, rests=rests)
    def advance(self, seconds: float, *, rests: bool) -> None:
        self.bot.advance(seconds)
        for chat in self.chats:
            chat.expire(self.bot.now)
        self.rests = rests

    @rule(number=st.integers(0, 25))
    def repeat(self, number: int) -> None:
        """An update comes again, and moves nothing."""
        with suppress(Died):
            if self.settled():
                for chat in self.chats:
                    chat.stands_at = self.bot.session(chat.person).frames
        with suppress(ControlError):  # there were not so many
            self.fakegram.repeat(FIRST_UPDATE + number)

    @precondition(lambda self: self.away)
    @rule(seed=number)
    def shuffle(self, seed: int) -> None:
        if self.unread == 0:  # fakegram also changes what was read and not confirmed
            self.fakegram.shuffle(seed)
            for chat in self.chats:
                chat.left = None if chat.unheard else chat.left

    # The bot

    @precondition(lambda self: not self.away)
    @rule(kindly=st.booleans(), spell=st.just(0) | spells)
    def go_away(self, *, kindly: bool, spell: int) -> None:
        """It is killed, or asked to stop."""
        self.away = self.broken = True
        self.spell = spell
        if kindly:
            self.bot.stop()
        else:
            self.bot.kill()
        self.unread = self.fakegram.pending()
        self.broken = False
        if not spell:
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

    @rule(spell=spells)
    def lock(self, spell: int) -> None:
        """Somebody else holds the store: nothing can be written."""
        self.bot.lock()
        self.spell = spell

    def be_well(self) -> None:
        """Whatever was away is back."""
        self.bot.unlock()
        if self.bot.now < self.out_until:
            self.advance(self.out_until - self.bot.now, rests=self.rests)
        if self.away:
            self.begin_again()

    def begin_again(self, fuse: tuple[Moment, int] | None = None) -> None:
        """Start the bot again; what it never learned of is known from here on."""
        broken, self.broken = self.broken, True
        self.bot.await_end()
        self.bot.unlock()
        self.fakegram.until(lambda: not self.is_carrying_out())
        found = looks(self.chats)
        self.bot.start(fuse)
        self.away, self.broken = False, broken
        for chat, visible, _ in found:
            chat.forget_unlearned(self.bot.remembered[chat.person.id], visible)

    def is_carrying_out(self) -> bool:
        """Whether Telegram still carries out something that was called."""
        calls = self.fakegram.calls()
        return any(call["status"] == 0 and call["fault"] not in UNFINISHED for call in calls)

    # What holds

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        self.spell -= 1
        if self.spell < 0:
            self.be_well()
        rests, self.rests, self.broken = self.rests, True, True
        assert not self.bot.problems, self.bot.problems
        broken = [v for v in self.fakegram.violations() if DISCONNECTED not in v["what"]]
        assert not broken, broken
        try:
            with suppress(Died):
                if rests and self.settled():
                    self.look_on()
        except AssertionError as failure:
            failure.add_note(story(self.chats))
            raise
        self.broken = False

    def settled(self) -> bool:
        """Wait until nothing is under way; False if the bot is away, its store, or Telegram."""
        if self.away or self.bot.is_locked or self.bot.now < self.out_until:
            return False
        self.fakegram.until(self.is_quiet, 30)
        self.bot.look_at_all()
        self.fakegram.until(self.is_quiet, 30)
        return True

    def is_quiet(self) -> bool:
        """Whether nothing is under way; a bot that has died is started again."""
        if self.bot.has_died:
            self.begin_again()
        return self.fakegram.pending() == 0 and self.bot.is_at_rest and not self.bot.has_died

    def look_on(self) -> None:
        """Look at every chat, and at what the bot thinks of it."""
        known = {
            chat.person.id: (self.bot.session(chat.person), self.bot.slate(chat.person))
            for chat in self.chats
        }
        for chat, visible, history in looks(self.chats):
            look = Look(chat, visible, history, *known[chat.person.id], self.bot.now)
            check(look)
            rest(look)

    # The end

    def teardown(self) -> None:
        """Everybody leaves, and the files are searched."""
        try:
            if not self.broken:
                self.end()
        finally:
            self.bot.unlock()
            self.bot.kill()

    def end(self) -> None:
        """Let everything be well again, let everybody leave, and look."""
        self.fakegram.heal()
        self.spell = 0
        self.all_is_as_it_should_be()
        for which, chat in enumerate(self.chats):
            if chat.blocked:
                self.starts(which)
            chat.writes(chat.person.say("Close"), self.bot.now, leaves=True)
        self.all_is_as_it_should_be()
        self.bot.stop()
        known = cast("RunningBot", self.bot)  # it has a server and people: no more is asked
        found = list(findings(self.bot.folder, secrets_of(known)))
        assert not found, found
