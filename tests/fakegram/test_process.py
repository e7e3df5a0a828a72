"""The server is a process of its own that prints its address and never outlives its parent."""

from __future__ import annotations

import re
import subprocess
import sys
from email.utils import parsedate_to_datetime
from urllib.request import urlopen

import pytest

from tests.fakegram.person import ROOT, ControlError, Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.wire import get, post

COMMAND = (sys.executable, "-m", "tests.fakegram", "--port", "0", "--with-parent")


def test_it_prints_its_address_and_ends_with_its_input() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
            assert post(f"{address}/control/pending")[0] == 200
            process.stdin.close()
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_two_servers_know_nothing_of_each_other(fakegram: Fakegram) -> None:
    with Fakegram() as other:
        other.person(5).start()
        assert (other.pending(), fakegram.pending()) == (1, 0)


def test_a_reset_leaves_nothing(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    ana.say("a")
    fakegram.advance(3600)
    bot.call("foo")
    fakegram.fault("drop")
    fakegram.reset()
    assert fakegram.pending() == 0
    assert fakegram.calls(polls=True) == []
    assert fakegram.violations() == []
    assert bot.call("sendMessage", chat_id=ana.id, text="a").error == "Bad Request: chat not found"


def test_a_held_clock_moves_by_hand_alone(fakegram: Fakegram) -> None:
    fakegram.hold()
    began = fakegram.advance(0)
    assert fakegram.advance(0) == began
    assert fakegram.advance(5) == began + 5


def test_calls_are_listed_without_polls(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    bot.updates()
    bot.ask("sendMessage", chat_id=77, text="a")
    assert [call["method"] for call in fakegram.calls()] == ["sendMessage"]
    assert "getUpdates" in [call["method"] for call in fakegram.calls(polls=True)]
    (call,) = fakegram.calls("sendMessage")
    assert (call["params"], call["status"]) == ({"chat_id": 77, "text": "a"}, 200)


def test_waiting_for_what_never_comes_fails(fakegram: Fakegram, ana: Person) -> None:
    with pytest.raises(AssertionError, match="did not become so"):
        ana.sees("anything", seconds=0.1)


def test_a_mistake_of_its_own_is_a_violation(fakegram: Fakegram, ana: Person) -> None:
    with pytest.raises(ControlError, match="status 500"):
        ana.does("send_file", kind="photo", data="A")
    (broken,) = fakegram.violations()
    assert broken["by"] == "fakegram"
    fakegram.forgive()


def test_nothing_else_is_served(fakegram: Fakegram) -> None:
    for path in ("", "control", "control/pending", "bot", fakegram.token):
        assert get(f"{fakegram.address}/{path}")[0] == 404
    with pytest.raises(ControlError):
        fakegram.control("../bot")
    assert fakegram.token not in "".join(fakegram.forgive())


def test_every_answer_is_dated_by_its_own_clock(fakegram: Fakegram, bot: PlainBot) -> None:
    began = fakegram.advance(0)
    fakegram.advance(3_600)
    with urlopen(f"{fakegram.base_url}{fakegram.token}/getMe") as answer:
        dates = answer.headers.get_all("Date")
    (dated,) = (parsedate_to_datetime(date).timestamp() for date in dates)
    assert 3_599 <= dated - began <= 3_660
