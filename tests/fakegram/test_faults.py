"""Trouble on the way comes when a test wants it, to whom it wants, and as often."""

from __future__ import annotations

import json
import time
from http.client import HTTPException, IncompleteRead

import pytest

from tests.fakegram.person import ControlError, Fakegram, Person
from tests.fakegram.plain_bot import Answer, PlainBot
from tests.fakegram.wire import post

ANA = 77


def send(bot: PlainBot, text: str = "a", chat: int = ANA) -> Answer:
    return bot.call("sendMessage", chat_id=chat, text=text)


def test_too_many_says_when_to_come_back(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.fault("too_many", retry_after=7)
    refused = send(bot)
    assert (refused.status, refused.retry_after) == (429, 7)
    assert refused.error == "Too Many Requests: retry after 7"
    assert send(bot).ok
    assert ana.texts() == ["/start", "a"]


def test_a_pause_lasts_its_seconds_and_counts_down(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    fakegram.hold()
    fakegram.fault("too_many", method="send*", seconds=30)
    assert send(bot).retry_after == 30
    fakegram.advance(20)
    assert send(bot).retry_after == 10
    assert bot.call("getMe").ok
    fakegram.advance(10)
    assert send(bot).ok


def test_trouble_in_one_chat_leaves_the_others_alone(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    fakegram.person(5).start()
    fakegram.fault("too_many", chat=ANA, times=None)
    assert [send(bot, chat=chat).status for chat in (5, ANA, 5, ANA)] == [200, 429, 200, 429]
    fakegram.heal()
    assert send(bot).ok


def test_some_calls_pass_before_the_trouble(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.fault("server_error", method="sendMessage", skip=1, times=2, status=500)
    assert [send(bot).status for _ in range(4)] == [200, 500, 500, 200]


def test_a_page_instead_of_json(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.fault("html", status=502)
    status, said = post(f"{fakegram.base_url}{fakegram.token}/getMe")
    assert status == 502
    assert said.startswith(b"<html>")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop", ConnectionError),
        ("lost_answer", ConnectionError),
        ("cut_body", IncompleteRead),
        ("bad_json", json.JSONDecodeError),
    ],
)
def test_an_answer_may_not_arrive(
    fakegram: Fakegram, ana: Person, bot: PlainBot, kind: str, error: type[Exception]
) -> None:
    fakegram.fault(kind, method="sendMessage")
    with pytest.raises((error, HTTPException)):
        send(bot, "did it?")
    assert ("did it?" in ana.texts()) == (kind != "drop")
    (call,) = fakegram.calls("sendMessage")
    assert (call["fault"], call["accepted"]) == (kind, kind != "drop")
    assert send(bot).ok


def test_a_lost_answer_to_a_poll_loses_no_update(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    ana.say("a")
    fakegram.fault("lost_answer", method="getUpdates")
    with pytest.raises((ConnectionError, HTTPException)):
        bot.updates()
    assert len(bot.updates()) == 1


def test_a_late_call_is_carried_out_late(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.fault("delay", wait=0.3)
    began = time.monotonic()
    assert send(bot).ok
    assert time.monotonic() - began >= 0.3
    assert fakegram.calls("sendMessage")[0]["took"] >= 0.3


def test_a_slow_answer_arrives_whole(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.fault("slow_body", wait=0.3)
    began = time.monotonic()
    assert send(bot).ok
    assert time.monotonic() - began >= 0.3


def test_fetching_a_file_can_fail_too(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    ana.send_file("voice", b"OggS")
    file_id = bot.updates()[0]["message"]["voice"]["file_id"]
    fakegram.fault("drop", method="download")
    with pytest.raises((ConnectionError, HTTPException)):
        bot.download(file_id)
    assert bot.download(file_id) == b"OggS"


def test_a_breach_is_found_under_trouble_as_well(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    fakegram.fault("server_error")
    assert bot.call("sendMessage", chat_id=ANA).status == 502
    assert len(fakegram.forgive()) == 1


@pytest.mark.parametrize("described", [{"kind": "earthquake"}, {"kind": "drop", "when": 1}])
def test_trouble_that_is_not_known_is_refused(
    fakegram: Fakegram, described: dict[str, object]
) -> None:
    with pytest.raises(ControlError):
        fakegram.control("fault", **described)


# Rates


def test_without_limits_nothing_is_too_fast(ana: Person, bot: PlainBot) -> None:
    assert all(send(bot).ok for _ in range(5))


def test_one_message_a_second_in_a_chat(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    fakegram.hold()
    fakegram.limit()
    message = send(bot).wire["result"]["message_id"]
    refused = send(bot)
    assert (refused.status, refused.retry_after) == (429, 1)
    bot.ask("deleteMessage", chat_id=ANA, message_id=message)  # is not counted
    fakegram.advance(1)
    assert send(bot).ok
    fakegram.limit(on=False)
    assert send(bot).ok


def test_thirty_messages_a_second_overall(fakegram: Fakegram, bot: PlainBot) -> None:
    fakegram.many(*(("start", {"person": number}) for number in range(1, 41)))
    fakegram.hold()
    fakegram.limit()
    statuses = [send(bot, chat=number).status for number in range(1, 41)]
    assert statuses == [200] * 30 + [429] * 10
    fakegram.advance(1)
    assert send(bot, chat=40).ok
