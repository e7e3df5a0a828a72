"""A person's own lock: the pair of keys that what she keeps is sealed to, and what opens it.

Anything can be kept while it is locked, since sealing needs the public half only. The private half
lies open until she sets a lock; then only her PIN or passphrase gives it, her recovery words, or
the charity's offline key, if she asked for that.

All of a lock is stored sealed with her service key, so that guessing PINs needs the server's keys
as well as its data.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.errors import Unsealable
from bot.vault.seal import KEY, Chance, Seal, bind, new_private, open_with, public_of, seal_to

SALT = 16
RECOVERING = 3
"""So often words are stretched that are set as recovery words."""
NAMING = b"sidelight naming"
"""The salt with which words are stretched to tell whose they are."""
WEEK = 7 * 24 * 3600
"""So many seconds does a way live that the charity let in."""
_HERS, _DURESS = b"\x01", b"\x00"


class Stretch(Protocol):
    """Makes a key of something that people remember, elsewhere than in the loop."""

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        """The key, 32 bytes."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to open a lock: a salt, and what the key made with it opens.

    There are always two records of one length. The second is her duress PIN's, or made of nothing
    but chance where she has none: nobody can tell.
    """

    salt: bytes = field(repr=False)
    records: tuple[bytes, bytes] = field(repr=False)
    name: bytes = field(default=b"", repr=False)
    """By what words tell that they are these: they are stretched for that too. A PIN has none."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A way that the charity let in besides her own, by a letter of the UTC second `at`.

    It is taken away after a week, or by her; when it was let in stays, so that nobody can let the
    same in again.
    """

    at: int
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """What is stored of a person's lock; `private` is empty once she has set one."""

    uid: bytes
    public: bytes = field(repr=False)
    private: bytes = field(default=b"", repr=False)
    secret: Way | None = None
    recovery: Way | None = None
    charity: bytes = field(default=b"", repr=False)
    admitted: Admitted | None = None

    @property
    def is_set(self) -> bool:
        """Whether what she keeps opens only for her."""
        return not self.private

    @property
    def by_words(self) -> tuple[Way, ...]:
        """The ways that words open."""
        ways = (self.recovery, self.admitted.way if self.admitted else None)
        return tuple(way for way in ways if way is not None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a try gave: the private half, or a screen that shows nothing and says nothing."""

    private: bytes = field(default=b"", repr=False)
    duress: bool = False


def new_lock(uid: bytes, chance: Chance = os.urandom) -> Lock:
    """A pair of keys for a person, and no lock on it yet."""
    private = new_private(chance)
    return Lock(uid, public_of(private), private)


def seal(lock: Lock, plain: bytes, bound: bytes) -> bytes:
    """Seal something that she keeps; that needs no PIN."""
    return seal_to(lock.public, plain, bound_to(lock, bound))


def unseal(lock: Lock, private: bytes, letter: bytes, bound: bytes) -> bytes:
    """Open something that she keeps."""
    return open_with(private, letter, bound_to(lock, bound))


def bound_to(lock: Lock, place: bytes) -> bytes:
    """What a letter to her is bound to: whose it is, and where it lies."""
    return bind(lock.uid) + place


# Setting and changing


async def locked(  # noqa: PLR0913  # what a lock is made of
    lock: Lock,
    private: bytes,
    secret: bytes,
    stretch: Stretch,
    duress: bytes | None = None,
    chance: Chance = os.urandom,
) -> Lock:
    """The lock, opened from now on by a PIN or passphrase; a duress one opens nothing.

    Refuses with ValueError while there is no way back, or where the two are the same.
    """
    _check_private(lock, private)
    if lock.recovery is None and not lock.charity:
        raise ValueError("no lock without a way back")
    if duress is not None and hmac.compare_digest(secret, duress):
        raise ValueError("the two have to differ")
    way = await _way(lock, private, secret, stretch, duress, chance)
    return replace(lock, private=b"", secret=way)


async def decoyed(lock: Lock, secret: bytes, stretch: Stretch, chance: Chance = os.urandom) -> Lock:
    """The lock, whose duress PIN or word is another one from now on; needs no private half."""
    if lock.secret is None:
        return lock
    other = Seal(await stretch(secret, lock.secret.salt), chance=chance)
    record = other.wrap(_DURESS + chance(KEY), _bound(lock, b"\x01"))
    return replace(lock, secret=replace(lock.secret, records=(lock.secret.records[0], record)))


def unlocked(lock: Lock, private: bytes) -> Lock:
    """The lock, taken off; the ways back stay."""
    _check_private(lock, private)
    return replace(lock, private=private, secret=None)


async def recoverable(
    lock: Lock, private: bytes, words: bytes, stretch: Stretch, chance: Chance = os.urandom
) -> Lock:
    """The lock, with recovery words; those given earlier, by whomever, open it no more."""
    way = await words_way(lock, private, words, stretch, chance)
    return replace(lock, recovery=way, admitted=_without_way(lock.admitted))


async def words_way(
    lock: Lock, private: bytes, words: bytes, stretch: Stretch, chance: Chance = os.urandom
) -> Way:
    """A way to open a lock with words, which is not in it yet."""
    _check_private(lock, private)
    way = await _way(lock, private, words, stretch, None, chance)
    return replace(way, name=await name_of(words, stretch))


async def name_of(words: bytes, stretch: Stretch) -> bytes:
    """What words are told by; to guess words by it takes as long as to try them."""
    return await stretch(words, NAMING)


def entrusted(lock: Lock, private: bytes, charity: bytes, code_word: str) -> Lock:
    """The lock, with a letter to the charity's offline key, which also holds her code word."""
    _check_private(lock, private)
    plain = private + code_word.encode()
    return replace(lock, charity=seal_to(charity, plain, _bound(lock, b"charity")))


def withdrawn(lock: Lock) -> Lock:
    """The lock, no longer opened by the charity; refused where that is the only way back."""
    if lock.is_set and lock.recovery is None:
        raise ValueError("no lock without a way back")
    return replace(lock, charity=b"", admitted=_without_way(lock.admitted))


def admitted(lock: Lock, way: Way, at: int) -> Lock:
    """The lock, opened for a week by a way of the charity's too; her own stay."""
    return replace(lock, admitted=Admitted(at, way))


def as_of(lock: Lock, now: int) -> Lock:
    """The lock at a UTC second: what the charity let in more than a week ago is gone."""
    if lock.admitted is None or now < lock.admitted.at + WEEK:
        return lock
    return replace(lock, admitted=_without_way(lock.admitted))


def _without_way(admitted: Admitted | None) -> Admitted | None:
    return replace(admitted, way=None) if admitted else None


# Opening


async def tried(lock: Lock, secret: bytes, stretch: Stretch) -> Opened | None:
    """What a PIN or passphrase opens; None if it is wrong."""
    return await _tried(lock, lock.secret, secret, stretch)


async def recovered(lock: Lock, words: bytes, stretch: Stretch) -> Opened | None:
    """What recovery words open; None if they are wrong."""
    for way in lock.by_words:
        if (opened := await _tried(lock, way, words, stretch)) is not None:
            return opened
    return None


async def recovered_by_name(
    lock: Lock | None, name: bytes, words: bytes, stretch: Stretch, chance: Chance = os.urandom
) -> Opened | None:
    """What recovery words of that name open; as many steps where there is no such lock."""
    ways = lock.by_words if lock else ()
    way = next((way for way in ways if hmac.compare_digest(way.name, name)), None)
    if lock is None or way is None:
        await stretch(words, chance(SALT))
        return None
    return await _tried(lock, way, words, stretch)


def entrusted_to(lock: Lock, charity_private: bytes) -> tuple[bytes, str]:
    """The private half and her code word, for the one who holds the charity's offline key."""
    plain = open_with(charity_private, lock.charity, _bound(lock, b"charity"))
    return plain[:KEY], plain[KEY:].decode()


async def in_vain(secret: bytes, stretch: Stretch, times: int = 1) -> None:
    """Stretch to no end, or the time would tell that there was nothing to be opened or set."""
    for _ in range(times):
        await stretch(secret, bytes(SALT))


async def _tried(lock: Lock, way: Way | None, secret: bytes, stretch: Stretch) -> Opened | None:
    if way is None:
        await in_vain(secret, stretch)
        return None
    key = Seal(await stretch(secret, way.salt))
    found = [_unwrapped(lock, key, number, way) for number in range(2)]  # both, whatever the first
    opened = next((plain for plain in found if plain is not None), None)
    if opened is None:
        return None
    return Opened(duress=True) if opened[:1] == _DURESS else Opened(opened[1:])


def _unwrapped(lock: Lock, key: Seal, number: int, way: Way) -> bytes | None:
    try:
        return key.unwrap(way.records[number], _bound(lock, bytes((number,))))
    except Unsealable:
        return None


async def _way(  # noqa: PLR0913  # as `locked`
    lock: Lock,
    private: bytes,
    secret: bytes,
    stretch: Stretch,
    duress: bytes | None,
    chance: Chance,
) -> Way:
    salt = chance(SALT)
    hers = Seal(await stretch(secret, salt), chance=chance)
    record = hers.wrap(_HERS + private, _bound(lock, b"\x00"))
    other = Seal(await stretch(duress or chance(KEY), salt), chance=chance)
    return Way(salt, (record, other.wrap(_DURESS + chance(KEY), _bound(lock, b"\x01"))))


def _bound(lock: Lock, what: bytes) -> bytes:
    return bind(lock.uid, lock.public, what)


def _check_private(lock: Lock, private: bytes) -> None:
    if public_of(private) != lock.public:
        raise ValueError("this is not the private half of this lock")
