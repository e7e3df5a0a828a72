"""What anybody can read about the bot: name, descriptions, commands; all of it has to be dull.

An emptied chat shows the description, the chat list the name, and the menu the commands. So words
that would tell somebody what this is are refused before anything is sent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import ConfigError

Call = Callable[[str, Mapping[str, object]], Awaitable[object]]
"""Calls a method of Telegram with its parameters, and gives its result."""

TELLING = ("sidelight", "safe", "help", "stalk", "abuse", "secret")
"""Never part of a word in the profile, also with other letters around."""
LIMITS = {"name": 64, "description": 512, "about": 120}
COMMANDS = {
    "start": "Begin",
    "menu": "Show the menu",
    "close": "Close",
    "language": "Language and reading",
    "privacy": "Privacy",
}
"""What everybody's list of commands shows."""
OPEN_COMMANDS = {"back": "One step back"} | {
    name: COMMANDS[name] for name in ("menu", "close", "language", "privacy")
}
"""What the list shows in a chat while a conversation is open there."""

_PRIVATE_CHATS = {"type": "all_private_chats"}
_COMMANDS_BUTTON = {"type": "commands"}
_LOOKALIKES = str.maketrans("013457@$!|i", "oleastaslll")  # an i and an l look the same too


@dataclass(frozen=True, slots=True)
class Profile:
    """The texts that an operator may choose."""

    name: str
    description: str
    about: str


def check(profile: Profile) -> None:
    """Refuse what would tell somebody, or what Telegram would refuse."""
    if not profile.name.strip():
        raise ConfigError("profile.name is empty: give the bot a neutral name, such as Notes.")
    for setting, text in _texts(profile):
        if word := _telling(text):
            raise ConfigError(
                f'{setting} contains "{word}", if only as a part of a word: take neutral words, '
                "since this stands on the phones of people who talk to the bot."
            )
    for part, most in LIMITS.items():
        units = len(getattr(profile, part).strip().encode("utf-16-le", "surrogatepass")) // 2
        if units > most:
            raise ConfigError(f"profile.{part} has {units} characters: Telegram takes {most}.")


def _texts(profile: Profile) -> Iterator[tuple[str, str]]:
    for part in LIMITS:
        yield f"profile.{part}", getattr(profile, part)
    for command, said in (COMMANDS | OPEN_COMMANDS).items():
        yield f"the command /{command}", f"{command} {said}"


def _telling(text: str) -> str | None:
    spelling = _spelling(text)
    return next((word for word in TELLING if _spelling(word) in spelling), None)


def _spelling(text: str) -> str:
    """The text as an eye reads it, without accents, disguises and what stands inside words."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LOOKALIKES)
    return "".join(letter for letter in plain if letter.isalpha() or letter.isspace())


# For everybody


async def apply(profile: Profile, call: Call) -> tuple[str, ...]:
    """Make the public profile so, and tell what was changed or has to be."""
    check(profile)
    changed = [
        await _set_text(call, "Description", "description", profile.description),
        await _set_text(call, "ShortDescription", "short_description", profile.about),
        await _set_commands(call),
        await _drop_private_commands(call),
        await _set_menu_button(call),
        await _look_at_address(call),
        # Telegram lets a bot set its name only a few times a day: so this comes last.
        await _set_text(call, "Name", "name", profile.name),
    ]
    return tuple(line for line in changed if line)


async def _set_text(call: Call, what: str, key: str, text: str) -> str:
    found: Any = await call(f"getMy{what}", {})
    wanted = text.strip()  # as Telegram does, or else it would differ each time
    if found[key] == wanted:
        return ""
    await call(f"setMy{what}", {key: wanted})
    return f"The {key.replace('_', ' ')} is set."


async def _set_commands(call: Call) -> str:
    wanted = _listed(COMMANDS)
    if await call("getMyCommands", {}) == wanted:
        return ""
    await call("setMyCommands", {"commands": wanted})
    return "The commands are set."


async def _drop_private_commands(call: Call) -> str:
    """Remove a list that was set for private chats, because it would hide everybody's."""
    if not await call("getMyCommands", {"scope": _PRIVATE_CHATS}):
        return ""
    await call("deleteMyCommands", {"scope": _PRIVATE_CHATS})
    return "The commands of private chats are removed."


async def _set_menu_button(call: Call) -> str:
    if await call("getChatMenuButton", {}) == _COMMANDS_BUTTON:
        return ""
    await call("setChatMenuButton", {"menu_button": _COMMANDS_BUTTON})
    return "The menu button shows the commands."


async def _look_at_address(call: Call) -> str:
    """Warn of an @name that tells something, which a bot can't change itself."""
    me: Any = await call("getMe", {})
    word = _telling(me.get("username", ""))
    if not word:
        return ""
    return f'The @name contains "{word}": make a new bot at @BotFather, with a neutral one.'


def _listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"command": name, "description": said} for name, said in commands.items()]


# For one chat


async def open_commands(call: Call, chat: int) -> None:
    """Show the commands of an open conversation in one chat."""
    scope = {"type": "chat", "chat_id": chat}
    await call("setMyCommands", {"commands": _listed(OPEN_COMMANDS), "scope": scope})


async def closed_commands(call: Call, chat: int) -> None:
    """Show in one chat what everybody's shows, as if nothing had been open there."""
    await call("deleteMyCommands", {"scope": {"type": "chat", "chat_id": chat}})
    await call("setChatMenuButton", {"chat_id": chat, "menu_button": {"type": "default"}})
