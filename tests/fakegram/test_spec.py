"""What is modelled here stands in the Bot API, word for word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakegram import remake
from tests.fakegram.check import Checker
from tests.fakegram.limits import choices
from tests.fakegram.methods import METHODS, Method
from tests.fakegram.spec import bot_api
from tests.fakegram.world import World

SPEC = bot_api()


def test_the_data_is_bot_api_10_3() -> None:
    assert SPEC.version == "10.3"
    assert (len(SPEC.methods), len(SPEC.types)) == (185, 400)


def test_the_data_names_its_origin_and_licence() -> None:
    notice = remake.DATA.with_name("NOTICE").read_text()
    assert remake.RELEASE in notice
    assert "Alex Root Junior" in notice
    assert "Permission is hereby granted" in notice


def test_slimming_keeps_names_types_and_descriptions_alone(tmp_path: Path) -> None:
    field = {"name": "a", "type": "String", "required": True, "description": "An a"}
    method = {"name": "m", "category": "methods", "description": "Does", "annotations": [field]}
    schema = {
        "api": {"version": "1"},
        "items": [{"title": "T", "children": [{**method, "html_description": "<p>"}]}],
    }
    slim = remake.slim(schema)
    assert slim["methods"] == [{"name": "m", "description": "Does", "fields": [field]}]
    assert json.loads(remake.lines(slim)) == slim


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_modelled_method_takes_and_returns_what_the_bot_api_says(method: Method) -> None:
    entry = SPEC.methods[method.name]
    assert set(method.takes.split()) <= set(entry.fields)
    assert {f.name for f in entry.fields.values() if f.required} <= set(method.takes.split())
    assert method.returns.split()[-1] in entry.description


def test_types_of_messages_and_buttons_are_closed_lists() -> None:
    entity = SPEC.types["MessageEntity"].fields["type"]
    assert {"bold", "spoiler", "text_link", "date_time"} <= choices(entity)
    action = SPEC.methods["sendChatAction"].fields["action"]
    assert {"typing", "upload_document", "record_video"} <= choices(action)
    assert choices(SPEC.types["ChatMemberBanned"].fields["status"]) == {"kicked"}


PRIVATE = {"id": 7, "type": "private", "first_name": "A"}
MESSAGE = {"message_id": 1, "date": 1, "chat": PRIVATE, "text": "a"}
USER = {"id": 7, "is_bot": False, "first_name": "A"}


def complaints(kind: str, value: Any) -> list[str]:
    return list(Checker(SPEC).value(kind, value, "it"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Message", MESSAGE),
        ("Update", {"update_id": 1, "message": MESSAGE}),
        ("MaybeInaccessibleMessage", {"chat": PRIVATE, "message_id": 1, "date": 0}),
        ("MessageOrigin", {"type": "hidden_user", "sender_user_name": "A", "date": 1}),
        ("Array of Array of InlineKeyboardButton", [[{"text": "a", "url": "https://a.example"}]]),
        ("Integer or String", 7),
        ("Float", 1),
    ],
)
def test_a_good_value_is_accepted(kind: str, value: Any) -> None:
    assert complaints(kind, value) == []


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ("Message", MESSAGE | {"date": "1"}, "it.date: expected Integer, got str"),
        ("Message", MESSAGE | {"texts": "a"}, "it: Message has no 'texts'"),
        ("Message", {"message_id": 1, "date": 1}, "it: chat is missing"),
        ("Message", MESSAGE | {"has_protected_content": False}, "it.has_protected_content"),
        ("Message", MESSAGE | {"chat": PRIVATE | {"type": "secret"}}, "it.chat.type: 'secret'"),
        ("Message", MESSAGE | {"from": USER | {"is_bot": 0}}, "it.from.is_bot: expected Boolean"),
        ("Update", {"update_id": 1}, "it: an update has its id and exactly one field"),
        ("Integer", True, "it: expected Integer, got bool"),
        ("Integer", None, "it: expected Integer, got NoneType"),
        ("Array of Integer", [1, "2"], "it[1]: expected Integer"),
        ("Array of Integer", 1, "it: expected an array"),
        ("MessageOrigin", {"type": "user", "date": 1}, "it: sender_user is missing"),
        ("ChatMember", {"status": "gone", "user": USER}, "it.status: 'gone' is none of"),
        ("CallbackQuery", {"id": "1", "from": USER, "chat_instance": "1"}, "it: exactly one of"),
    ],
)
def test_a_bad_value_is_named(kind: str, value: Any, complaint: str) -> None:
    assert complaint in "\n".join(complaints(kind, value))


def test_a_bad_update_or_result_of_this_server_is_its_own_violation() -> None:
    world = World()
    world.report("message", {"message_id": 1})
    world.check_result("Message", {"message_id": 1}, "sendMessage")
    broken = world.ledger.violations
    assert {violation["by"] for violation in broken} == {"fakegram"}
    assert [violation["what"] for violation in broken] == [
        "update.message: date is missing",
        "update.message: chat is missing",
        "sendMessage result: date is missing",
        "sendMessage result: chat is missing",
    ]
