"""Updates wait until they are confirmed or too old, and there is one poller at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakegram.person import ControlError, Fakegram, Person
from tests.fakegram.plain_bot import Answer, PlainBot

ANA = 77
HOUR = 3600
YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def in_background(work: Callable[[], Answer]) -> Callable[[], Answer]:
    with_result = ThreadPoolExecutor(1)
    future = with_result.submit(work)
    with_result.shutdown(wait=False)
    return lambda: future.result(10)


# Confirming


def test_an_unconfirmed_update_comes_again(ana: Person, bot: PlainBot) -> None:
    ana.say("a")
    first = bot.updates()
    assert texts(first) == ["a"]
    assert bot.updates() == first
    assert bot.updates(offset=first[0]["update_id"]) == first


def test_a_higher_offset_confirms_all_before_it(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    for text in "abc":
        ana.say(text)
    second = bot.updates()[1]["update_id"]
    assert texts(bot.updates(offset=second + 1)) == ["c"]
    assert texts(bot.updates()) == ["c"]
    assert fakegram.pending() == 1


def test_a_negative_offset_forgets_all_but_the_last(ana: Person, bot: PlainBot) -> None:
    for text in "abc":
        ana.say(text)
    assert texts(bot.updates(offset=-1)) == ["c"]
    assert texts(bot.updates()) == ["c"]


def test_an_offset_far_in_the_future_is_taken_for_none(ana: Person, bot: PlainBot) -> None:
    ana.say("a")
    assert texts(bot.updates(offset=2_000_000_000)) == ["a"]
    assert texts(bot.updates()) == ["a"]


def test_a_limit_takes_the_oldest(ana: Person, bot: PlainBot) -> None:
    for text in "abc":
        ana.say(text)
    assert texts(bot.updates(limit=2)) == ["a", "b"]


def test_at_most_a_hundred_come_at_once(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.many(*(("say", {"person": ANA, "text": str(n)}) for n in range(130)))
    assert len(bot.updates()) == 100
    assert len(bot.drain()) == 130


# Expiring


def test_a_tap_is_lost_after_150_seconds_and_a_message_is_not(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup=YES)
    ana.tap("Yes")
    ana.say("yes")
    fakegram.advance(149)
    assert len(bot.updates()) == 2
    fakegram.advance(2)
    assert texts(bot.updates()) == ["yes"]


def test_a_message_is_lost_after_a_day(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    said = ana.say("yes")
    ana.edit(said, "no")
    ana.block()
    fakegram.advance(24 * HOUR - 60)
    assert len(bot.updates()) == 3
    fakegram.advance(61)
    assert bot.updates() == []
    ana.unblock()
    assert len(bot.updates()) == 1


# Which kinds


def test_only_what_was_asked_for_is_queued(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    bot.updates(allowed_updates=["callback_query"])
    ana.say("not heard")
    assert fakegram.pending() == 0
    bot.updates(timeout=0)  # the former choice is kept
    ana.say("not heard")
    assert fakegram.pending() == 0
    bot.updates(allowed_updates=[])
    ana.say("heard")
    assert texts(bot.updates()) == ["heard"]


def test_a_kind_that_does_not_exist_is_a_breach(fakegram: Fakegram, bot: PlainBot) -> None:
    answer = bot.call("getUpdates", allowed_updates=["message", "messages"])
    assert answer.error == "Bad Request: there are no updates called messages"
    fakegram.forgive()


# Waiting


def test_a_long_poll_ends_with_the_first_update(ana: Person, bot: PlainBot) -> None:
    waiting = in_background(lambda: bot.call("getUpdates", timeout=30))
    threading.Timer(0.2, ana.say, ("a",)).start()
    assert texts(waiting().wire["result"]) == ["a"]


def test_a_long_poll_ends_empty(bot: PlainBot) -> None:
    began = time.monotonic()
    assert bot.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 5


def test_of_two_pollers_the_first_is_sent_away(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    first = in_background(lambda: bot.call("getUpdates", timeout=30))
    fakegram.until(lambda: fakegram.calls("getUpdates", polls=True)[-1]["status"] == 0)
    second = in_background(lambda: bot.call("getUpdates", timeout=30))
    answer = first()
    assert answer.status == 409
    assert "make sure that only one bot instance is running" in answer.error
    ana.say("a")
    assert texts(second().wire["result"]) == ["a"]


def test_nobody_polls_beside_a_webhook(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    waiting = in_background(lambda: bot.call("getUpdates", timeout=30))
    fakegram.until(lambda: fakegram.calls("getUpdates", polls=True)[-1]["status"] == 0)
    bot.ask("setWebhook", url="https://bot.example/hook", secret_token="a-b_C")
    assert waiting().error == "Conflict: terminated by setWebhook request"
    ana.say("a")
    refused = bot.call("getUpdates")
    assert (refused.status, "webhook is active" in refused.error) == (409, True)
    told = bot.ask("getWebhookInfo")
    assert (told["url"], told["pending_update_count"]) == ("https://bot.example/hook", 1)
    assert told["last_error_message"] == "Connection refused"
    bot.ask("deleteWebhook")
    assert texts(bot.updates()) == ["a"]
    assert bot.ask("getWebhookInfo")["url"] == ""


@pytest.mark.parametrize("method", ["deleteWebhook", "setWebhook"])
def test_what_waits_can_be_dropped(ana: Person, bot: PlainBot, method: str) -> None:
    ana.say("a")
    address = {"url": "https://bot.example"} if method == "setWebhook" else {}
    bot.ask(method, drop_pending_updates=True, **address)
    bot.ask("deleteWebhook")
    assert bot.updates() == []


# What a test may do


def test_a_confirmed_update_can_come_once_more(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    ana.say("a")
    ana.say("b")
    seen = bot.drain()
    fakegram.repeat(seen[0]["update_id"])
    again = bot.updates(offset=seen[-1]["update_id"] + 1)
    assert again == seen[:1]
    assert bot.updates(offset=seen[-1]["update_id"] + 1) == []


def test_what_waits_can_arrive_in_another_order(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    for text in "abcdef":
        ana.say(text)
    before = bot.updates()
    fakegram.shuffle(3)
    after = bot.updates()
    assert [update["update_id"] for update in after] == [u["update_id"] for u in before]
    assert texts(after) != texts(before)
    assert sorted(texts(after)) == sorted(texts(before))


def test_ids_can_jump_as_after_a_quiet_week(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.jump(17)
    ana.say("a")
    assert [update["update_id"] for update in bot.updates(offset=500_001)] == [17]
    with pytest.raises(ControlError):
        fakegram.jump(3)


def test_an_update_nobody_can_read_is_delivered_as_it_is(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    poison = {"message": {"message_id": "not a number", "new": [None]}}
    update_id = fakegram.raw(poison)
    assert bot.updates() == [{"update_id": update_id, **poison}]
