"""The charity's offline key: a way back for those who asked for it and lost both PIN and words.

The private half never comes near the server. A *appeal* goes from the server to it, sealed to the
public half; a *grant* comes back, sealed with a key that only this appeal holds and only the
server can make again. The grant has a way to open her lock, made of words that are on no disk.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import CharityProblem, Unsealable
from bot.ports import Store
from bot.vault import locks
from bot.vault.lockbox import Lockbox
from bot.vault.locks import SALT, WEEK, Lock, Stretch, Way
from bot.vault.seal import (
    KEY,
    Chance,
    Seal,
    bind,
    new_private,
    open_with,
    public_of,
    seal_to,
)
from bot.vault.vault import Home, Vault

_APPEAL = b"sidelight charity appeal 1"
_GRANT = b"sidelight charity grant 1"
_PRIVATE = b"sidelight charity key 1"
_BATCH = 500


# The pair


async def new_pair(
    passphrase: bytes, stretch: Stretch, chance: Chance = os.urandom
) -> tuple[bytes, bytes]:
    """A new pair: the public half, and the private one as it is kept, behind a passphrase."""
    private, salt = new_private(chance), chance(SALT)
    public = public_of(private)
    seal = Seal(await stretch(passphrase, salt), chance=chance)
    return public, salt + public + seal.wrap(private, _PRIVATE + public)


async def private_half(kept: bytes, passphrase: bytes, stretch: Stretch) -> bytes:
    """The private half; `Unsealable` if the passphrase is another one."""
    salt, public, record = kept[:SALT], kept[SALT : SALT + KEY], kept[SALT + KEY :]
    return Seal(await stretch(passphrase, salt)).unwrap(record, _PRIVATE + public)


def is_public(untrusted: bytes) -> bool:
    """Whether these bytes can be sealed to."""
    try:
        seal_to(untrusted, b"", b"")
    except ValueError:  # of the wrong length, or a point that gives everybody the same key
        return False
    return True


# The appeal


@dataclass(frozen=True, slots=True)
class Appeal:
    """What the server asks: to open this lock for who has this reference, as of a UTC second."""

    reference: str
    at: int
    lock: Lock
    key: bytes = field(repr=False)
    """What the grant is sealed with."""


class _Form(BaseModel):
    """An appeal as it is written, inside the seal."""

    model_config = ConfigDict(
        hide_input_in_errors=True, ser_json_bytes="base64", val_json_bytes="base64"
    )

    reference: str
    at: int
    uid: bytes
    public: bytes
    charity: bytes
    key: bytes


def sealed_appeal(appeal: Appeal, public: bytes) -> bytes:
    """An appeal that only the charity's key opens; nothing of it can be read."""
    lock = appeal.lock
    form = _Form(
        reference=appeal.reference,
        at=appeal.at,
        uid=lock.uid,
        public=lock.public,
        charity=lock.charity,
        key=appeal.key,
    )
    return seal_to(public, form.model_dump_json().encode(), _APPEAL)


def opened_appeal(sealed: bytes, private: bytes) -> Appeal:
    """What the server asks; `Unsealable` if it was altered, or is for another key."""
    try:
        form = _Form.model_validate_json(open_with(private, sealed, _APPEAL))
    except ValidationError:
        raise Unsealable from None
    lock = Lock(form.uid, form.public, charity=form.charity)
    return Appeal(form.reference, form.at, lock, form.key)


# The grant


@dataclass(frozen=True, slots=True)
class Grant:
    """A way to open her lock, sealed; only her reference and the second of the appeal show."""

    reference: str
    at: int
    sealed: bytes = field(repr=False)


class _Ways(BaseModel):
    """A way as it is written, inside the seal."""

    model_config = _Form.model_config

    salt: bytes
    hers: bytes
    other: bytes
    name: bytes


async def grant_for(
    appeal: Appeal, private: bytes, words: bytes, stretch: Stretch, chance: Chance = os.urandom
) -> Grant:
    """A grant with a way that these words open; `private` is what the charity's letter held."""
    way = await locks.words_way(appeal.lock, private, words, stretch, chance)
    hers, other = way.records
    form = _Ways(salt=way.salt, hers=hers, other=other, name=way.name)
    seal = Seal(appeal.key, chance=chance)
    sealed = seal.seal(form.model_dump_json().encode(), _bound(appeal.reference, appeal.at))
    return Grant(appeal.reference, appeal.at, sealed)


def _way_in(grant: Grant, key: bytes) -> Way:
    opened = Seal(key).open(grant.sealed, _bound(grant.reference, grant.at))
    try:
        form = _Ways.model_validate_json(opened)
    except ValidationError:
        raise Unsealable from None
    return Way(form.salt, (form.hers, form.other), form.name)


def _bound(reference: str, at: int) -> bytes:
    return _GRANT + bind(reference.encode(), at.to_bytes(8, "big"))


# On the server


class Appeals:
    """Writes appeals, and lets in what comes back."""

    def __init__(self, store: Store, vault: Vault, lockbox: Lockbox) -> None:
        self._store = store
        self._vault = vault
        self._lockbox = lockbox

    async def ask(self, reference: str, now: int) -> Appeal:
        """The appeal for whoever has a reference."""
        lock = await self._lockbox.of((await self._home(reference)).chat)
        _check_asked_for(lock)
        return Appeal(reference, now, lock, self._key(lock, now))

    async def admit(self, grant: Grant, now: int) -> None:
        """Let a way in besides her own, for a week from the appeal on."""
        if not grant.at <= now < grant.at + WEEK:
            raise CharityProblem(
                "This grant is more than a week old, or the clock is wrong: begin again with "
                "`sidelight lock letter`."
            )
        home = await self._home(grant.reference)

        async def admitted(lock: Lock) -> Lock:
            _check_asked_for(lock)
            if lock.admitted and grant.at <= lock.admitted.at:
                raise CharityProblem(
                    "This grant, or a newer one, was let in already: nothing was changed."
                )
            return locks.admitted(lock, self._opened(lock, grant), grant.at)

        await self._lockbox.change(home.chat, admitted)

    async def _home(self, reference: str) -> Home:
        after = b""
        while people := await self._store.people_keys(after, _BATCH):
            for uid, _ in people:
                if hmac.compare_digest(self._vault.reference(uid), reference):
                    return await self._known(uid)
            after = people[-1][0]
        raise CharityProblem(
            "Nobody here has this reference: ask her to read it out again. She may have erased "
            "what she kept, or have another bot."
        )

    async def _known(self, uid: bytes) -> Home:
        home = await self._vault.home(uid)
        if home is None:
            raise CharityProblem("She changed her chat just now: try again.")
        return home

    def _opened(self, lock: Lock, grant: Grant) -> Way:
        try:
            return _way_in(grant, self._key(lock, grant.at))
        except Unsealable:
            raise CharityProblem(
                "This grant was altered, belongs to somebody else, or what she asked of the "
                "charity has changed since: begin again with `sidelight lock letter`."
            ) from None

    def _key(self, lock: Lock, at: int) -> bytes:
        """What a grant has to be sealed with: for this person, this letter and this second."""
        letter = hashlib.sha256(lock.charity).digest()
        return self._vault.grant_key(bind(lock.uid, letter, at.to_bytes(8, "big")))


def _check_asked_for(lock: Lock) -> None:
    if not lock.charity:
        raise CharityProblem(
            "She did not ask that the charity can help with her lock, or took that back: nobody "
            "can open it for her."
        )
