"""Whatever people and a well-behaved bot do: every update and result keeps the Bot API's rules."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakegram.errors import Refusal, WrongControl
from tests.fakegram.media import KINDS
from tests.fakegram.methods import METHODS, Call
from tests.fakegram.people import ACTIONS
from tests.fakegram.request import Upload
from tests.fakegram.updates import Update
from tests.fakegram.world import World

ANA = 77
DAY = 24 * 3600
PNG = Upload("a.png", b"\x89PNG\r\n\x1a\n")
Json = dict[str, Any]

words = st.text(min_size=1, max_size=30) | st.sampled_from(["/start", "a@b.example", "<b>a</b>"])
which = st.integers(0, 30)
label = st.sampled_from(["Yes", "No", "Copy", "Where"])
inline = st.lists(
    st.sampled_from(
        [
            {"text": "Yes", "callback_data": "y"},
            {"text": "No", "callback_data": "n", "style": "danger"},
            {"text": "Copy", "copy_text": {"text": "112"}},
        ]
    ),
    max_size=3,
).map(lambda row: {"inline_keyboard": [row]})
keys = st.just({"keyboard": [[{"text": "Where", "request_location": True}]]})
markup = inline | keys | st.just({"remove_keyboard": True})
kind = st.sampled_from(KINDS)

person_acts = st.one_of(
    st.tuples(st.just("say"), st.fixed_dictionaries({"text": words})),
    st.tuples(st.just("tap"), st.fixed_dictionaries({"label": label})),
    st.tuples(st.just("edit"), st.fixed_dictionaries({"message": which, "text": words})),
    st.tuples(st.just("delete_copies"), st.fixed_dictionaries({"messages": st.lists(which)})),
    st.tuples(st.just("tap_token"), st.fixed_dictionaries({"message": which, "data": words})),
    st.tuples(
        st.just("send_file"),
        st.fixed_dictionaries({"kind": kind, "data": st.just("AAAA"), "caption": words}),
    ),
    st.tuples(
        st.sampled_from(
            ["block", "unblock", "start", "clear_chat", "share_contact", "send_sticker"]
        ),
        st.just({}),
    ),
)
bot_acts = st.one_of(
    st.tuples(
        st.just("sendMessage"), st.fixed_dictionaries({"text": words, "reply_markup": markup})
    ),
    st.tuples(
        st.just("editMessageText"),
        st.fixed_dictionaries({"message_id": which, "text": words, "reply_markup": inline}),
    ),
    st.tuples(st.just("editMessageReplyMarkup"), st.fixed_dictionaries({"message_id": which})),
    st.tuples(st.just("deleteMessages"), st.fixed_dictionaries({"message_ids": st.lists(which)})),
    st.tuples(st.just("deleteMessage"), st.fixed_dictionaries({"message_id": which})),
    st.tuples(st.just("sendPhoto"), st.fixed_dictionaries({"caption": words})),
    st.tuples(
        st.just("editMessageMedia"),
        st.fixed_dictionaries(
            {"message_id": which, "media": st.just({"type": "photo", "media": "attach://photo"})}
        ),
    ),
)
waits = st.tuples(st.just("advance"), st.sampled_from([1, 200, DAY, 3 * DAY]))
acts = st.lists(person_acts | bot_acts | waits, max_size=40)


def mine(world: World, values: Json) -> Json:
    """Small numbers become the ids of messages there are, or one there is not."""
    known = [*world.chats.get(ANA).messages, 1]

    def real(number: int) -> int:
        return int(known[number % len(known)])

    changed: Json = {
        name: real(values[name]) for name in ("message", "message_id") if name in values
    }
    for name in ("messages", "message_ids"):
        if name in values:
            changed[name] = [real(number) for number in values[name]]
    return {**values, **changed}


def act(world: World, name: str, values: Any) -> None:
    """Do one thing; what Telegram or an app refuses is refused here too."""
    try:
        if name == "advance":
            world.advance(values)
        elif name in ACTIONS:
            ACTIONS[name](world, person=ANA, **mine(world, values))
        else:
            call = Call(world, {"chat_id": ANA, **mine(world, values)}, {"photo": PNG})
            world.check_result(METHODS[name].returns, METHODS[name].run(call), name)
    except (Refusal, WrongControl):
        return


def played(actions: list[tuple[str, Any]]) -> World:
    """A world after all this."""
    world = World()
    ACTIONS["start"](world, person=ANA)
    for name, values in actions:
        act(world, name, values)
    return world


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts)
def test_every_update_and_result_keeps_the_rules(actions: list[tuple[str, Any]]) -> None:
    assert played(actions).ledger.violations == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts)
def test_she_sees_what_was_said_and_sent_and_not_removed(actions: list[tuple[str, Any]]) -> None:
    chat = played(actions).chats.get(ANA)
    came = [event["id"] for event in chat.history if event["what"] in ("said", "sent")]
    gone = {event["id"] for event in chat.history if event["what"] == "deleted"}
    hidden = {held.id for held in chat.messages.values() if not held.seen}
    seen = [message["id"] for message in chat.visible(0)]
    assert seen == [number for number in came if number not in gone | hidden]
    assert gone == set(chat.removed)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts, st.integers(1, 7))
def test_whoever_confirms_what_came_gets_each_update_once_and_in_order(
    actions: list[tuple[str, Any]], limit: int
) -> None:
    world = played([action for action in actions if action[0] != "advance"])
    waiting, found = world.updates.pending(), list[Update]()
    while batch := world.updates.take(found[-1]["update_id"] + 1 if found else 0, limit):
        found += batch
    ids = [update["update_id"] for update in found]
    assert ids == sorted(set(ids))
    assert len(ids) == waiting
