"""The public profile is neutral; what would tell somebody is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram import profile as profiles
from bot.channels.telegram.profile import COMMANDS, OPEN_COMMANDS, TELLING, Call, Profile
from bot.config.settings import Profile as Defaults
from bot.core.interrupts import Interrupt, Words
from bot.errors import ConfigError
from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import CallFailed, PlainBot

DULL = Profile("Zettel", "Lists and notes.", "Lists.")
GETTERS = {"getMyName", "getMyDescription", "getMyShortDescription", "getMyCommands"}
ONLY_LOOKS = GETTERS | {"getChatMenuButton", "getMe"}


@pytest.fixture
def call(bot: PlainBot) -> Call:
    """Calls Telegram as the channel would."""

    async def ask(method: str, parameters: Mapping[str, object]) -> object:
        return bot.ask(method, **parameters)

    return ask


def listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"command": name, "description": said} for name, said in commands.items()]


# What everybody sees


async def test_afterwards_a_person_sees_exactly_that(ana: Person, call: Call) -> None:
    assert await profiles.apply(DULL, call) == (
        "The description is set.",
        "The short description is set.",
        "The commands are set.",
        "The menu button shows the commands.",
        "The name is set.",
    )
    assert ana.profile() == {
        "name": "Zettel",
        "description": "Lists and notes.",
        "short_description": "Lists.",
        "commands": listed(COMMANDS),
        "menu_button": {"type": "commands"},
    }


async def test_what_is_so_already_is_only_looked_at(fakegram: Fakegram, call: Call) -> None:
    await profiles.apply(DULL, call)
    before = len(fakegram.calls())
    assert await profiles.apply(DULL, call) == ()
    assert {seen["method"] for seen in fakegram.calls()[before:]} == ONLY_LOOKS


async def test_spaces_and_lines_around_a_text_make_no_difference(call: Call) -> None:
    await profiles.apply(DULL, call)
    wide = Profile(f" {DULL.name} ", f"{DULL.description}\n", f"\n{DULL.about}")
    assert await profiles.apply(wide, call) == ()


async def test_only_what_differs_is_set(fakegram: Fakegram, call: Call) -> None:
    await profiles.apply(DULL, call)
    before = len(fakegram.calls())
    changed = Profile(DULL.name, "Other notes.", DULL.about)
    assert await profiles.apply(changed, call) == ("The description is set.",)
    later = {seen["method"] for seen in fakegram.calls()[before:]}
    assert later == ONLY_LOOKS | {"setMyDescription"}


async def test_a_list_that_would_hide_the_neutral_one_is_removed(
    ana: Person, bot: PlainBot, call: Call
) -> None:
    told = [{"command": "help", "description": "Get help"}]
    bot.ask("setMyCommands", commands=told, scope={"type": "all_private_chats"})
    await profiles.apply(DULL, call)
    assert ana.profile()["commands"] == listed(COMMANDS)


async def test_an_empty_text_removes_what_was_there(ana: Person, call: Call) -> None:
    await profiles.apply(DULL, call)
    await profiles.apply(Profile("Zettel", "", ""), call)
    assert (ana.profile()["description"], ana.profile()["short_description"]) == ("", "")


async def test_the_name_comes_last_since_telegram_may_make_it_wait(
    fakegram: Fakegram, ana: Person, call: Call
) -> None:
    fakegram.fault("too_many", method="setMyName", seconds=9_999)
    with pytest.raises(CallFailed, match="setMyName: 429"):
        await profiles.apply(DULL, call)
    assert ana.profile()["description"] == DULL.description
    assert ana.profile()["menu_button"] == {"type": "commands"}


async def test_an_address_that_tells_something_is_reported(call: Call) -> None:
    async def named(method: str, parameters: Mapping[str, object]) -> object:
        found: Any = await call(method, parameters)
        return found | {"username": "not_s4fe_bot"} if method == "getMe" else found

    told = 'The @name contains "safe": make a new bot at @BotFather, with a neutral one.'
    assert told in await profiles.apply(DULL, named)


# What is refused


def refusal(profile: Profile) -> str:
    with pytest.raises(ConfigError) as refused:
        profiles.check(profile)
    return refused.value.reason


@pytest.mark.parametrize("word", TELLING)
@pytest.mark.parametrize("part", ["name", "description", "about"])
async def test_a_telling_word_is_refused_before_any_call(
    fakegram: Fakegram, call: Call, part: str, word: str
) -> None:
    texts = {"name": "Notes", "description": "", "about": "", part: f"My {word} notes"}
    with pytest.raises(ConfigError, match=rf'^profile\.{part} contains "{word}"'):
        await profiles.apply(Profile(**texts), call)
    assert fakegram.calls() == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SAFE", "safe"),
        ("unsafe", "safe"),
        ("Safety first", "safe"),
        ("helpline", "help"),
        ("cyberstalking", "stalk"),
        ("secretary", "secret"),
        ("sáfè", "safe"),
        ("s\u0301afe", "safe"),
        ("ｈｅｌｐ", "help"),
        ("𝐬𝐚𝐟𝐞", "safe"),
        ("he\u200blp", "help"),
        ("he\u00adlp", "help"),
        ("h\u2060e\ufefflp", "help"),
        ("s4f3", "safe"),
        ("5afe", "safe"),
        ("$@fe", "safe"),
        ("s7alk", "stalk"),
        ("he1p", "help"),
        ("heIp", "help"),
        ("s1delight", "sidelight"),
        ("s1de1ight", "sidelight"),
        ("s-a-f-e", "safe"),
        ("s.a.f.e", "safe"),
        ("side_light", "sidelight"),
        ("Side\u00adLight", "sidelight"),
    ],
)
def test_a_telling_word_in_disguise_is_refused(text: str, word: str) -> None:
    assert f'contains "{word}"' in refusal(Profile(f"My {text} notes", "", ""))


@pytest.mark.parametrize("text", ["As a fee", "Has left", "Hotel pages", "Talks", "Hel lo, pal"])
def test_a_word_that_only_looks_similar_is_let_be(text: str) -> None:
    profiles.check(Profile(text, text, text))


@given(
    word=some.sampled_from(TELLING),
    before=some.text(some.characters(categories=("L", "Zs", "P")), max_size=9),
    after=some.text(some.characters(categories=("L", "Zs", "P")), max_size=9),
    hidden=some.sampled_from(("", "\u200b", "\u0301", "\u00ad", "\ufe0f", "-", "\u2060\u200d")),
    shout=some.sampled_from((str.upper, str.lower, str.title)),
)
def test_no_text_around_a_telling_word_lets_it_through(
    word: str, before: str, after: str, hidden: str, shout: Any
) -> None:
    planted = hidden.join(shout(word))
    assert "contains" in refusal(Profile("Notes", f"{before}{planted}{after}", ""))


@pytest.mark.parametrize(("part", "most"), [("name", 64), ("description", 512), ("about", 120)])
async def test_texts_may_be_as_long_as_telegram_takes_them(
    fakegram: Fakegram, call: Call, part: str, most: int
) -> None:
    texts = {"name": "Notes", "description": "", "about": ""}
    await profiles.apply(Profile(**{**texts, part: "n" * most}), call)
    for long in ("n" * (most + 1), "📝" * (most // 2 + 1)):
        said = refusal(Profile(**{**texts, part: long}))
        assert said.startswith(f"profile.{part} has {len(long.encode('utf-16-le')) // 2} char")
        assert said.endswith(f"Telegram takes {most}.")


async def test_telegram_would_refuse_a_longer_one(fakegram: Fakegram, bot: PlainBot) -> None:
    assert not bot.call("setMyName", name="n" * 65).ok
    assert not bot.call("setMyDescription", description="n" * 513).ok
    assert not bot.call("setMyShortDescription", short_description="n" * 121).ok
    assert len(fakegram.forgive()) == 3


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_a_name_has_to_be_given(name: str) -> None:
    assert refusal(Profile(name, "", "")).startswith("profile.name is empty")


def test_the_defaults_are_taken() -> None:
    profiles.check(Profile(**Defaults().model_dump()))


def test_every_command_in_a_list_is_one_the_bot_knows() -> None:
    words = Words()
    for name in COMMANDS | OPEN_COMMANDS:
        assert words.meaning(f"/{name}") is Interrupt(name)


# One chat


async def test_an_open_conversation_has_other_commands_and_a_closed_one_the_neutral_ones(
    fakegram: Fakegram, ana: Person, call: Call
) -> None:
    other = fakegram.person(5)
    other.start()
    await profiles.apply(DULL, call)
    await profiles.open_commands(call, ana.id)
    assert ana.profile()["commands"] == listed(OPEN_COMMANDS)
    assert other.profile()["commands"] == listed(COMMANDS)
    await profiles.closed_commands(call, ana.id)
    assert ana.profile()["commands"] == listed(COMMANDS)
    assert ana.profile()["menu_button"] == {"type": "commands"}


async def test_closing_takes_away_a_button_that_the_chat_had_for_itself(
    ana: Person, bot: PlainBot, call: Call
) -> None:
    bot.ask("setChatMenuButton", chat_id=ana.id, menu_button={"type": "commands"})
    assert ana.profile()["menu_button"] == {"type": "commands"}
    await profiles.closed_commands(call, ana.id)
    await profiles.closed_commands(call, ana.id)
    assert ana.profile()["menu_button"] == {"type": "default"}
