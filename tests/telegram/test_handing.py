"""What is handed to her, and what she hands over: texts to copy, pictures, and files of hers."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram.api import Telegram
from bot.channels.telegram.channel import NAME, TelegramChannel
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import Files
from bot.core.effects import Button, Clear, Effect, Media, Screen, Show, TakeFile, Text, ToCopy
from bot.ports import NOTHING_HEARD, Chat, Heard, Note
from bot.shelf import Shelf
from tests.fakegram.person import Fakegram, Person
from tests.ports.fakes import FixedWorld

PNG = b"\x89PNG\r\n\x1a\n"
CLOSE = (Button("Close", "close", "close"),)
LETTER = "Hello,\n\n<b>it</b> was *then*."
PATIENCE = 5.0


def quick() -> float:
    """A clock in whose seconds nobody has to wait for another message."""
    return time.monotonic() * 1000


class Turns:
    """Turns whose slate is kept in memory."""

    def __init__(self, fakegram: Fakegram, telegram: Telegram, chat: int) -> None:
        world = FixedWorld(datetime.fromtimestamp(fakegram.advance(0), UTC))
        self.shelf, self.slate, self.now = Shelf(), b"", int(world.at.timestamp())
        self.chat = Chat(NAME, str(chat))
        files = Files(lambda: Path("flows"), self.shelf)
        self.channel = TelegramChannel(Patient(telegram), Pace(quick), files, world)
        self.channel.serve(self)

    async def turn(self, *effects: Effect, heard: Heard = NOTHING_HEARD) -> None:
        """Carry out what a turn wants, to its end."""
        note = self.channel.note(self.chat, self.slate, heard, effects)
        self.slate = note.slate
        await self.channel.act(self.chat, note, effects)
        await self.channel.stop(PATIENCE)

    async def amend(
        self, chat: Chat, amendment: Callable[[bytes], Note], updates: tuple[int, ...] = ()
    ) -> None:
        """Write down what was found out."""
        note = amendment(self.slate)
        self.slate = note.slate
        await self.channel.act(chat, note, ())

    async def vanish(self, chat: Chat, is_over: Callable[[bytes], bool], at: datetime) -> None:
        """Nothing vanishes here."""


@pytest.fixture
async def turns(fakegram: Fakegram, ana: Person) -> AsyncIterator[Turns]:
    telegram = Telegram(fakegram.token, fakegram.base_url, fakegram.base_file_url)
    await telegram.open()
    yield Turns(fakegram, telegram, ana.id)
    await telegram.close()


def stands(person: Person) -> list[tuple[str, str, bool]]:
    """What of the bot's is to be seen: its kind, its words, and whether it is protected."""
    return [(m.kind, m.text, m.protected) for m in person.visible() if m.by_bot]


async def test_a_text_to_copy_is_a_message_of_its_own_which_alone_can_be_handed_on(
    turns: Turns, ana: Person
) -> None:
    await turns.turn(Show(Screen("v", (Text("Hi."), ToCopy(LETTER), Text("Bye.")), (), CLOSE)))
    assert stands(ana) == [("text", "Hi.", True), ("text", LETTER, False), ("text", "Bye.", True)]
    await turns.turn(Show(Screen("w", (Text("Tap to go on."),), (), CLOSE), instead=True))
    assert stands(ana) == [("text", "Tap to go on.", True)], "a veil covers it all"
    await turns.turn(Show(Screen("v", (ToCopy(LETTER), Text("Bye.")), (), CLOSE)))
    assert stands(ana) == [("text", LETTER, False), ("text", "Bye.", True)]
    await turns.turn(Show(Screen("w", (Text("Next."),), (), CLOSE)))
    assert stands(ana) == [("text", "Next.", True)]


async def test_a_picture_made_for_her_is_shown_protected_and_goes_with_its_screen(
    turns: Turns, ana: Person
) -> None:
    path = turns.shelf.put("words.png", PNG)
    await turns.turn(Show(Screen("v", (Media("photo", path, "A card"), Text("Look.")), (), CLOSE)))
    assert stands(ana) == [("photo", "A card", True), ("text", "Look.", True)]
    await turns.turn(Clear())
    assert stands(ana) == []


async def test_the_message_of_a_file_stays_until_it_is_kept(turns: Turns, ana: Person) -> None:
    asks = Show(Screen("v", (Text("Send it here."),), (), CLOSE))
    await turns.turn(asks)
    sent = [ana.send_file("photo"), ana.send_file("voice"), ana.send_file("document")]
    for number in sent:
        heard = Heard((number,), number, turns.now, kept=False, file=True)
        await turns.turn(asks, heard=heard)
        if number != sent[1]:
            await turns.turn(TakeFile(), Show(Screen("w", (Text("Kept."),), (), CLOSE)))
    hers = [message.id for message in ana.visible() if not message.by_bot]
    assert hers[1:] == [sent[1]], "the one in the middle could not be kept"
    assert stands(ana) == [("text", "Kept.", True)]
    await turns.turn(Clear())
    assert [message.id for message in ana.visible()] == hers[:1], "all that was heard of is gone"
