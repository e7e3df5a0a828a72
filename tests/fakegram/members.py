"""Describes the bot as a member of a chat."""

from __future__ import annotations

from typing import Any

from tests.fakegram.account import BOT
from tests.fakegram.spec import Spec

Json = dict[str, Any]
TYPES = {
    "member": "ChatMemberMember",
    "administrator": "ChatMemberAdministrator",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}
FOR_EVER = 0


def member(spec: Spec, status: str) -> Json:
    """The bot with this status; an administrator here has no right but to be one."""
    wire: Json = {"status": status, "user": dict(BOT)}
    for field in spec.types[TYPES[status]].fields.values():
        if field.required and field.type == "Boolean":
            wire[field.name] = False
        elif field.required and field.name == "until_date":
            wire[field.name] = FOR_EVER
    return wire
