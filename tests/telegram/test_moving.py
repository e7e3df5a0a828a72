"""A person who moves to a new account: the old chat is emptied, and shows nothing of hers again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram import slate as slates
from bot.channels.telegram.channel import NAME
from bot.ports import Chat
from bot.vault import locks
from bot.vault.lockbox import Lockbox
from bot.vault.moving import Mover, Outcome
from bot.wiring.flows import library, loaded
from tests.fakegram.person import Fakegram, Person
from tests.telegram.inside import Inside
from tests.telegram.talk import FIRST, MENU, alone, begin, gone, to_menu
from tests.vault.test_lockbox import WORDS, Quickly


@pytest.fixture
def inside(fakegram: Fakegram, tmp_path: Path) -> Iterator[Inside]:
    """The bot in this process."""
    bot = Inside(tmp_path / "bot", fakegram, loaded(library(None, "")))
    bot.start()
    yield bot
    bot.kill()


async def moved(bot: Inside, old: Person, new: Person) -> Outcome:
    """Give the one her words, and let the other type them."""
    parts, store, stretch = bot._bot.parts, bot._bot.store, Quickly()
    box = Lockbox(store, parts.vault, stretch)
    hers, there = Chat(NAME, str(old.id)), Chat(NAME, str(new.id))
    private = (await box.of(hers)).private
    await box.change(hers, lambda lock: locks.recoverable(lock, private, WORDS, stretch))
    mover = Mover(box, parts.vault, stretch)
    return (await mover.move(there, WORDS, parts.world.now(), slates.cleared)).outcome


def people(bot: Inside) -> int:
    """How many people the store knows."""
    return len(bot.run(bot._bot.store.people_keys(b"", 9)))


def test_the_old_chat_is_emptied_and_whoever_holds_it_meets_the_beginning(
    inside: Inside,
) -> None:
    old, new = inside.person(1), inside.person(2)
    to_menu(old)
    begin(new)
    assert inside.run(moved(inside, old, new)) is Outcome.MOVED
    inside.look_at_all()
    gone(old)
    alone(new, FIRST)
    inside.fakegram.until(lambda: people(inside) == 1)
    old.say("menu")
    assert MENU not in alone(old, FIRST).text
    assert inside.problems == []
