"""A service that is paused: what it answers, whatever it finds in the store."""

from __future__ import annotations

import pytest

from bot.core.effects import Text
from bot.core.events import Said
from bot.core.session import Frame, Session, dump, load
from bot.ports import Chat
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.vault import NOTHING_HELD
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, NotedChannel, vault_over

ANA, WORLD = Chat("test", "ana"), FixedWorld()
HERE = Session(frames=(Frame("home", "menu"),), person={"country": "IE"})


class Switch:
    """Whether a service is paused, as a test says."""

    is_on = True

    def __call__(self) -> bool:
        return self.is_on


async def told(data: bytes, switch: Switch) -> tuple[str, Session]:
    """What is answered to somebody of whom this is held, and what is held then."""
    store, channel = MemoryStore(), NotedChannel()
    vault = vault_over(store)
    await vault.commit(ANA, NOTHING_HELD, data, b"")
    service = Service(vault, channel, base, is_paused=switch)
    await service.handle(ANA, Said("hm", WORLD.now(), WORLD.chance()))
    screen = channel.shown[ANA][-1]
    assert screen is not None
    words = " ".join(part.text for part in screen.parts if isinstance(part, Text))
    return words, load((await vault.load(ANA)).session or b"")


@pytest.mark.parametrize("data", [dump(HERE), dump(HERE)[:-20] + b"}"])
async def test_whatever_is_held_the_one_screen_is_shown_and_what_is_hers_stays(data: bytes) -> None:
    words, session = await told(data, Switch())
    assert words.startswith("This service is paused.")
    assert session.is_open


async def test_what_can_be_read_stays_where_it_was() -> None:
    assert (await told(dump(HERE), Switch()))[1].frames == HERE.frames


async def test_without_a_pause_nothing_is_said_of_one() -> None:
    switch = Switch()
    switch.is_on = False
    assert "paused" not in (await told(dump(HERE), switch))[0]
