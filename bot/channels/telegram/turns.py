"""Plays what arrived in a chat: each update becomes an event, and no update is given up lightly."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile

from bot import logs
from bot.channels.telegram import slate as slates
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.floods import Verdict
from bot.channels.telegram.lanes import Arrival
from bot.channels.telegram.slate import Slate
from bot.channels.telegram.updates import Update, dump
from bot.core.events import NO_ROOM, Changed, Event, Flooded, LeftQuickly, Offered, Pressed, Said
from bot.errors import SidelightError, StoreBusy, StoreFull
from bot.metrics import Metrics
from bot.ports import Chat, Heard, Letter, World
from bot.service import Played, Service
from bot.vault.vault import Vault

LATE = 600
"""Seconds after which an update is kept, but no new message answers it."""
FIRST_DELAY, LONGEST_DELAY = 0.5, 8.0
UNPLAYED = frozenset({"edited", "captioned", "elsewhere"})
"""What is no turn, unless something that she wrote was changed."""


class Turns:
    """Takes what waits in a lane, the oldest first."""

    def __init__(  # noqa: PLR0913  # everything a turn touches
        self,
        service: Service,
        vault: Vault,
        channel: TelegramChannel,
        world: World,
        later: Callable[[Chat, Played], None],
        metrics: Metrics | None = None,
    ) -> None:
        self._service = service
        self._vault = vault
        self._channel = channel
        self._world = world
        self._later = later
        self._metrics = metrics or Metrics()
        self._pseudonyms = logs.Pseudonyms(lambda: os.urandom(32))

    async def take(self, chat: Chat, waiting: Sequence[Arrival]) -> int:
        """Take the oldest, or all that came too fast after it; gives how many were taken."""
        taken = tuple(takewhile(_is_over, waiting)) or (waiting[0],)
        try:
            await self._play_at_last(chat, taken, waiting)
        finally:
            if taken[0].leaves:
                self._channel.open(chat)
        return len(taken)

    async def _play_at_last(
        self, chat: Chat, taken: Sequence[Arrival], waiting: Sequence[Arrival]
    ) -> None:
        """Play until the store takes it; what can't be played at all is kept apart."""
        delay = FIRST_DELAY
        while True:
            try:
                await self._play(chat, taken)
                return self._metrics.turns.add("played")
            except (StoreBusy, StoreFull) as problem:
                logs.warn("store_refuses", kind=type(problem).__name__)
                self._metrics.turns.add("retried")
                if any(arrival.leaves for arrival in waiting):
                    await self.wipe(chat, waiting)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY)
            except Exception as error:  # noqa: BLE001  # one person's turn may stop nobody else's
                logs.fail("turn_failed", error)
                self._metrics.turns.add("failed")
                return await self._set_aside(chat, taken)

    async def wipe(self, chat: Chat, waiting: Sequence[Arrival] = ()) -> None:
        """Remove what can be removed, though nothing can be written down."""
        heard = [_heard(arrival.update, kept=True) for arrival in waiting]
        with suppress(SidelightError):
            await self._channel.wipe(chat, (await self._vault.load(chat)).slate, heard)

    async def _set_aside(self, chat: Chat, taken: Sequence[Arrival]) -> None:
        letters = [Letter(one.update.id, dump(one.update), chat) for one in taken]
        unkept = [_heard(arrival.update, kept=False) for arrival in taken]
        with suppress(SidelightError):  # what is not set apart is still in the inbox
            await self._vault.set_aside(letters, self._world.now())
        if any(arrival.leaves for arrival in taken):
            await self.wipe(chat, taken)
        with suppress(SidelightError):
            await self._channel.amend(chat, lambda slate: _hear_all(slate, unkept))

    async def _play(self, chat: Chat, taken: Sequence[Arrival]) -> None:
        first = taken[0]
        updates = tuple(arrival.update.id for arrival in taken)
        if first.verdict is Verdict.OVER or (
            first.update.kind == "unread" and self._is_late(first)
        ):
            unkept = [_heard(arrival.update, kept=False) for arrival in taken]
            await self._channel.amend(chat, lambda slate: _hear_all(slate, unkept), updates)
        elif first.update.kind == "blocked":
            await self._channel.amend(chat, slates.stopped, updates)
        elif first.update.kind == "unblocked":
            await self._channel.amend(chat, slates.let_in, updates)
        elif first.update.kind == "noted":
            noted = _heard(first.update, kept=True)
            await self._channel.amend(chat, lambda slate: slates.hear(slate, noted), updates)
        elif first.update.kind in UNPLAYED and not await self._is_played(chat, first):
            await self._vault.done(updates)
        else:
            await self._turn(chat, first)

    async def _is_played(self, chat: Chat, arrival: Arrival) -> bool:
        """Whether a change is a turn: where nothing is held of her, no message of hers is kept."""
        if arrival.leaves:
            return True
        return bool(arrival.update.changed and (await self._vault.load(chat)).version)

    async def _turn(self, chat: Chat, arrival: Arrival) -> None:
        if arrival.update.tap:
            self._channel.answer(arrival.update.tap)
        begun = time.monotonic()
        event, heard = self._event(arrival), _heard_in_turn(arrival)
        played = await self._service.handle(chat, event, heard)
        self._later(chat, played)
        if logs.tells_turns():
            self._tell(chat, played, event, time.monotonic() - begun)

    def _tell(self, chat: Chat, played: Played, event: Event, seconds: float) -> None:
        logs.detail(
            "turn",
            kind=type(event).__name__,
            flow=played.at[0].flow if played.at else "none",
            step=played.at[0].step if played.at else "none",
            who=self._pseudonyms.of(chat, event.at),
            ms=seconds * 1000,
        )

    def _event(self, arrival: Arrival) -> Event:
        update, now, chance = arrival.update, self._world.now(), self._world.chance()
        if arrival.leaves:
            return LeftQuickly(now, chance)
        if arrival.verdict is Verdict.FIRST_OVER:
            return Flooded(now, chance)
        if update.kind == "unread":
            return Flooded(now, chance, NO_ROOM)
        late = self._is_late(arrival)
        sent = update.changed or update.date
        return _event(update, datetime.fromtimestamp(sent, UTC) if late else now, chance, late=late)

    def _is_late(self, arrival: Arrival) -> bool:
        sent = arrival.update.changed or arrival.update.date
        return self._world.now().timestamp() - sent > LATE


def _event(update: Update, at: datetime, chance: str, *, late: bool) -> Event:
    number, words = update.message or 0, update.text
    match update.kind:
        case "pressed":
            return Pressed(words, at, chance, late)
        case "offered":
            return Offered(words, at, chance, late, update.upload)
        case "edited" | "captioned":
            return Changed(words, number, at, chance, late, update.changed)
        case _:
            return Said(
                words, at, chance, late, message=number, sent=update.date, origin=update.origin
            )


def _is_over(arrival: Arrival) -> bool:
    return arrival.verdict is Verdict.OVER


def _is_kept(arrival: Arrival) -> bool:
    """Whether the words are in the session afterwards, so that their message may go."""
    return arrival.leaves or (arrival.update.kind == "said" and arrival.verdict is Verdict.READ)


def _heard_in_turn(arrival: Arrival) -> Heard:
    heard = _heard(arrival.update, kept=_is_kept(arrival))
    is_file = arrival.update.kind == "offered" and arrival.verdict is Verdict.READ
    return replace(heard, file=is_file)


def _heard(update: Update, *, kept: bool) -> Heard:
    """How an update reached us; what was changed is a message that was heard of before."""
    message = update.message if kept or not update.changed else None
    return Heard((update.id,), message, update.date, kept)


def _hear_all(slate: Slate, heard: Sequence[Heard]) -> Slate:
    for one in heard:
        slate = slates.hear(slate, one)
    return slate
