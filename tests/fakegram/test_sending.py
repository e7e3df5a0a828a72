"""What the bot sends is what the person sees."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.request import Upload

ANA = 77
PNG = Upload("a.png", b"\x89PNG\r\n\x1a\n and so on")


def test_a_message_is_seen_as_it_was_sent(ana: Person, bot: PlainBot) -> None:
    sent = bot.ask(
        "sendMessage",
        chat_id=ANA,
        text="Hello",
        protect_content=True,
        disable_notification=True,
        link_preview_options={"is_disabled": True},
        reply_markup={
            "inline_keyboard": [
                [{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}],
                [{"text": "112", "copy_text": {"text": "112"}}],
            ]
        },
    )
    seen = ana.visible()[-1]
    assert (seen.id, seen.text, seen.by_bot) == (sent["message_id"], "Hello", True)
    assert (seen.protected, seen.silent, seen.edited) == (True, True, False)
    assert seen.labels == ["Yes", "No", "112"]
    assert seen.button("112").value == "112"


def test_ids_rise_with_gaps_so_that_nobody_counts_with_them(ana: Person, bot: PlainBot) -> None:
    ids = [bot.ask("sendMessage", chat_id=ANA, text="a")["message_id"] for _ in range(6)]
    steps = {later - former for former, later in pairwise(ids)}
    assert min(steps) >= 1
    assert len(steps) > 1


def test_a_reply_names_the_message(ana: Person, bot: PlainBot) -> None:
    question = bot.ask("sendMessage", chat_id=ANA, text="a")["message_id"]
    sent = bot.ask("sendMessage", chat_id=ANA, text="b", reply_parameters={"message_id": question})
    assert sent["reply_to_message"]["message_id"] == question


def test_a_reply_to_nothing_fails_unless_it_may_stand_alone(ana: Person, bot: PlainBot) -> None:
    gone = {"message_id": 5}
    answer = bot.call("sendMessage", chat_id=ANA, text="b", reply_parameters=gone)
    assert answer.error == "Bad Request: message to be replied not found"
    alone = gone | {"allow_sending_without_reply": True}
    sent = bot.ask("sendMessage", chat_id=ANA, text="b", reply_parameters=alone)
    assert "reply_to_message" not in sent


def test_an_empty_keyboard_is_none(ana: Person, bot: PlainBot) -> None:
    sent = bot.ask("sendMessage", chat_id=ANA, text="a", reply_markup={"inline_keyboard": [[], []]})
    assert "reply_markup" not in sent


def test_more_than_a_hundred_buttons_are_refused(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    row = [{"text": "a", "callback_data": "a"}] * 101
    answer = bot.call("sendMessage", chat_id=ANA, text="a", reply_markup={"inline_keyboard": [row]})
    assert answer.error == "Bad Request: reply markup is too long"
    fakegram.forgive()


def test_a_text_of_blanks_is_an_error_and_no_violation(ana: Person, bot: PlainBot) -> None:
    assert bot.call("sendMessage", chat_id=ANA, text="\u200b \n").status == 400


# Files


@pytest.mark.parametrize("kind", ["Photo", "Document", "Audio", "Video", "Voice"])
def test_every_kind_of_file_can_be_sent_and_fetched(ana: Person, bot: PlainBot, kind: str) -> None:
    name = kind.lower()
    sent = bot.ask(f"send{kind}", {name: PNG}, chat_id=ANA, caption="A <b>", parse_mode="")
    seen = ana.visible()[-1]
    assert (seen.kind, seen.text) == (name, "A <b>")
    held = sent[name][-1] if kind == "Photo" else sent[name]
    assert bot.download(held["file_id"]) == PNG.data


def test_a_document_keeps_its_name(ana: Person, bot: PlainBot) -> None:
    sent = bot.ask("sendDocument", {"document": Upload("plan ü.pdf", b"%PDF")}, chat_id=ANA)
    assert sent["document"]["file_name"] == "plan ü.pdf"


def test_a_file_is_sent_again_by_its_id_and_by_attachment(ana: Person, bot: PlainBot) -> None:
    first = bot.ask("sendDocument", {"part": PNG}, chat_id=ANA, document="attach://part")
    file_id = first["document"]["file_id"]
    second = bot.ask("sendDocument", chat_id=ANA, document=file_id)
    assert second["document"]["file_id"] == file_id


def test_an_unknown_file_id_is_an_error(ana: Person, bot: PlainBot) -> None:
    answer = bot.call("sendDocument", chat_id=ANA, document="AgADnone")
    assert "wrong file identifier" in answer.error


def test_a_photo_must_be_a_picture_and_no_file_may_be_empty(ana: Person, bot: PlainBot) -> None:
    text = Upload("a.png", b"no picture")
    assert "IMAGE_PROCESS" in bot.call("sendPhoto", {"photo": text}, chat_id=ANA).error
    empty = bot.call("sendDocument", {"document": Upload("a", b"")}, chat_id=ANA)
    assert "non-empty" in empty.error


def test_a_photo_over_10_mb_and_a_file_over_50_mb_are_refused(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    photo = Upload("a.png", PNG.data + bytes(10 << 20))
    assert "larger than 10 MB" in bot.call("sendPhoto", {"photo": photo}, chat_id=ANA).error
    document = Upload("a", bytes((50 << 20) + 1))
    assert bot.call("sendDocument", {"document": document}, chat_id=ANA).status == 413
    assert len(fakegram.forgive()) == 2


def test_a_caption_of_1025_units_is_refused(fakegram: Fakegram, ana: Person, bot: PlainBot) -> None:
    values = {"chat_id": ANA, "caption": "x" * 1025}
    assert "1025" in bot.call("sendDocument", {"document": PNG}, **values).error
    tagged = {"chat_id": ANA, "caption": f"<b>{'x' * 1025}</b>", "parse_mode": "HTML"}
    assert "1025" in bot.call("sendDocument", {"document": PNG}, **tagged).error
    fakegram.forgive()


def test_a_covered_photo_is_seen_covered(ana: Person, bot: PlainBot) -> None:
    bot.ask("sendPhoto", {"photo": PNG}, chat_id=ANA, has_spoiler=True)
    assert ana.visible()[-1].spoiler


def test_an_action_is_written_down(ana: Person, bot: PlainBot) -> None:
    bot.ask("sendChatAction", chat_id=ANA, action="typing")
    assert ana.history("action")[-1]["action"] == "typing"
