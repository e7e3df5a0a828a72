"""Keeps people's plans: each is one record sealed to her, which only who opened it can change.

A record is bound to its version, so that an earlier one can't take the place of a later one. Where
nothing is left in a plan, nothing of it is stored. In an empty place there is another plan, which
is held in memory while that is open.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from pydantic_core import from_json, to_json

from bot.core.plan import Edit, Edited, Item, Plan, edited
from bot.core.requests import EditPlan, Outcome, Planning
from bot.errors import SidelightError, Unsealable
from bot.ports import Chat, Store
from bot.vault import locks
from bot.vault.lockbox import AGAIN, Lockbox
from bot.vault.locks import Lock
from bot.vault.opened import Open
from bot.vault.seal import bind
from bot.vault.vault import Held, Vault

BUSY = "This plan is busy elsewhere: try again."
_COLUMN = bind(b"plan", b"content")


class Planbook:
    """The plans of all people who are known."""

    def __init__(self, vault: Vault, lockbox: Lockbox) -> None:
        self._vault = vault
        self._store: Store = vault.store
        self._lockbox = lockbox

    async def holds(self, chat: Chat) -> bool:
        """Whether anything is in a plan; that can be told while it is locked."""
        _, content = await self._store.plan((await self._vault.load(chat)).uid)
        return bool(content)

    async def within(self, chat: Chat, request: Planning, place: Open) -> tuple[Outcome, Open]:
        """Read the plan of a place, or change it; gives the place as it is then."""
        try:
            came, plan = await self._carried_out(chat, request, place)
        except Unsealable:
            return Outcome("done", hers=place.is_hers), place
        place = place.showing("plan") if plan.items else place.without("plan")
        outcome = Outcome(came, plan=plan, hers=place.is_hers)
        return outcome, place if place.is_hers else replace(place, plan=plan)

    async def count(self, chat: Chat, place: Open) -> int:
        """How many items the plan of a place has; raises `Unsealable` if it was altered."""
        return len((await self._read(chat, place)).items)

    async def _carried_out(self, chat: Chat, request: Planning, place: Open) -> tuple[Edited, Plan]:
        if not isinstance(request, EditPlan):
            return "done", await self._read(chat, place)
        if place.is_hers:
            return await self._edit(chat, place.private, request.edit)
        plan, came = edited(place.plan, request.edit)
        return came, plan

    async def _read(self, chat: Chat, place: Open) -> Plan:
        if not place.is_hers:
            return place.plan
        held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
        version, content = await self._store.plan(held.uid)
        return self._opened(held, lock, place.private, version, content)

    async def _edit(self, chat: Chat, private: bytes, edit: Edit) -> tuple[Edited, Plan]:
        for _ in range(AGAIN):
            held, lock = await self._vault.load(chat), await self._lockbox.of(chat)
            version, content = await self._store.plan(held.uid)
            before = self._opened(held, lock, private, version, content)
            plan, came = edited(before, edit)
            if plan == before or await self._store.keep_plan(
                held.uid, version, self._sealed(held, lock, version + 1, plan)
            ):
                return came, plan
        raise SidelightError(BUSY)

    def _opened(self, held: Held, lock: Lock, private: bytes, version: int, content: bytes) -> Plan:
        if not content:
            return Plan()
        return _read(locks.unseal(lock, private, content, self._bound(held, version)))

    def _sealed(self, held: Held, lock: Lock, version: int, plan: Plan) -> bytes:
        if not plan.items:
            return b""
        return locks.seal(lock, _written(plan), self._bound(held, version))

    def _bound(self, held: Held, version: int) -> bytes:
        return self._vault.bound(_COLUMN, held) + bind(version.to_bytes(8, "big"))


# As it is stored, inside the seal


def _written(plan: Plan) -> bytes:
    return to_json([asdict(item) for item in plan.items])


def _read(content: bytes) -> Plan:
    return Plan(tuple(Item(**item) for item in from_json(content)))
