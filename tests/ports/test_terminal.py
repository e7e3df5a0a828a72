"""The terminal: screens as plain text, buttons by number, the bot's own ways by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.terminal import CLEAR, TerminalChannel, render
from bot.core.effects import Button, Copy, Entry, Media, Notice, Question, Screen, Text, ToCopy
from bot.core.events import LeftQuickly, Pressed, Said
from bot.core.session import load
from bot.errors import FileGone
from bot.ports import Chat
from bot.service import Service
from bot.store.memory import MemoryStore
from tests.core.stage import base
from tests.ports.fakes import FixedWorld, vault_over

HERE = Chat("terminal", "here")
WAYS = (
    Button("Back", "v.back", "back"),
    Button("Menu", "v.menu", "menu"),
    Button("Help", "help", "help"),
    Button("Close", "close", "close"),
)
SCREEN = Screen(
    "v",
    (
        Notice("Kept."),
        Text("Which of these?"),
        Media("photo", "media/lock.png", "A lock"),
        Entry(("A line: 999", "Open: always"), (Copy("Copy 999", "999"),)),
        Question("When?"),
    ),
    (
        Button("A tracker", "v.0+", "tick"),
        Button("Odd logins", "v.1-", "tick", on=True),
        Button("Done", "v.2", "done"),
    ),
    WAYS,
)


class Terminal:
    """A terminal channel and all that it wrote."""

    def __init__(self, *, clears: bool = False) -> None:
        self.written: list[str] = []
        self.world = FixedWorld()
        self.channel = TerminalChannel(self.written.append, self.world, clears=clears)


async def showing(screen: Screen = SCREEN, *, clears: bool = False) -> Terminal:
    terminal = Terminal(clears=clears)
    await terminal.channel.show(HERE, screen)
    return terminal


async def test_a_screen_is_written_from_top_to_bottom() -> None:
    terminal = await showing()
    assert [line for line in terminal.written[-1].split("\n") if line] == [
        "(Kept.)",
        "Which of these?",
        "[photo: A lock]",
        "  A line: 999",
        "  Open: always",
        "When?",
        "  1  [ ] A tracker",
        "  2  [x] Odd logins",
        "  3  Done",
        "  b Back · m Menu · h Help · x Close",
    ]


async def test_a_screen_without_buttons_shows_the_ways_out() -> None:
    terminal = await showing(Screen("v", (Text("Hello."),), (), WAYS))
    assert terminal.written[-1].rstrip().endswith("b Back · m Menu · h Help · x Close")


@pytest.mark.parametrize(
    ("line", "token"),
    [("1", "v.0+"), ("2", "v.1-"), (" 3 ", "v.2"), ("b", "v.back"), ("M", "v.menu"), ("h", "help")],
)
async def test_a_number_or_a_letter_presses_its_button(line: str, token: str) -> None:
    event = (await showing()).channel.event(line)
    assert isinstance(event, Pressed)
    assert event.token == token


@pytest.mark.parametrize("line", ["x", "X", " x\n"])
async def test_the_letter_for_close_leaves_at_once(line: str) -> None:
    assert isinstance((await showing()).channel.event(line), LeftQuickly)


@pytest.mark.parametrize("line", ["4", "hello", "l", "0", "1 2", "", "/exit"])
async def test_anything_else_is_something_said(line: str) -> None:
    event = (await showing()).channel.event(f"  {line} ")
    assert isinstance(event, Said)
    assert event.text == line


async def test_every_event_brings_its_time_and_its_own_chance() -> None:
    terminal = await showing()
    one, other = terminal.channel.event("1"), terminal.channel.event("hello")
    assert one.at == other.at == terminal.world.at
    assert one.chance != other.chance


async def test_the_buttons_of_the_last_screen_are_the_ones_that_count() -> None:
    terminal = await showing()
    await terminal.channel.show(
        HERE, Screen("w", (Text("Next."),), (Button("Go", "w.0", "choice"),), WAYS)
    )
    event = terminal.channel.event("1")
    assert isinstance(event, Pressed)
    assert event.token == "w.0"
    assert isinstance(terminal.channel.event("2"), Said)


async def test_a_cleared_terminal_is_empty_and_knows_no_buttons() -> None:
    terminal = await showing(clears=True)
    assert terminal.channel.is_open
    await terminal.channel.clear(HERE)
    assert terminal.written[-1] == CLEAR
    assert not terminal.channel.is_open
    assert isinstance(terminal.channel.event("1"), Said)


async def test_what_is_piped_into_a_file_holds_no_signs_for_a_terminal() -> None:
    terminal = await showing()
    await terminal.channel.clear(HERE)
    assert "\x1b" not in "".join(terminal.written)


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
async def test_whatever_a_terminal_hands_over_can_be_played_and_stored(line: str) -> None:
    terminal = await showing()
    event = terminal.channel.event(line)
    vault = vault_over(MemoryStore())
    await Service(vault, terminal.channel, base).handle(HERE, event)
    assert load((await vault.load(HERE)).session or b"").format


async def test_nothing_can_be_sent_here() -> None:
    channel = TerminalChannel(lambda _: None, FixedWorld(), clears=False)
    with pytest.raises(FileGone):
        await channel.fetch("a file")


def test_a_text_to_copy_is_shown_as_it_is() -> None:
    assert render(Screen("v", (ToCopy("Hello,\n\nit was then."),), (), ()), {})[0] == (
        "Hello,\n\nit was then."
    )
