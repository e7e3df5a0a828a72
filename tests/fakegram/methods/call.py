"""A call that is being carried out, and how a method is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakegram.chat import Chat, Held
from tests.fakegram.request import Upload
from tests.fakegram.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """What a bot asks; the parameters are those the Bot API knows, with the types it wants."""

    world: World
    params: Json = field(repr=False)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def chat(self) -> Chat:
        """The chat the bot wants to act in, if it may."""
        return self.world.chats.for_bot(self.params["chat_id"])

    def message(self, chat: Chat, purpose: str) -> Held:
        """The message the bot wants to act on."""
        return self.world.chats.message_for_bot(chat, self.params["message_id"], purpose)


@dataclass(frozen=True, slots=True)
class Method:
    """A method: `takes` are the parameters that are modelled, `returns` the type of the result."""

    name: str
    run: Callable[[Call], Any]
    returns: str
    takes: str = ""
