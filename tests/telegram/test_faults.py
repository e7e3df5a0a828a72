"""Whatever goes wrong on the way to Telegram, she is answered, and nobody else waits for it."""

from __future__ import annotations

import time

import pytest

from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import (
    CLOSE,
    FIRST,
    TICKS,
    alone,
    begin,
    gone,
    is_quiet,
    say,
    sent,
    tap,
)

NOT_DONE = ("too_many", "server_error", "html", "drop")
"""The call is not carried out."""
UNTOLD = ("lost_answer", "bad_json", "cut_body")
"""It is carried out, and nobody learns that."""
KINDS = (*NOT_DONE, *UNTOLD, "slow_body")
BUT_POLLS = "[!g]*"
OUTAGE = 8
PAUSE = 30
LEAST_QUEUE = 11
"""Seconds a poll would wait behind twelve calls, one a second."""


def people_with_faults(bot: RunningBot, method: str) -> dict[str, Person]:
    """Somebody for each kind of fault, who will meet it once."""
    people = {kind: bot.person(number) for number, kind in enumerate(KINDS)}
    for kind, person in people.items():
        bot.fakegram.fault(kind, method=method, chat=person.id, times=1)
    return people


def people_while_nothing_can_be_sent(bot: RunningBot) -> list[Person]:
    """Twenty people who have tapped, and whom no answer reaches from now on."""
    people = [bot.person(number) for number in range(20)]
    for person in people:
        begin(person)
    bot.fakegram.fault("server_error", method=BUT_POLLS, times=None)
    for person in people:
        person.tap("Yes")
    return people


def shows(person: Person, texts: list[str]) -> None:
    """Wait until exactly these texts are to be seen."""
    person.fakegram.until(lambda: person.texts() == texts, 20)


def test_a_new_message_that_fails_is_said_again_and_what_nobody_learnt_of_is_counted(
    running: RunningBot,
) -> None:
    people = people_with_faults(running, "sendMessage")
    for person in people.values():
        person.start()
    for kind, person in people.items():
        copies = 2 if kind in UNTOLD else 1
        shows(person, [FIRST] * copies)
    for person in people.values():
        person.tap(CLOSE)
    for kind, person in people.items():
        left = [FIRST] if kind in UNTOLD else []
        shows(person, left)
    running.stop()
    lost = {kind: held(running, person)[1].lost for kind, person in people.items()}
    assert {kind: lost[kind] for kind in UNTOLD} == dict.fromkeys(UNTOLD, 1)
    assert (lost["too_many"], lost["slow_body"]) == (0, 0)


def test_an_edit_that_fails_is_made_again(running: RunningBot) -> None:
    people = people_with_faults(running, "editMessageText")
    for person in people.values():
        begin(person)
    for person in people.values():
        person.tap("Yes")
    for person in people.values():
        alone(person, TICKS, 20)
        assert sent(person) == 1


def test_a_removal_that_fails_is_made_again(running: RunningBot) -> None:
    people = people_with_faults(running, "deleteMessages")
    for person in people.values():
        person.start()
    for person in people.values():
        alone(person, FIRST, 20)
    for kind, person in people.items():
        running.fakegram.fault(kind, method="deleteMessages", chat=person.id, times=2)
        person.say("exit")
    for person in people.values():
        gone(person, 20)
        is_quiet(person, 0.05)


def test_a_poll_that_fails_is_made_again(running: RunningBot) -> None:
    for number, kind in enumerate(KINDS):
        person = running.person(number)
        running.fakegram.fault(kind, method="getUpdates", times=1)
        begin(person)
        tap(person, "Yes", TICKS)
    assert running.lines("poll_failed") >= len(NOT_DONE) - 1


def test_where_one_chat_is_paused_no_other_waits_and_its_own_removals_do_not(
    running: RunningBot,
) -> None:
    paused, other = running.person(1), running.person(2)
    begin(paused)
    begin(other)
    for method in ("editMessageText", "sendMessage"):
        running.fakegram.fault("too_many", method=method, chat=paused.id, seconds=PAUSE)
    written = paused.say("yes")
    running.fakegram.until(lambda: written not in [m.id for m in paused.visible()], PAUSE / 2)
    begun = time.monotonic()
    tap(other, "Yes", TICKS)
    assert time.monotonic() - begun < PAUSE / 2
    running.fakegram.until(lambda: running.fakegram.calls("editMessageText")[-1]["status"])
    tries = [c for c in running.fakegram.calls("editMessageText") if c["fault"]]
    assert len(tries) <= 1
    paused.say("exit")
    gone(paused, PAUSE / 2)


def test_who_leaves_is_heard_while_nothing_can_be_sent(running: RunningBot) -> None:
    people = people_while_nothing_can_be_sent(running)
    begun = time.monotonic()
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    leaver = people[0]
    leaver.say("exit")
    running.fakegram.until(lambda: running.fakegram.pending() == 0)
    assert time.monotonic() - begun < LEAST_QUEUE
    running.fakegram.heal()
    gone(leaver, 30)


def test_while_everything_fails_telegram_is_asked_once_a_second_and_then_all_goes_on(
    running: RunningBot,
) -> None:
    people = people_while_nothing_can_be_sent(running)
    running.fakegram.until(lambda: running.fakegram.pending() == 0, 20)
    running.fakegram.fault("drop", method="*", times=None)
    running.person(50).start()  # so that the poll that is held open ends
    time.sleep(2)
    before, polls_before = tried(running)
    time.sleep(OUTAGE)
    calls, polls = tried(running)
    assert 0 < calls - before <= OUTAGE + 1
    assert 0 < polls - polls_before <= OUTAGE
    running.fakegram.heal()
    for person in people:
        alone(person, TICKS, 30)


def tried(bot: RunningBot) -> tuple[int, int]:
    """How often the bot tried to do something, and how often to hear something."""
    calls, all_calls = len(bot.fakegram.calls()), len(bot.fakegram.calls(polls=True))
    return calls, all_calls - calls


def test_another_program_that_polls_is_no_end(running: RunningBot, she: Person) -> None:
    begin(she)
    other = running.fakegram.plain_bot()
    other.call("getUpdates", timeout=0)
    for _ in range(2):
        other.call("getUpdates", timeout=1)
    running.fakegram.until(lambda: running.lines("poll_failed"), 10)
    she.say("yes")
    alone(she, TICKS, 15)
    assert TICKS in say(she, "hm", "Please tap a button").text


@pytest.mark.parametrize("status", [413, 403])
def test_a_refusal_of_a_rare_kind_is_no_outage(
    running: RunningBot, she: Person, status: int
) -> None:
    begin(she)
    running.fakegram.fault("server_error", method="editMessageText", status=status, times=1)
    she.tap("Yes")
    alone(she, TICKS)
    assert sent(she) == 2, "as the edit was refused, it was said anew"
