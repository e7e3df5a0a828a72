"""A call that breaks a rule of the Bot API fails, and the test it happened in fails as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakegram.person import Fakegram, Person, RulesBroken
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.request import Raw, Unreadable, Upload, read
from tests.fakegram.wire import form, get, post

ANA = 77


def keyboard(**button: Any) -> dict[str, Any]:
    return {"chat_id": ANA, "text": "a", "reply_markup": {"inline_keyboard": [[button]]}}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": ANA}, "text is missing"),
    ("sendMessage", {"text": "a"}, "chat_id is missing"),
    ("sendMessage", {"chat_id": ANA, "text": "a", "foo": 1}, "has no 'foo'"),
    ("sendMessage", {"chat_id": ANA, "text": ""}, "0 characters, allowed are 1-4096"),
    ("sendMessage", {"chat_id": ANA, "text": "x" * 4097}, "4097 characters"),
    ("sendMessage", {"chat_id": ANA, "text": "\U0001f600" * 2049}, "4098 characters"),
    ("sendMessage", {"chat_id": ANA, "text": "a", "protect_content": "yes"}, "not Boolean"),
    ("sendMessage", {"chat_id": ANA, "text": "a", "protect_content": 1}, "expected Boolean"),
    ("sendMessage", {"chat_id": ANA, "text": "a", "reply_markup": "{"}, "as JSON"),
    ("sendMessage", {"chat_id": ANA, "text": "a", "entities": [{"type": "bold"}]}, "offset"),
    ("sendMessage", keyboard(text="a", callback_data="x" * 65), "65 bytes, allowed are 1-64"),
    ("sendMessage", keyboard(text="a", callback_data="ы" * 33), "66 bytes"),
    ("sendMessage", keyboard(text="a", callback_data=""), "0 bytes"),
    ("sendMessage", keyboard(text="a"), "exactly one thing, not nothing"),
    ("sendMessage", keyboard(text="a", callback_data="b", url="https://a.b"), "exactly one thing"),
    ("sendMessage", keyboard(text=" ", callback_data="b"), "needs a label"),
    ("sendMessage", keyboard(txt="a", callback_data="b"), "has no 'txt'"),
    ("sendMessage", keyboard(text="a", url="tel:112"), "not an HTTP or tg:// URL"),
    ("sendMessage", keyboard(text="a", copy_text={"text": "1" * 257}), "257 characters"),
    ("sendMessage", keyboard(text="a", style="pink", callback_data="b"), "'pink' is none of"),
    ("editMessageText", {"chat_id": ANA, "message_id": 1, "text": "x" * 4097}, "4097"),
    (
        "editMessageText",
        {"chat_id": ANA, "message_id": 1, "text": "a", "reply_markup": {"keyboard": [["a"]]}},
        "InlineKeyboardMarkup has no 'keyboard'",
    ),
    ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    ("deleteMessages", {"chat_id": ANA, "message_ids": list(range(1, 102))}, "101 items"),
    ("deleteMessages", {"chat_id": ANA, "message_ids": []}, "0 items"),
    ("deleteMessages", {"chat_id": ANA, "message_ids": ["1"]}, "expected Integer"),
    ("getUpdates", {"limit": 0}, "0, allowed are 1-100"),
    ("getUpdates", {"limit": 101}, "101, allowed are 1-100"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "201 characters"),
    ("setMyCommands", {"commands": [{"command": "Go!", "description": "a"}]}, "not allowed here"),
    ("setMyCommands", {"commands": [{"command": "go", "description": ""}]}, "0 characters"),
    (
        "setMyCommands",
        {"commands": [{"command": f"go{n}", "description": "a"} for n in range(101)]},
        "101 items, allowed are 0-100",
    ),
    ("setMyCommands", {"commands": [], "scope": {"type": "chats"}}, "'chats' is none of"),
    ("setMyCommands", {"commands": [], "language_code": "eng"}, "not allowed here"),
    ("setMyName", {"name": "x" * 65}, "65 characters"),
    ("setMyDescription", {"description": "x" * 513}, "513 characters"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "121 characters"),
    ("sendChatAction", {"chat_id": ANA, "action": "dancing"}, "'dancing' is none of"),
    ("setWebhook", {"url": "https://a.example", "secret_token": "a b"}, "not allowed here"),
    ("setWebhook", {"url": "https://a.example", "max_connections": 101}, "101, allowed"),
    ("setWebhook", {"url": "http://a.example"}, "An HTTPS URL must be provided"),
    ("setWebhook", {"url": "https://a.example:8000"}, "only on ports"),
    ("sendPhoto", {"chat_id": ANA, "photo": "attach://p"}, "no file came along"),
    ("sendPhoto", {"chat_id": ANA}, "photo is missing"),
]


@pytest.mark.parametrize(("method", "values", "complaint"), REFUSED)
def test_a_broken_rule_fails_the_call_and_is_a_violation(
    fakegram: Fakegram,
    ana: Person,
    bot: PlainBot,
    method: str,
    values: dict[str, Any],
    complaint: str,
) -> None:
    answer = bot.call(method, **values)
    assert answer.status == 400
    assert complaint in answer.error
    assert any(complaint in broken for broken in fakegram.forgive())
    assert len(ana.visible()) == 1  # her own /start: nothing was sent


def test_a_violation_nobody_forgives_fails_the_test(fakegram: Fakegram, bot: PlainBot) -> None:
    bot.call("sendMessage", text="a")
    with pytest.raises(RulesBroken, match="bot: sendMessage: chat_id is missing"):
        fakegram.assert_clean()
    fakegram.forgive()


def test_a_violation_fails_a_block_without_pytest() -> None:
    with pytest.raises(RulesBroken, match="no method 'sendMesage'"), Fakegram() as own:
        own.plain_bot().call("sendMesage", chat_id=ANA, text="a")


@pytest.mark.parametrize("method", ["sendMesage", "getUpdate", "..%2Fcontrol", "a/b", ""])
def test_a_method_telegram_does_not_know_is_not_found(
    fakegram: Fakegram, bot: PlainBot, method: str
) -> None:
    answer = bot.call(method)
    assert answer.status == 404
    assert answer.error.startswith("Not Found")
    assert len(fakegram.forgive()) == 1


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendDice", {"chat_id": ANA}),
        ("getChat", {"chat_id": ANA}),
        ("sendMessage", {"chat_id": ANA, "text": "a", "message_effect_id": "1"}),
        ("sendMessage", {"chat_id": ANA, "text": "*a*", "parse_mode": "MarkdownV2"}),
        ("sendMessage", {"chat_id": "@ana", "text": "a"}),
        ("sendPhoto", {"chat_id": ANA, "photo": "https://a.example/a.jpg"}),
        ("editMessageText", {"inline_message_id": "1", "text": "a"}),
    ],
)
def test_what_is_not_modelled_never_succeeds(
    fakegram: Fakegram, ana: Person, bot: PlainBot, method: str, values: dict[str, Any]
) -> None:
    answer = bot.call(method, **values)
    assert answer.status == 501
    assert "fakegram does not model" in answer.error
    assert len(fakegram.forgive()) == 1
    assert len(ana.visible()) == 1


def test_a_wrong_token_is_unauthorized(fakegram: Fakegram) -> None:
    assert PlainBot(fakegram.address, "100:wrong").call("getMe").status == 401
    status, _ = get(f"{fakegram.address}/file/bot100:wrong/photos/file_0")
    assert status == 401


def test_a_token_that_was_taken_away_is_unauthorized_and_the_new_one_goes_on(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    ana.say("a")
    old = fakegram.revoke()
    assert old != fakegram.token
    assert bot.call("getUpdates").status == 401
    assert len(fakegram.plain_bot().updates()) == 1
    fakegram.reset()
    assert fakegram.token == old


def test_a_method_is_found_in_any_case_and_by_get(fakegram: Fakegram) -> None:
    for name in ("getMe", "getme", "GETME"):
        status, said = get(f"{fakegram.base_url}{fakegram.token}/{name}")
        assert (status, json.loads(said)["result"]["id"]) == (200, 100_000_001)


def test_json_and_forms_mean_the_same(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    values = keyboard(text="Да", callback_data="1") | {"protect_content": True}
    url = f"{fakegram.base_url}{fakegram.token}/sendMessage"
    post(url, json.dumps(values).encode())
    post(url, form(values, {})[0], "application/x-www-form-urlencoded")
    first, second = ana.visible()[1:]
    assert (first.text, first.rows, first.protected) == (second.text, second.rows, True)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_not_json_is_refused(fakegram: Fakegram, body: bytes) -> None:
    status, _ = post(f"{fakegram.base_url}{fakegram.token}/getMe", body)
    assert status == 400
    assert len(fakegram.forgive()) == 1


def test_a_file_nobody_speaks_of_is_a_violation(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    answer = bot.call("sendMessage", {"extra": Upload("a", b"a")}, chat_id=ANA, text="a")
    assert "nothing speaks of the file 'extra'" in answer.error
    fakegram.forgive()


def test_a_form_keeps_bytes_and_names_as_they_are() -> None:
    data = bytes(range(256)) * 3 + b"\r\n--not the boundary\r\n\r\n"
    body, content_type = form({"caption": "ü"}, {"document": Upload('a "b" ü.bin', data)})
    raw = read("chat_id=77", content_type, body)
    assert raw == Raw({"chat_id": "77", "caption": "ü"}, {"document": Upload('a "b" ü.bin', data)})


def test_a_form_without_a_boundary_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read("", "multipart/form-data", b"")
