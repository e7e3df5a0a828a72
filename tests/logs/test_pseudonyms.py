"""A chat has another name each day, and nobody can make out afterwards whose it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import count

from hypothesis import given
from hypothesis import strategies as some

from bot.logs import Pseudonyms
from bot.ports import Chat

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def keys() -> Callable[[], bytes]:
    numbers = count()
    return lambda: next(numbers).to_bytes(32, "big")


def test_a_chat_keeps_its_name_for_a_day_of_utc() -> None:
    names, chat = Pseudonyms(keys()), Chat("telegram", "77")
    morning = datetime(2026, 11, 21, tzinfo=UTC)
    assert names.of(chat, morning) == names.of(chat, morning + DAY - timedelta(seconds=1))
    tokyo = timezone(timedelta(hours=9))
    assert names.of(chat, NOON) == names.of(chat, NOON.astimezone(tokyo))


def test_it_has_another_name_the_next_day() -> None:
    names, chat = Pseudonyms(keys()), Chat("telegram", "77")
    told = [names.of(chat, NOON + number * DAY) for number in range(30)]
    assert len(set(told)) == 30


def test_a_key_of_an_earlier_day_does_not_come_back() -> None:
    names, chat = Pseudonyms(keys()), Chat("telegram", "77")
    first = names.of(chat, NOON)
    names.of(chat, NOON + DAY)
    assert names.of(chat, NOON) != first


def test_without_fresh_keys_the_name_would_stay() -> None:
    names, chat = Pseudonyms(lambda: b"always"), Chat("telegram", "77")
    assert names.of(chat, NOON) == names.of(chat, NOON + DAY)


def test_two_processes_give_two_names() -> None:
    one, other = Pseudonyms(lambda: b"one"), Pseudonyms(lambda: b"other")
    assert one.of(b"idx", NOON) != other.of(b"idx", NOON)


def test_chats_are_told_apart() -> None:
    names = Pseudonyms(keys())
    chats = [Chat(channel, str(number)) for channel in ("telegram", "web") for number in range(99)]
    told = {names.of(chat, NOON) for chat in chats}
    assert len(told) == len(chats)
    assert names.of(Chat("a", "bc"), NOON) != names.of(Chat("ab", "c"), NOON)


@given(some.one_of(some.binary(), some.builds(Chat, some.text(), some.text())))
def test_a_name_is_eight_digits_and_holds_nothing_of_the_chat(chat: Chat | bytes) -> None:
    assert re.fullmatch("[0-9a-f]{8}", Pseudonyms(keys()).of(chat, NOON))
