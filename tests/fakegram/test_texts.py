"""Texts arrive as Telegram shows them, with entities counted in UTF-16 units."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakegram.errors import Breach, NotModelled, Refusal
from tests.fakegram.found import with_found
from tests.fakegram.html_text import from_html
from tests.fakegram.limits import utf16
from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.fakegram.texts import Formatted, cleaned

SMILE = "\U0001f600"


def bold(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  a b \n", "a b"),
        ("a\r\nb", "a\nb"),
        ("a\tb\x00c", "a b c"),
        ("a\u202eb\u2028c", "abc"),
        ("a\u200f\u200eb", "a\u200c\u200eb"),
        ("אב <b>&amp;*_", "אב <b>&amp;*_"),
        (SMILE, SMILE),
    ],
)
def test_some_characters_vanish_and_ends_are_trimmed(typed: str, shown: str) -> None:
    assert cleaned(typed).text == shown


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\ufeff \u2800"])
def test_a_text_of_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="text must be non-empty"):
        cleaned(text)
    assert cleaned(text, may_be_empty=True) == Formatted("")


def test_entities_move_with_the_text() -> None:
    result = cleaned(f"  \r{SMILE} ab ", [bold(6, 2)])
    assert result == Formatted(f"{SMILE} ab", (bold(3, 2),))


def test_an_entity_keeps_the_blanks_it_begins_with() -> None:
    assert cleaned(" a", [bold(0, 2)]).text == " a"


@pytest.mark.parametrize("entity", [bold(-1, 1), bold(0, 4), bold(1, 1)])
def test_an_entity_outside_the_text_or_inside_a_character_is_a_breach(
    entity: dict[str, Any],
) -> None:
    with pytest.raises(Breach):
        cleaned(f"{SMILE}a", [entity])


def test_entities_that_cross_are_not_modelled() -> None:
    with pytest.raises(NotModelled):
        cleaned("abcd", [bold(0, 3), bold(1, 3)])


@given(st.text(max_size=60))
def test_cleaning_a_cleaned_text_changes_nothing(text: str) -> None:
    try:
        once = cleaned(text)
    except Refusal:
        return
    assert cleaned(once.text) == once


# HTML


@pytest.mark.parametrize(
    ("source", "text", "types"),
    [
        ("a <b>b</b>", "a b", ["bold"]),
        ("<B>a</B>", "a", ["bold"]),
        ("<i><u>a</u></i>", "a", ["underline", "italic"]),
        ('<a href="https://a.example">a</a>', "a", ["text_link"]),
        ('<span class="tg-spoiler">a</span>', "a", ["spoiler"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ("&lt;b&gt; &amp; &quot;&#65;&#x42;", '<b> & "AB', []),
        ("&nbsp; &copy; a > b", "&nbsp; &copy; a > b", []),
        ("<b></b>a", "a", []),
        (f"{SMILE}<b>a</b>", f"{SMILE}a", ["bold"]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, types: list[str]) -> None:
    result = from_html(source)
    assert result.text == text
    assert [entity["type"] for entity in result.entities] == types


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<p>a</p>", 'unsupported start tag "p" at byte offset 0'),
        ("a < b", "unclosed start tag at byte offset 2"),
        ("<b>a", 'end tag corresponding to start tag "b"'),
        ("a</b>", "unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'expected "</b>", found "</i>"'),
        ("<a>a</a>", 'unsupported start tag "a"'),
    ],
)
def test_html_telegram_does_not_know_is_a_breach(source: str, complaint: str) -> None:
    with pytest.raises(Breach, match="can't parse entities") as raised:
        from_html(source)
    assert complaint in raised.value.description


def test_a_text_is_measured_after_its_tags_are_read(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    long = f"<b>{'x' * 4096}</b>"
    bot.ask("sendMessage", chat_id=77, text=long, parse_mode="HTML")
    assert len(ana.texts()[-1]) == 4096
    answer = bot.call("sendMessage", chat_id=77, text=f"{long}y", parse_mode="HTML")
    assert "4097 characters" in answer.error
    fakegram.forgive()


def test_a_parse_mode_beside_entities_is_a_breach(
    fakegram: Fakegram, ana: Person, bot: PlainBot
) -> None:
    answer = bot.call("sendMessage", chat_id=77, text="a", parse_mode="HTML", entities=[bold(0, 1)])
    assert answer.status == 400
    fakegram.forgive()


# What becomes tappable by itself


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start now", [("bot_command", 0, 6)]),
        ("and/or 1/2", []),
        ("see https://a.example/b?c.", [("url", 4, 21)]),
        ("see evil.example", [("url", 4, 12)]),
        ("a@b.example", [("email", 0, 11)]),
        ("ask @somebody or #this", [("mention", 4, 9), ("hashtag", 17, 5)]),
        (f"{SMILE} /go", [("bot_command", 3, 3)]),
        ("no. yes", []),
    ],
)
def test_links_commands_and_mentions_are_found(text: str, found: list[tuple[Any, ...]]) -> None:
    entities = with_found(Formatted(text)).entities
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == found


def test_nothing_is_found_inside_code_and_links() -> None:
    code = {"type": "code", "offset": 0, "length": 6}
    assert with_found(Formatted("/start", (code,))).entities == (code,)


def test_a_link_that_a_bot_repeats_is_to_be_seen(ana: Person, bot: PlainBot) -> None:
    bot.ask("sendMessage", chat_id=77, text="he wrote from evil.example")
    assert [entity["type"] for entity in ana.visible()[-1].entities] == ["url"]


@given(st.text(max_size=80))
def test_found_entities_lie_within_the_text(text: str) -> None:
    for entity in with_found(Formatted(text)).entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16(text)
