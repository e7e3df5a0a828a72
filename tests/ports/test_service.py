"""The service: one event after the other in each chat, all chats at once, and nothing lost."""

from __future__ import annotations

import asyncio
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import Screen
from bot.core.events import Event, LeftQuickly, Pressed, Said, TimerFired
from bot.core.session import Frame, Kept, Session, dump, load
from bot.errors import SidelightError, UnreadableSession
from bot.ports import Channel, Chat, Store
from bot.service import TRIES, Service
from bot.store.memory import MemoryStore
from bot.vault import locks
from bot.vault.lockbox import Lockbox
from bot.vault.vault import Held
from bot.workshop.rehearsal import BEGINNING, lines
from tests.core.stage import base, content_with
from tests.ports.fakes import (
    BrokenChannel,
    FixedWorld,
    GatedChannel,
    NotedChannel,
    RivalStore,
    SlowChannel,
    SlowStore,
    vault_over,
)

ANA, BEA = Chat("test", "ana"), Chat("test", "bea")
WORLD = FixedWorld()
NOTES = """
start:
  marks: line
  ask: What happened?
  as: text up to 1000
  save: note
  goto: out
out:
  say: "{note}"
  end: done
"""
KEPT = {"plan": Kept("her sister", 2_000_000_000)}


def said(text: str) -> Said:
    return Said(text, WORLD.now(), WORLD.chance())


def pressed(token: str) -> Pressed:
    return Pressed(token, WORLD.now(), WORLD.chance())


def left() -> LeftQuickly:
    return LeftQuickly(WORLD.now(), WORLD.chance())


def service(store: Store, channel: Channel) -> Service:
    return Service(vault_over(store), channel, lambda: content_with(("a", NOTES)))


def seen(channel: NotedChannel, chat: Chat = ANA) -> Screen:
    screen = channel.shown[chat][-1]
    assert screen is not None
    return screen


def words(channel: NotedChannel, chat: Chat = ANA) -> str:
    return "\n".join(line for part in seen(channel, chat).parts for line in lines(part))


async def stored(store: Store, chat: Chat = ANA) -> Session:
    session = (await vault_over(store).load(chat)).session
    assert session is not None
    return load(session)


async def holding(store: Store, data: bytes, chat: Chat = ANA) -> Store:
    """The store, with this held for Ana."""
    assert await vault_over(store).commit(chat, Held(), data, b"")
    return store


async def is_empty(store: Store, chat: Chat = ANA) -> bool:
    """Whether nothing is held of a chat."""
    return await vault_over(store).load(chat) == Held()


WRITING = Session(frames=(Frame("a", "start"),), shape="ask text note", said=("a/start",))


# Effects


async def test_what_a_turn_wants_reaches_the_channel_and_the_session_the_store() -> None:
    store, channel = MemoryStore(), NotedChannel()
    await service(store, channel).handle(ANA, said("hello"))
    assert words(channel) == "Hello."
    assert (await stored(store)).frames == (Frame("home", "start"),)


async def test_a_conversation_goes_on_from_event_to_event() -> None:
    store, channel = MemoryStore(), NotedChannel()
    playing = service(store, channel)
    await playing.handle(ANA, said("hello"))
    await playing.handle(ANA, pressed(seen(channel).buttons[0].token))
    assert words(channel) == "This is the menu."


async def test_leaving_clears_the_chat_and_drops_the_answers() -> None:
    store, channel = await holding(MemoryStore(), dump(WRITING)), NotedChannel()
    playing = service(store, channel)
    await playing.handle(ANA, said("He came."))
    await playing.handle(ANA, left())
    assert channel.shown[ANA][-1] is None
    left_over = await stored(store)
    drafted, used = left_over.drafted, left_over.used
    assert left_over == Session(draft="He came.", drafted=drafted, used=used)


async def test_erasing_erases_what_is_stored_and_then_clears_the_chat() -> None:
    store, channel = MemoryStore(), NotedChannel()
    playing = service(store, channel)
    for text in ("/start", "/forget", "Yes, erase", "I have none"):
        await playing.handle(ANA, said(text))
    assert channel.shown[ANA][-1] is not None, "what opens it is no yes: the question comes again"
    await playing.handle(ANA, said("Yes, erase"))
    assert channel.shown[ANA][-1] is None
    assert await is_empty(store)


async def test_time_does_not_erase_somebody_of_whose_lock_her_session_does_not_know() -> None:
    store = MemoryStore()
    playing = Service(vault_over(store), NotedChannel(), base, idles=True)
    month = Session(used=int(BEGINNING.timestamp()) // 86_400 - 31)
    for chat in (ANA, BEA):
        assert await vault_over(store).commit(chat, Held(), dump(month), b"")
    box = Lockbox(store, vault_over(store), quickly)
    private = (await box.of(ANA)).private
    await box.change(ANA, lambda lock: locks.recoverable(lock, private, b"eight words", quickly))
    for chat in (ANA, BEA):
        await playing.handle(chat, TimerFired(BEGINNING, "chance00"))
    assert (await stored(store, ANA)).keeps
    assert not (await vault_over(store).load(BEA)).version


async def quickly(secret: bytes, salt: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


async def test_forgetting_a_chat_erases_and_clears_it() -> None:
    store, channel = MemoryStore(), NotedChannel()
    playing = service(store, channel)
    await playing.handle(ANA, said("hello"))
    await playing.handle(BEA, said("hello"))
    await playing.forget(ANA, BEGINNING)
    assert channel.shown[ANA][-1] is None
    assert await is_empty(store)
    assert (await stored(store, BEA)).is_open


async def test_what_was_decided_is_stored_before_it_is_shown() -> None:
    store, channel = MemoryStore(), BrokenChannel()
    playing = service(store, channel)
    with pytest.raises(ConnectionError):
        await playing.handle(ANA, said("hello"))
    assert (await stored(store)).is_open


async def test_a_channel_that_broke_down_does_not_block_its_chat() -> None:
    store, channel = MemoryStore(), BrokenChannel()
    playing = service(store, channel)
    with pytest.raises(ConnectionError):
        await playing.handle(ANA, said("hello"))
    await playing.handle(ANA, said("Yes"))
    assert words(channel) == "This is the menu."


async def test_the_flows_that_hold_now_are_played_in_every_turn() -> None:
    contents = [content_with(("a", NOTES)), base()]
    channel = NotedChannel()
    store = await holding(MemoryStore(), dump(WRITING))
    playing = Service(vault_over(store), channel, lambda: contents.pop(0))
    await playing.handle(ANA, said("He came."))
    await playing.handle(ANA, said("He left."))
    assert words(channel).startswith("This part is no longer here.")


# Lanes


async def test_events_of_one_chat_are_played_in_their_order() -> None:
    store, channel = await holding(SlowStore(), dump(WRITING)), SlowChannel()
    playing = service(store, channel)
    texts = [f"no {number}" for number in range(20)]
    await asyncio.gather(*(playing.handle(ANA, said(text)) for text in texts))
    assert (await stored(store)).frames[-1].answers["note"] == "\n".join(texts)
    assert channel.most == 1


@settings(max_examples=25, deadline=None)
@given(order=st.lists(st.integers(0, 3), min_size=1, max_size=30))
async def test_no_two_events_of_one_chat_ever_interleave_and_chats_run_together(
    order: list[int],
) -> None:
    store, channel = SlowStore(), SlowChannel()
    playing = service(store, channel)
    chats = [Chat("test", str(number)) for number in range(4)]
    for chat in chats:
        await holding(store, dump(WRITING), chat)
    events = [(chats[number], f"no {at}") for at, number in enumerate(order)]
    await asyncio.gather(*(playing.handle(chat, said(text)) for chat, text in events))
    assert channel.most == 1
    assert channel.together == len(set(order))
    for chat in {chats[number] for number in order}:
        mine = "\n".join(text for other, text in events if other == chat)
        assert (await stored(store, chat)).frames[-1].answers["note"] == mine


async def test_one_chat_that_waits_delays_no_other() -> None:
    channel = GatedChannel()
    playing = service(MemoryStore(), channel)
    waiting = asyncio.create_task(playing.handle(channel.slow, said("hello")))
    await playing.handle(ANA, said("hello"))
    assert words(channel) == "Hello."
    assert not waiting.done()
    channel.gate.set()
    await waiting
    assert words(channel, channel.slow) == "Hello."


async def test_forgetting_waits_for_the_turn_that_is_being_played() -> None:
    channel = GatedChannel()
    store = MemoryStore()
    playing = service(store, channel)
    first = asyncio.create_task(playing.handle(channel.slow, said("hello")))
    await asyncio.sleep(0)
    forgetting = asyncio.create_task(playing.forget(channel.slow, BEGINNING))
    await asyncio.sleep(0)
    assert not forgetting.done()
    channel.gate.set()
    await asyncio.gather(first, forgetting)
    assert channel.shown[channel.slow][-1] is None
    assert await is_empty(store, channel.slow)


# Versions


def rivalled(session: Session, times: int) -> RivalStore:
    """A store in which somebody else is quicker, and writes this session."""
    store = RivalStore(times)

    async def act() -> None:
        vault = vault_over(store)
        await vault.commit(ANA, await vault.load(ANA), dump(session), b"")

    store.rival = act
    return store


async def test_a_turn_whose_session_moved_meanwhile_is_taken_again_on_the_new_one() -> None:
    answered = Session(
        frames=(Frame("a", "start", {"note": "Before."}, begun=True),),
        shape="ask text note",
        said=("a/start",),
    )
    store, channel = rivalled(answered, times=1), NotedChannel()
    await service(store, channel).handle(ANA, said("After."))
    assert (await stored(store)).frames[-1].answers["note"] == "Before.\nAfter."
    assert store.refused == 1
    assert len(channel.shown[ANA]) == 1


async def test_a_turn_is_taken_again_a_few_times_and_then_it_is_said() -> None:
    store, channel = rivalled(WRITING, times=TRIES), NotedChannel()
    with pytest.raises(SidelightError, match="busy elsewhere"):
        await service(store, channel).handle(ANA, said("He came."))
    assert store.refused == TRIES
    assert channel.shown == {}
    await service(store, channel).handle(ANA, said("He came."))
    assert (await stored(store)).frames[-1].answers["note"] == "He came."


# Sessions that can't be read

OTHER_FORMAT = dump(Session(person={"country": "IE"}, kept=KEPT, draft="mine", format=99))


async def test_a_session_that_can_t_be_read_leads_to_the_menu_with_what_is_kept_intact() -> None:
    store, channel = await holding(MemoryStore(), OTHER_FORMAT), NotedChannel()
    await service(store, channel).handle(ANA, said("hello"))
    assert words(channel).splitlines() == [
        "I could not read an old part of our talk. Here is the menu. What you kept is still there.",
        "This is the menu.",
    ]
    session = await stored(store)
    kept = (session.person, session.kept, session.draft)
    assert kept == ({"country": "IE"}, KEPT, "mine\nhello")
    assert session.frames == (Frame("home", "menu"),)


async def test_bytes_that_are_no_session_lead_to_the_menu_too() -> None:
    store, channel = await holding(MemoryStore(), b"\x00 broken"), NotedChannel()
    playing = service(store, channel)
    await playing.handle(ANA, pressed("visit.0"))
    assert words(channel).startswith("I could not read")
    await playing.handle(ANA, pressed(seen(channel).buttons[0].token))
    assert (await stored(store)).frames[-1].flow in ("lines", "country")


@pytest.mark.parametrize("event", [left(), pressed("close"), said("/exit"), said("Leave.")])
async def test_leaving_leaves_even_where_the_session_can_t_be_read(event: Event) -> None:
    store, channel = await holding(MemoryStore(), OTHER_FORMAT), NotedChannel()
    await service(store, channel).handle(ANA, event)
    assert channel.shown[ANA] == [None]
    kept = await stored(store)
    assert kept == Session(person={"country": "IE"}, kept=KEPT, draft="mine", used=kept.used)


# Looking


async def test_a_session_can_be_looked_at_without_changing_it() -> None:
    store, channel = MemoryStore(), NotedChannel()
    playing = service(store, channel)
    assert await playing.peek(ANA) == Session()
    await playing.handle(ANA, said("hello"))
    before = await vault_over(store).load(ANA)
    assert (await playing.peek(ANA)).is_open
    assert await vault_over(store).load(ANA) == before


async def test_looking_at_a_session_that_can_t_be_read_says_so() -> None:
    playing = service(await holding(MemoryStore(), OTHER_FORMAT), NotedChannel())
    with pytest.raises(UnreadableSession):
        await playing.peek(ANA)
