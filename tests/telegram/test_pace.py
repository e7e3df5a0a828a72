"""Who may call when: nineteen at a time, each chat for itself, and removals wait for no message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram.floods import A_MINUTE, AT_ONCE, Floods, Verdict
from bot.channels.telegram.pace import (
    A_SECOND,
    CHAT_AT_ONCE,
    COURTESIES,
    FETCHES,
    MANY_CHATS,
    MESSAGES,
    REMOVALS,
    WAVE_A_SECOND,
    WAVE_AT_ONCE,
    Bucket,
    Pace,
    Urgency,
)
from bot.ports import Chat

FAST = 100_000.0
"""A rate that nobody has to wait for."""


class Calls:
    """Calls in flight, and the most there ever were; each lasts until it is let go."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.order: list[object] = []
        self.ends = asyncio.Event()

    async def make(self, room: AbstractAsyncContextManager[None], name: object = None) -> None:
        async with room:
            self.now += 1
            self.most = max(self.most, self.now)
            self.order.append(name)
            await self.ends.wait()
            self.now -= 1


def edit(pace: Pace, chat: Hashable) -> AbstractAsyncContextManager[None]:
    """Room for an answer that takes the place of what stands."""
    return pace.message(chat, Urgency.ANSWER, is_new=False)


@asynccontextmanager
async def under_way(*calls: Coroutine[Any, Any, None]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Tasks of these calls, which are given time to begin."""
    tasks = [asyncio.create_task(call) for call in calls]
    await settle()
    yield tasks
    await asyncio.gather(*tasks)


async def settle() -> None:
    """Let every task go as far as it can without the clock."""
    for _ in range(50):
        await asyncio.sleep(0)


# Calls


async def test_there_are_never_more_than_nineteen_calls_in_flight() -> None:
    pace, calls = Pace(a_second=FAST), Calls()
    wanted = [calls.make(pace.message(number, Urgency.ANSWER)) for number in range(60)]
    wanted += [calls.make(pace.removal()) for _ in range(40)]
    wanted += [calls.make(pace.courtesy()) for _ in range(20)]
    wanted += [calls.make(pace.fetching()) for _ in range(20)]
    async with under_way(*wanted):
        assert calls.now == MESSAGES + REMOVALS + COURTESIES + FETCHES == 19
        calls.ends.set()
    assert (calls.now, calls.most) == (0, 19)
    assert len(calls.order) == 140


async def test_removals_do_not_wait_for_messages_nor_messages_for_removals() -> None:
    pace, calls = Pace(a_second=FAST), Calls()
    messages = [calls.make(pace.message(number, Urgency.ANSWER)) for number in range(60)]
    async with under_way(*messages, calls.make(pace.removal(), "removal")):
        assert "removal" in calls.order
        calls.ends.set()
    other = Calls()
    removals = [other.make(pace.removal()) for _ in range(60)]
    async with under_way(*removals, other.make(pace.message(1, Urgency.ANSWER), "message")):
        assert "message" in other.order
        other.ends.set()


async def test_answers_go_before_what_nobody_asked_for() -> None:
    pace, calls = Pace(a_second=FAST), Calls()
    full = [calls.make(pace.message(number, Urgency.ANSWER)) for number in range(MESSAGES)]
    unasked = [calls.make(pace.message(100 + n, Urgency.UNASKED), "unasked") for n in range(5)]
    answers = [calls.make(pace.message(200 + n, Urgency.ANSWER), "answer") for n in range(5)]
    async with under_way(*full, *unasked, *answers):
        calls.ends.set()
    assert calls.order[MESSAGES:] == ["answer"] * 5 + ["unasked"] * 5


async def test_what_nobody_asked_for_comes_before_answers_to_what_was_sent_much_later() -> None:
    now = [100.0]
    pace, calls = Pace(lambda: now[0], a_second=FAST), Calls()
    full = [calls.make(pace.message(number, Urgency.ANSWER)) for number in range(MESSAGES)]
    async with under_way(*full, calls.make(pace.message(100, Urgency.UNASKED), "unasked")):
        now[0] += Urgency.UNASKED + 1
        later = asyncio.create_task(calls.make(pace.message(200, Urgency.ANSWER), "answer"))
        await asyncio.sleep(0)
        calls.ends.set()
        await later
    assert calls.order[MESSAGES:] == ["unasked", "answer"]


async def test_answers_go_before_check_ins_however_many_wait() -> None:
    pace, calls = Pace(lambda: 100.0, a_second=FAST), Calls()
    full = [calls.make(edit(pace, number)) for number in range(MESSAGES)]
    wave = [calls.make(pace.message(100 + n, Urgency.WAVE), "wave") for n in range(2)]
    answers = [calls.make(edit(pace, 200 + n), "answer") for n in range(5)]
    async with under_way(*full, *wave, *answers):
        calls.ends.set()
    assert calls.order[MESSAGES:] == ["answer"] * 5 + ["wave"] * 2


async def test_check_ins_come_one_by_one_and_do_not_pile_up_where_calls_take_long() -> None:
    now = [100.0]
    pace, calls = Pace(lambda: now[0]), Calls()
    wanted = [calls.make(pace.message(number, Urgency.WAVE)) for number in range(200)]
    tasks = [asyncio.create_task(call) for call in wanted]
    await settle()
    assert calls.now == WAVE_AT_ONCE
    for _ in range(100):
        now[0] += 1 / WAVE_A_SECOND
        await asyncio.sleep(1 / WAVE_A_SECOND / 20)
    assert calls.now == MESSAGES, "no call has ended"
    before, held = len(calls.order), now[0]
    calls.ends.set()
    await settle()
    assert len(calls.order) - before <= WAVE_AT_ONCE + 1
    assert now[0] == held
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_each_new_message_to_others_takes_a_place_of_the_wave_and_an_edit_does_not() -> None:
    now = [100.0]
    pace, calls = Pace(lambda: now[0]), Calls()
    calls.ends.set()
    for number in range(5):
        await calls.make(edit(pace, number))
    for number in range(int(WAVE_AT_ONCE)):
        await calls.make(pace.message(number, Urgency.ANSWER))
    wave = asyncio.create_task(calls.make(pace.message("chat", Urgency.WAVE), "wave"))
    await settle()
    assert "wave" not in calls.order
    now[0] += 1.5 / WAVE_A_SECOND
    await asyncio.sleep(1.5 / WAVE_A_SECOND)
    assert "wave" in calls.order
    await wave
    await calls.make(edit(pace, "edited"))
    now[0] += 1
    for number in range(int(WAVE_AT_ONCE)):
        await calls.make(edit(pace, f"edit {number}"))
    await asyncio.wait_for(calls.make(pace.message("next", Urgency.WAVE)), 0.01)


async def test_a_pause_of_one_chat_delays_no_other_and_no_removal() -> None:
    pace, calls = Pace(a_second=FAST), Calls()
    pace.pause("paused", 30)
    others = [calls.make(pace.message(number, Urgency.ANSWER), number) for number in range(5)]
    waits = asyncio.create_task(calls.make(pace.message("paused", Urgency.ANSWER), "paused"))
    async with under_way(*others, calls.make(pace.removal(), "removal")):
        assert {*calls.order} == {0, 1, 2, 3, 4, "removal"}
        calls.ends.set()
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert "paused" not in calls.order


async def test_a_call_that_is_given_up_takes_no_room() -> None:
    pace, calls = Pace(a_second=FAST), Calls()
    full = [calls.make(pace.message(number, Urgency.ANSWER)) for number in range(MESSAGES)]
    async with under_way(*full):
        waits = asyncio.create_task(calls.make(pace.message("late", Urgency.ANSWER), "late"))
        await settle()
        waits.cancel()
        await settle()
        calls.ends.set()
    again = [calls.make(pace.message(1000 + n, Urgency.ANSWER), "again") for n in range(MESSAGES)]
    async with under_way(*again):
        assert calls.order.count("again") == MESSAGES
    assert "late" not in calls.order


async def test_a_chat_gets_a_few_at_once_and_then_one_a_second() -> None:
    now = [0.0]
    pace, calls = Pace(lambda: now[0], FAST), Calls()
    calls.ends.set()
    wanted = [calls.make(pace.message("chat", Urgency.ANSWER), n) for n in range(5)]
    tasks = [asyncio.create_task(call) for call in wanted]
    await settle()
    assert len(calls.order) == CHAT_AT_ONCE == 3
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_of_many_chats_those_that_wait_are_not_forgotten() -> None:
    now = [0.0]
    pace, calls = Pace(lambda: now[0], FAST), Calls()
    calls.ends.set()
    pace.pause("paused", 1000)
    for number in range(MANY_CHATS * 2):
        await calls.make(pace.message(number, Urgency.ANSWER))
        now[0] += 0.01
    waits = asyncio.create_task(calls.make(pace.message("paused", Urgency.ANSWER), "paused"))
    await settle()
    assert "paused" not in calls.order
    waits.cancel()
    await asyncio.gather(waits, return_exceptions=True)


# Rates


@given(
    rate=some.floats(0.1, 50),
    at_once=some.integers(1, 60),
    waits=some.lists(some.floats(0, 5), min_size=1, max_size=60),
)
def test_a_bucket_never_gives_more_than_its_rate(
    rate: float, at_once: int, waits: list[float]
) -> None:
    bucket, now, taken = Bucket(rate, at_once, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        while bucket.wait(now) == 0:
            bucket.take()
            taken += 1
        assert taken <= at_once + now * rate + 1e-6


@given(some.lists(some.tuples(some.booleans(), some.floats(0, 20)), max_size=120))
def test_of_one_person_only_so_much_is_read_and_of_others_all_the_same(
    sent: list[tuple[bool, float]],
) -> None:
    now, read = 0.0, {True: 0, False: 0}
    floods = Floods(lambda: now)
    for which, wait in sent:
        now += wait / 10
        verdict = floods.judge(Chat("tg", str(which)))
        read[which] += verdict is Verdict.READ
    assert max(read.values()) <= AT_ONCE + now * A_MINUTE / 60 + 1


def test_the_first_that_is_too_much_is_told_apart_until_something_is_read_again() -> None:
    now = 0.0
    floods = Floods(lambda: now)
    verdicts = [floods.judge(Chat("tg", "1")) for _ in range(100)]
    assert verdicts == [Verdict.READ] * 60 + [Verdict.FIRST_OVER] + [Verdict.OVER] * 39
    assert floods.judge(Chat("tg", "2")) is Verdict.READ
    now = 2.5
    later = [floods.judge(Chat("tg", "1")) for _ in range(3)]
    assert later == [Verdict.READ, Verdict.FIRST_OVER, Verdict.OVER]


@given(some.lists(some.floats(0, 0.5), min_size=1, max_size=120))
def test_in_no_second_come_more_check_ins_than_telegram_takes(waits: list[float]) -> None:
    bucket, now, taken = Bucket(WAVE_A_SECOND, WAVE_AT_ONCE, 0.0), 0.0, list[float]()
    for wait in waits:
        now += wait
        while bucket.wait(now) == 0:
            bucket.take()
            taken.append(now)
    for at in taken:
        assert sum(at <= other < at + 1 for other in taken) <= A_SECOND
