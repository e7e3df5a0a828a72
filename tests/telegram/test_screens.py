"""Screens become messages that Telegram takes: cut to fit, with every button in its place."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram.screens import (
    ICONS,
    LONGEST,
    LONGEST_COPY,
    TICKED,
    UNTICKED,
    Outgoing,
    render,
    units,
)
from bot.core.effects import (
    Button,
    Copy,
    Entry,
    Media,
    MediaKind,
    Notice,
    Part,
    Question,
    Role,
    Screen,
    Text,
    ToCopy,
)

MOST_TOKEN = 64
WAYS = (
    Button("Back", "v.back", "back"),
    Button("Menu", "v.menu", "menu"),
    Button("Help", "help", "help"),
    Button("Close", "close", "close"),
)
letters = some.characters(exclude_categories=["Cs"])
words = some.text(some.one_of(some.sampled_from("aä😀👩‍👧\n  "), letters), min_size=1, max_size=40)
long_words = some.builds(lambda text, times: text * times, words, some.integers(1, 900))


def screen(*parts: Part, buttons: tuple[Button, ...] = (), ways: tuple[Button, ...] = ()) -> Screen:
    """A screen of these parts."""
    return Screen("v", parts, buttons, ways)


@some.composite
def texts(draw: Any) -> Text:
    """A text of which some of the words were typed."""
    text = draw(long_words)
    ends = sorted(draw(some.lists(some.integers(0, len(text)), max_size=6)))
    return Text(text, tuple(zip(ends[::2], ends[1::2], strict=False)))


# Words


@given(some.lists(some.one_of(texts(), long_words.map(Notice)), min_size=1, max_size=4))
def test_no_message_is_too_long_and_no_word_is_lost(parts: list[Text | Notice]) -> None:
    messages = render(screen(*parts))
    assert all(1 <= units(message.text) <= LONGEST for message in messages)
    said = "".join(message.text for message in messages)
    wanted = "".join(part.text for part in parts)
    assert said.replace("\n", "") == wanted.replace("\n", "")


@given(some.lists(texts(), min_size=1, max_size=3))
def test_what_was_typed_is_marked_all_of_it_and_nothing_else(parts: list[Text]) -> None:
    marked = "".join(
        message.text.encode("utf-16-le")[2 * at : 2 * (at + length)].decode("utf-16-le")
        for message in render(screen(*parts))
        for at, length in message.typed
    )
    assert marked == "".join(part.text[a:b] for part in parts for a, b in part.typed)


def test_typed_words_are_marked_as_code() -> None:
    (message,) = render(screen(Notice("😀"), Text("You said @him.", ((9, 13),))))
    assert message.text == "😀\n\nYou said @him."
    assert message.entities == [{"type": "code", "offset": 2 + 2 + 9, "length": 4}]


def test_parts_stand_apart_and_a_cut_falls_between_lines_or_words() -> None:
    assert (
        render(screen(Notice("Hm."), Text("One"), Question("Two?")))[0].text == "Hm.\n\nOne\n\nTwo?"
    )
    first, second = render(screen(Text("word " * 1000)))
    assert (first.text[-1], second.text[:4]) == (" ", "word")
    first, second = render(screen(Text("a line of words\n" * 300)))
    assert (first.text[-1], second.text[:6]) == ("\n", "a line")


def test_a_screen_of_exactly_the_longest_size_is_one_message() -> None:
    assert len(render(screen(Text("😀" * (LONGEST // 2))))) == 1
    assert len(render(screen(Text("😀" * (LONGEST // 2) + "a")))) == 2


def test_a_screen_without_words_still_has_a_message_for_its_buttons() -> None:
    assert [message.text for message in render(screen(ways=WAYS))] == ["·"]


@given(some.sampled_from(get_args(MediaKind)), words)
def test_media_come_before_the_words_and_say_what_they_show(kind: MediaKind, alt: str) -> None:
    medium, text = render(screen(Text("Look."), Media(kind, "media/a.png", alt), ways=WAYS))
    assert (medium.media, medium.text, medium.keys) == ((kind, "media/a.png"), alt, ())
    assert text.text == "Look."


# To copy


@given(some.lists(some.one_of(texts(), texts().map(lambda t: ToCopy(t.text, t.typed))), min_size=1))
def test_what_is_to_be_copied_stands_alone_unprotected_and_never_above_the_keys(
    parts: list[Text | ToCopy],
) -> None:
    messages = render(screen(*parts, ways=WAYS))
    assert all(1 <= units(message.text) <= LONGEST for message in messages)
    assert messages[-1].protected
    assert not [message for message in messages[:-1] if message.keys]
    free = "".join(message.text for message in messages if not message.protected)
    wanted = "".join(part.text for part in parts if isinstance(part, ToCopy) and part.text.strip())
    assert free == wanted


def test_words_stand_where_they_stood_and_where_none_follow_those_before_come_below() -> None:
    one, two, copied = Text("One"), Question("Two?"), ToCopy("You said @him.", ((9, 13),))
    assert [m.text for m in render(screen(one, copied, two))] == ["One", "You said @him.", "Two?"]
    assert [m.text for m in render(screen(one, copied))] == ["You said @him.", "One"]
    above, below = render(screen(copied))
    assert (above.entities[0]["type"], below.text) == ("code", "·")


def test_a_picture_made_for_her_is_protected_and_a_file_made_for_her_is_not() -> None:
    def protected(kind: MediaKind, path: str) -> bool:
        return render(screen(Media(kind, path, "a")))[0].protected

    assert protected("photo", "made/1/words.png")
    assert protected("file", "media/a.pdf")
    assert not protected("file", "made/1/held.zip")


# Keys


def labels(message: Outgoing) -> list[list[str]]:
    """The labels, row by row."""
    return [[key["text"] for key in row] for row in message.keys]


def test_each_choice_has_a_row_and_the_ways_stand_below_in_pairs() -> None:
    choices = tuple(Button(f"Choice {number}", f"v.{number}", "choice") for number in range(3))
    entry = Entry(("A line: 112",), (Copy("Copy 112", "112"),))
    (message,) = render(screen(entry, buttons=choices, ways=WAYS))
    assert labels(message) == [
        ["Choice 0"],
        ["Choice 1"],
        ["Choice 2"],
        ["Copy 112"],
        ["◀️ Back", "☰ Menu"],
        ["🛟 Help", "✖️ Close"],
    ]
    assert message.keys[3][0] == {"text": "Copy 112", "copy_text": {"text": "112"}}


def test_keys_are_below_the_last_message_only() -> None:
    messages = render(screen(Text("word " * 3000), ways=WAYS))
    assert [bool(message.keys) for message in messages] == [False] * (len(messages) - 1) + [True]


def test_ticks_show_whether_they_are_set() -> None:
    ticks = (Button("A", "v.0-", "tick", on=True), Button("B", "v.1+", "tick"))
    (message,) = render(screen(Text("?"), buttons=ticks))
    assert labels(message) == [[f"{TICKED}A"], [f"{UNTICKED}B"]]


@given(some.sampled_from(get_args(Role)), words)
def test_a_button_keeps_its_icon_and_its_token(role: Role, label: str) -> None:
    (message,) = render(screen(Text("?"), ways=(Button(label, "v.x", role),)))
    key = message.keys[0][0]
    assert key["text"].endswith(label)
    assert key["text"].startswith(ICONS.get(role, ""))
    assert key["callback_data"] == "v.x"


def test_what_telegram_would_not_copy_has_no_button_and_still_stands_in_the_text() -> None:
    long = "1" * (LONGEST_COPY + 1)
    copies = (Copy("Copy it", long), Copy("Copy this", "1" * LONGEST_COPY))
    (message,) = render(screen(Entry((f"Web: {long}",), copies)))
    assert labels(message) == [["Copy this"]]
    assert long in message.text


def test_every_button_that_the_shipped_flows_can_show_fits_into_telegrams_limits() -> None:
    # A token is a visit of 11 letters, a dot, and at most three digits and a sign, or a word.
    visit = "x" * 11
    tokens = [f"{visit}.999+", *(f"{visit}.{role}" for role in get_args(Role))]
    assert max(len(token.encode()) for token in tokens) <= MOST_TOKEN
