"""Deletes messages for both sides, hers and the bot's, for 48 hours."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakegram.chat import Chat
from tests.fakegram.errors import NotModelled, bad_request
from tests.fakegram.methods.call import Call, Method

DELETABLE_SECONDS = 48 * 3600


def delete_message(call: Call) -> bool:
    """One message; an unknown one is an error here [Client.cpp:6757-6783]."""
    chat = _private(call)
    call.message(chat, "to delete")
    return _remove(call, chat, [call.params["message_id"]])


def delete_messages(call: Call) -> bool:
    """Up to a hundred messages.

    Unknown ones are skipped without a word, but one that is older than 48 hours fails the whole
    batch [MessagesManager.cpp:8500-8508, 8422-8436; Client.cpp:13812].
    """
    chat = _private(call)
    known = dict.fromkeys(i for i in call.params["message_ids"] if i in chat.messages)
    return _remove(call, chat, known)


def _private(call: Call) -> Chat:
    chat = call.chat()
    if not chat.private:
        raise NotModelled("deleting in groups and channels")
    return chat


def _remove(call: Call, chat: Chat, message_ids: Iterable[int]) -> bool:
    now = call.world.clock.now()
    chosen = list(message_ids)
    if any(now - chat.messages[i].sent_at > DELETABLE_SECONDS for i in chosen):
        raise bad_request("message can't be deleted for everyone")
    for message_id in chosen:
        chat.remove(message_id)
        chat.tell(now, "deleted", id=message_id)
    return True


METHODS = (
    Method("deleteMessage", delete_message, "True", "chat_id message_id"),
    Method("deleteMessages", delete_messages, "True", "chat_id message_ids"),
)
