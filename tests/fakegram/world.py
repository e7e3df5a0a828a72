"""Everything this server holds, in one place that a test can throw away."""

from __future__ import annotations

from typing import Any

from tests.fakegram.account import Account
from tests.fakegram.chat import Chat
from tests.fakegram.chats import Chats
from tests.fakegram.check import Checker
from tests.fakegram.clock import Clock
from tests.fakegram.faults import Faults
from tests.fakegram.files import Files
from tests.fakegram.flood import Flood
from tests.fakegram.ledger import Ledger
from tests.fakegram.members import member
from tests.fakegram.polling import Polling
from tests.fakegram.spec import bot_api
from tests.fakegram.taps import Taps
from tests.fakegram.updates import Updates

Json = dict[str, Any]


class World:
    """One bot, its people, and what lies between them."""

    def __init__(self) -> None:
        self.spec = bot_api()
        self.clock = Clock()
        self.account = Account(self.clock)
        self.chats = Chats(self.clock)
        self.files = Files(self.clock)
        self.polling = Polling()
        self.updates = Updates(self.clock, self.polling.wake)
        self.taps = Taps(self.clock)
        self.faults = Faults(self.clock)
        self.flood = Flood(self.clock)
        self.ledger = Ledger(self.clock)
        self.people: dict[int, Json] = {}

    def report(self, kind: str, content: Json) -> int | None:
        """Queue an update, and hold it to the rules a bot may rely on."""
        checker = Checker(self.spec)
        self.ledger.violated(
            "fakegram", checker.value("Update", {"update_id": 1, kind: content}, "update")
        )
        return self.updates.push(kind, content)

    def check_result(self, kind: str, result: Any, method: str) -> None:
        """Hold a result to the rules."""
        complaints = Checker(self.spec).value(kind, result, f"{method} result")
        self.ledger.violated("fakegram", complaints)

    def advance(self, seconds: float) -> None:
        """Let time pass; who waits looks again."""
        self.clock.advance(seconds)
        self.polling.wake()

    def change_status(self, chat: Chat, status: str, by: Json) -> int | None:
        """The bot's place in a chat changes, and the bot is told."""
        old, chat.status = chat.status, status
        changed = {
            "chat": chat.wire,
            "from": by,
            "date": self.clock.date(),
            "old_chat_member": member(self.spec, old),
            "new_chat_member": member(self.spec, status),
        }
        return self.report("my_chat_member", changed)
