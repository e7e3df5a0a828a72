"""Takes updates in: kept durably, then acknowledged, then played.

An update that can't be read is kept apart. Leaving is seen before anything else: from then on
nothing new comes to stand in that chat, whatever is under way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress

from bot import logs
from bot.channels.telegram import updates as readings
from bot.channels.telegram.api import CallError, TokenRefused, TooMany
from bot.channels.telegram.channel import NAME, TelegramChannel
from bot.channels.telegram.floods import Floods, Verdict
from bot.channels.telegram.lanes import Arrival, Lanes
from bot.channels.telegram.outage import Caller
from bot.channels.telegram.updates import Update
from bot.core.commands import is_leaving
from bot.core.content import Content
from bot.core.events import Pressed, Said
from bot.core.session import Session
from bot.errors import SidelightError, StoreBusy, StoreFull
from bot.metrics import Metrics
from bot.ports import Chat, Heard, Letter, World
from bot.vault.vault import Vault

POLL_SECONDS = 30
"""How long Telegram holds a poll open; it does so for 50 s at most."""
FIRST_DELAY, LONGEST_DELAY = 1.0, 8.0
STORE_DELAY = 2.0
"""While the store refuses, Telegram is asked again soon: somebody may want to leave."""
NOBODY = Session()
COUNTED = frozenset({"said", "edited", "captioned", "pressed", "offered", "unread"})
"""What is judged by how much of it comes."""
WORDED = frozenset({"said", "edited", "captioned", "offered"})
"""What brings words or a file."""


class Intake:
    """Polls for updates until it is stopped."""

    def __init__(  # noqa: PLR0913  # everything that stands at the door
        self,
        telegram: Caller,
        vault: Vault,
        channel: TelegramChannel,
        lanes: Lanes,
        content: Callable[[], Content],
        world: World,
        floods: Floods | None = None,
        metrics: Metrics | None = None,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        self._telegram = telegram
        self._vault = vault
        self._channel = channel
        self._lanes = lanes
        self._content = content
        self._world = world
        self._floods = floods or Floods()
        self._metrics = metrics or Metrics()
        self._has_room = has_room
        self.polled = asyncio.Event()
        """Set once Telegram has told what waited there."""

    async def resume(self) -> None:
        """Queue what was kept before the last stop and not played."""
        for letter in await self._vault.waiting():
            try:
                update = readings.load(letter.content)
            except ValueError:  # of another version, perhaps; it holds words, so no more is told
                logs.warn("letter_unreadable")
                await self._vault.set_aside([letter], self._world.now())
            else:
                self._deliver(update, counted=False)

    async def run(self) -> None:
        """Poll for ever; a token that Telegram does not know ends it at once."""
        offset, delay, is_known = None, FIRST_DELAY, False
        while True:
            try:
                # The first poll does not wait, so that it is soon known what was missed.
                wait = POLL_SECONDS if self.polled.is_set() else 0
                found = await self._telegram.poll(offset, wait)
                is_known = True
                offset = await self._receive(found, offset)
                self.polled.set()
                self._metrics.polled()
                delay = FIRST_DELAY
            except TooMany as pause:
                await asyncio.sleep(pause.seconds)
            except (CallError, StoreBusy, StoreFull) as problem:
                if isinstance(problem, TokenRefused) and not is_known:
                    raise
                logs.warn("poll_failed", kind=type(problem).__name__)
                await asyncio.sleep(delay)
                longest = LONGEST_DELAY if isinstance(problem, CallError) else STORE_DELAY
                delay = min(delay * 2, longest)

    async def _receive(self, untrusted_updates: Sequence[object], offset: int | None) -> int | None:
        """Keep what came; gives the offset that confirms it."""
        now = int(self._world.now().timestamp())
        letters: dict[int, Letter] = {}  # Telegram may say the same twice in one answer.
        arrived: dict[int, Update] = {}
        has_room = self._has_room()
        for untrusted in untrusted_updates:
            number = readings.number_of(untrusted)
            if number is None:
                logs.warn("update_without_number")
                continue
            update = self._read(untrusted, now)
            letters[number] = _letter(number, update, untrusted if has_room else _bare(untrusted))
            if update is not None:
                arrived[number] = update
        if not untrusted_updates:
            return None  # Nothing has to be confirmed; after a quiet week numbers start anew.
        if not letters:
            await asyncio.sleep(FIRST_DELAY)  # what has no number can't be confirmed
            return offset
        new = await self._kept(tuple(letters.values()), tuple(arrived.values()))
        for number, update in arrived.items():
            if number in new:
                self._metrics.updates.add()
                self._deliver(update)
        return max(letters) + 1

    async def _kept(self, letters: Sequence[Letter], arrived: Sequence[Update]) -> frozenset[int]:
        try:
            return await self._vault.receive(letters, self._world.now())
        except (StoreBusy, StoreFull):
            await self._clear_those_who_leave(arrived)
            raise

    async def _clear_those_who_leave(self, arrived: Sequence[Update]) -> None:
        """Leaving needs no disk: what can be removed is removed, and asked for again later."""
        for leaving in {update.chat for update in arrived if self._leaves(update)}:
            chat, hers = Chat(NAME, str(leaving)), [one for one in arrived if one.chat == leaving]
            heard = [Heard(message=one.message, date=one.date) for one in hers]
            with suppress(SidelightError):
                await self._channel.wipe(chat, (await self._vault.load(chat)).slate, heard)

    def _deliver(self, update: Update, *, counted: bool = True) -> None:
        if update.kind == "elsewhere":
            self._leave_elsewhere(update)
            return
        chat, leaves = Chat(NAME, str(update.chat)), self._leaves(update)
        if leaves:
            self._channel.shut(chat)
        free = leaves or not counted or update.kind not in COUNTED
        verdict = Verdict.READ if free else self._floods.judge(chat)
        self._lanes.put(chat, Arrival(update, leaves, verdict))

    def _leaves(self, update: Update) -> bool:
        """Whether somebody leaves: that is seen before her session is read."""
        now, content = self._world.now(), self._content()
        match update.kind:
            case "said" | "edited":
                return is_leaving(content, NOBODY, Said(update.text, now, ""))
            case "pressed":
                return is_leaving(content, NOBODY, Pressed(update.text, now, ""))
            case _:
                return False

    def _read(self, untrusted_update: object, now: int) -> Update | None:
        """The update as it is kept; without room there are commands and leaving, and no words."""
        update = readings.read(untrusted_update, now)
        if update is None or update.kind not in WORDED:
            return update
        if self._has_room() or self._leaves(update) or self._is_command(update):
            return update
        return readings.without_words(update)

    def _is_command(self, update: Update) -> bool:
        return update.kind == "said" and self._content().words.meaning(update.text) is not None

    def _leave_elsewhere(self, update: Update) -> None:
        if update.text != str(True):
            self._channel.leave_group(update.chat)
        self._lanes.put(Chat(NAME, str(update.chat)), Arrival(update))


def _bare(untrusted_update: object) -> object:
    """Whose an update is that can't be read, without what it says."""
    whose = readings.chat_of(untrusted_update)
    return {} if whose is None else {"message": {"chat": {"id": whose}}}


def _letter(number: int, update: Update | None, untrusted_update: object) -> Letter:
    if update is not None:
        chat = None if update.kind == "elsewhere" else Chat(NAME, str(update.chat))
        return Letter(number, readings.dump(update), chat)
    whose = readings.chat_of(untrusted_update)
    content = json.dumps(untrusted_update).encode()
    return Letter(number, content, Chat(NAME, str(whose)) if whose else None, poison=True)
