"""What arrives becomes an event that says when it was sent, where from, and what came with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.channel import NAME, TelegramChannel
from bot.channels.telegram.floods import Verdict
from bot.channels.telegram.lanes import Arrival
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.painter import Files
from bot.channels.telegram.turns import LATE, Turns
from bot.channels.telegram.updates import read
from bot.core.events import Changed, Event, Flooded, LeftQuickly, Offered, Said
from bot.core.uploads import Origin, Upload
from bot.ports import Chat, Heard
from bot.service import Played, Service
from bot.store.memory import MemoryStore
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, NotedChannel, vault_over
from tests.telegram.test_updates import HER, message

CHAT = Chat(NAME, str(HER))
WORLD = FixedWorld()
NOW = int(WORLD.at.timestamp())
HIDDEN = {"type": "hidden_user", "date": 9, "sender_user_name": "Ben"}


class Nobody:
    """A Telegram that nothing is asked of."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        raise AssertionError(method)

    async def poll(self, offset: int | None, seconds: int) -> list[Any]:
        raise AssertionError(offset)

    async def download(self, path: str, most: int) -> bytes:
        raise AssertionError(path)


class Listening(Service):
    """A service that only notes what it is asked to play."""

    def __init__(self) -> None:
        self.vault = vault_over(MemoryStore())
        self.played: list[tuple[Event, Heard]] = []
        super().__init__(self.vault, NotedChannel(), base)

    async def handle(self, chat: Chat, event: Event, heard: Heard = Heard()) -> Played:  # noqa: B008
        self.played.append((event, heard))
        return Played(None)

    async def knows_her(self) -> Listening:
        """Hold something about her."""
        held = await self.vault.load(CHAT)
        await self.vault.commit(CHAT, held, b"{}", b"", due=None)
        return self


async def played(
    service: Listening,
    kind: str = "message",
    verdict: Verdict = Verdict.READ,
    *,
    leaves: bool = False,
    **content: Any,
) -> list[tuple[Event, Heard]]:
    """What a message of hers is played as; nothing is fetched for that."""
    channel = TelegramChannel(Patient(Nobody()), Pace(), Files(Path), WORLD)
    channel.serve(service)
    turns = Turns(service, service.vault, channel, WORLD, lambda *_: None)
    found = read({"update_id": 1, kind: message(date=NOW - 3) | content}, NOW)
    assert found is not None
    await turns.take(CHAT, [Arrival(found, leaves, verdict)])
    return service.played


async def test_words_come_with_their_message_their_time_and_their_origin() -> None:
    ((event, heard),) = await played(Listening(), text="he wrote this", forward_origin=HIDDEN)
    assert isinstance(event, Said)
    assert (event.text, event.message, event.sent) == ("he wrote this", 5, NOW - 3)
    assert event.origin == Origin("hidden_user", "Ben", at=9)
    assert heard == Heard((1,), 5, NOW - 3, kept=True)


async def test_a_file_comes_unfetched_and_its_message_is_not_kept_yet() -> None:
    ((event, heard),) = await played(Listening(), document={"file_id": "F"}, caption="words")
    assert event == Offered(
        "document",
        WORLD.at,
        event.chance,
        upload=Upload("document", f"{HER}:F", sent=NOW - 3, caption="words"),
    )
    assert heard == Heard((1,), 5, NOW - 3, kept=False, file=True)


async def test_a_file_of_a_flood_is_none_that_may_be_kept() -> None:
    service = Listening()
    ((event, heard),) = await played(service, verdict=Verdict.FIRST_OVER, document={"file_id": "F"})
    assert isinstance(event, Flooded)
    assert heard == Heard((1,), 5, NOW - 3, kept=False)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "b"}, "b"),
        ({"text": "/start"}, "/start"),
        ({"document": {"file_id": "F"}, "caption": "exit"}, "exit"),
        ({"photo": [{"file_id": "F"}]}, ""),
    ],
)
async def test_a_change_is_told_and_is_no_command_and_no_new_message(
    content: dict[str, Any], text: str
) -> None:
    service = await Listening().knows_her()
    ((event, heard),) = await played(service, "edited_message", edit_date=NOW - 1, **content)
    assert event == Changed(text, 5, WORLD.at, event.chance, sent=NOW - 1)
    assert heard.message is None


async def test_a_change_that_arrives_late_says_so_and_when_it_was_made() -> None:
    service, then = await Listening().knows_her(), NOW - LATE - 1
    ((event, _),) = await played(service, "edited_message", edit_date=then, text="b")
    assert isinstance(event, Changed)
    assert (event.late, event.sent) == (True, then)
    assert event.at == datetime.fromtimestamp(then, UTC)


async def test_a_change_into_the_word_for_leaving_leaves_and_its_message_goes() -> None:
    service = await Listening().knows_her()
    ((event, heard),) = await played(
        service, "edited_message", leaves=True, text="exit", edit_date=NOW
    )
    assert isinstance(event, LeftQuickly)
    assert (heard.message, heard.kept) == (5, True)


@pytest.mark.parametrize("content", [{"text": "b"}, {"photo": [{"file_id": "F"}]}])
async def test_of_somebody_of_whom_nothing_is_held_a_change_is_nothing(
    content: dict[str, Any],
) -> None:
    service = Listening()
    assert await played(service, "edited_message", edit_date=NOW, **content) == []
    assert not (await service.vault.load(CHAT)).version


async def test_a_place_that_moves_is_nothing() -> None:
    service, place = await Listening().knows_her(), {"latitude": 1.0, "longitude": 2.0}
    assert await played(service, "edited_message", edit_date=NOW, location=place) == []
