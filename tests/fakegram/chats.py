"""All chats, and whether the bot may act in them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fakegram.chat import Chat, Held, Json
from tests.fakegram.clock import Clock
from tests.fakegram.errors import NotModelled, WrongControl, bad_request, forbidden

FIRST_ID = 1000
STEPS = (1, 2, 5)
"""Message ids have gaps, since nobody may do arithmetic with them [telegram-bot-api issue 403]."""


class Chats:
    """The chats of one bot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[int, Chat] = {}
        self._last_id = FIRST_ID

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def open(self, wire: Json, status: str) -> Chat:
        """A chat there was not before, or the one there is."""
        return self._chats.setdefault(int(wire["id"]), Chat(wire, status))

    def get(self, chat_id: int) -> Chat:
        """A chat a test speaks of."""
        if chat_id not in self._chats:
            raise WrongControl(f"there is no chat {chat_id}")
        return self._chats[chat_id]

    def known(self, chat_id: int) -> bool:
        """Whether there is such a chat."""
        return chat_id in self._chats

    def for_bot(self, untrusted_id: int | str) -> Chat:
        """A chat the bot may act in; raise what Telegram answers otherwise."""
        if isinstance(untrusted_id, str):
            raise NotModelled("chats called by their user name")
        chat = self._chats.get(untrusted_id)
        if chat is None:
            raise bad_request("chat not found")
        _refuse_closed(chat)
        return chat

    def message_for_bot(self, chat: Chat, message_id: int, purpose: str) -> Held:
        """A message the bot wants to act on."""
        if message_id not in chat.messages:
            raise bad_request(f"message {purpose} not found")
        return chat.messages[message_id]

    def put(self, chat: Chat, content: Json, sender: Json | None, *, silent: bool = False) -> Held:
        """Place a new message in a chat."""
        self._last_id += STEPS[self._last_id % len(STEPS)]
        sent_by = {"from": sender} if sender else {}
        date = self._clock.date()
        wire = {"message_id": self._last_id, **sent_by, "chat": chat.wire, "date": date, **content}
        by_bot = bool(sender and sender["is_bot"])
        held = Held(wire, self._clock.now(), by_bot, silent=silent)
        chat.add(held)
        what = "sent" if held.by_bot else "said"
        text = wire.get("text", wire.get("caption", ""))
        chat.tell(held.sent_at, what, id=held.id, kind=held.kind, text=text, silent=held.silent)
        return held


def _refuse_closed(chat: Chat) -> None:
    if chat.deactivated:
        raise forbidden("user is deactivated")  # telegram-bot-api Client.cpp, check_chat_access
    if chat.status in ("member", "administrator"):
        return
    if not chat.private:
        reason = "was kicked from" if chat.status == "kicked" else "is not a member of"
        raise forbidden(f"bot {reason} the {chat.wire['type']} chat")
    if chat.status == "new":
        # The bot knows her, from a group, but she never wrote: only she can begin.
        raise forbidden("bot can't initiate conversation with a user")
    # Telegram's own answer to a send. Whether edits and deletions are refused too is not
    # published; a bot that counts on the worst does not claim to have removed anything.
    raise forbidden("bot was blocked by the user")
