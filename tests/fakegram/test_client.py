"""A real client library works with this server, and has nothing to know but two addresses."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.spec import bot_api

telegram: Any = pytest.importorskip("telegram", reason="python-telegram-bot is not installed")
error: Any = importlib.import_module("telegram.error")


@pytest.fixture
def client(fakegram: Fakegram) -> Any:
    return telegram.Bot(
        fakegram.token, base_url=fakegram.base_url, base_file_url=fakegram.base_file_url
    )


def test_the_library_is_no_newer_than_the_data() -> None:
    newest = tuple(int(part) for part in bot_api().version.split("."))
    assert telegram.__bot_api_version_info__ <= newest


async def test_it_talks_as_with_telegram(client: Any, fakegram: Fakegram, ana: Person) -> None:
    async with client:
        assert (await client.get_me()).username == "fakegram_bot"
        ana.say("Hello")
        (update,) = await client.get_updates()
        assert update.message.text == "Hello"
        yes = telegram.InlineKeyboardButton("Yes", callback_data="y")
        sent = await client.send_message(
            ana.id,
            "<b>Well?</b>",
            parse_mode="HTML",
            protect_content=True,
            disable_notification=True,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            reply_markup=telegram.InlineKeyboardMarkup([[yes]]),
        )
        ana.tap("Yes")
        (tapped,) = await client.get_updates(offset=update.update_id + 1)
        assert tapped.callback_query.message.message_id == sent.message_id
        await tapped.callback_query.answer("Good")
        assert ana.answers()[-1]["text"] == "Good"
        await client.edit_message_text("Good.", ana.id, sent.message_id)
        assert ana.texts() == ["/start", "Hello", "Good."]
        await client.delete_messages(ana.id, [update.message.message_id, sent.message_id])
        assert ana.texts() == ["/start"]


async def test_it_sends_and_fetches_files(client: Any, ana: Person) -> None:
    async with client:
        await client.send_document(ana.id, b"%PDF-1.7", filename="plan.pdf", caption="Plan")
        assert ana.visible()[-1].kind == "document"
        ana.send_file("photo", b"\xff\xd8\xff\x00")
        (update,) = await client.get_updates()
        file = await update.message.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == b"\xff\xd8\xff\x00"


async def test_it_sets_commands_and_menu(client: Any, ana: Person) -> None:
    async with client:
        scope = telegram.BotCommandScopeChat(ana.id)
        await client.set_my_commands([("notes", "Notes")], scope=scope)
        await client.set_chat_menu_button(ana.id, telegram.MenuButtonCommands())
        assert ana.profile()["commands"] == [{"command": "notes", "description": "Notes"}]
        await client.delete_my_commands(scope=scope)
        assert ana.profile()["commands"] == []


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_it_hears_every_refusal(client: Any, fakegram: Fakegram, ana: Person) -> None:
    async with client:
        with pytest.raises(error.BadRequest, match="Message to delete not found"):
            await client.delete_message(ana.id, 5)
        fakegram.fault("too_many", retry_after=3)
        with pytest.raises(error.RetryAfter):
            await client.send_message(ana.id, "a")
        fakegram.fault("lost_answer")
        with pytest.raises(error.NetworkError):
            await client.send_message(ana.id, "did it arrive?")
        assert ana.texts()[-1] == "did it arrive?"
        ana.block()
        with pytest.raises(error.Forbidden, match="blocked by the user"):
            await client.send_message(ana.id, "a")
        await client.set_webhook("https://bot.example")
        with pytest.raises(error.Conflict):
            await client.get_updates()
