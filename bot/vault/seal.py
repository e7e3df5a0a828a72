"""Seals records and derives keys: the one home of `cryptography`.

A record is version (1 byte) ‖ key version (1) ‖ iv (12) ‖ ciphertext ‖ tag (16), by AES-256-GCM.
What it is bound to (whose it is, and where it lies) is no part of it: a record that is moved can't
be opened where it comes to lie.

A letter to a pair of keys is version (1 byte) ‖ encapsulated key (32) ‖ ciphertext ‖ tag (16), by
HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM; what it is bound to is its `info`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import Unsealable

Chance = Callable[[int], bytes]

FORMAT = 1
KEY = 32
PADDING = 256
"""What is inside a record has a length of so many bytes, or a multiple of it."""
_IV = 12
_HEAD = 2 + _IV
_TAG = 16
_LENGTH = 4

_LETTERS = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_MEMORY, _PASSES = 64 * 1024, 3  # KiB, and times over it: a fifth of a second on one core


def bind(*parts: bytes) -> bytes:
    """Parts as one, so that no other parts give the same; two of these joined are one as well."""
    bound = b""
    for part in parts:
        bound += len(part).to_bytes(4, "big") + part
    return bound


def derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    """A key for one purpose of one deployment, by HKDF-SHA256."""
    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=purpose).derive(secret)


def padded(plain: bytes) -> bytes:
    """Bytes of a length that tells little of theirs."""
    length = len(plain)
    return length.to_bytes(_LENGTH, "big") + plain + bytes(-(length + _LENGTH) % PADDING)


def stripped(untrimmed: bytes) -> bytes:
    """What was padded."""
    end = _LENGTH + int.from_bytes(untrimmed[:_LENGTH], "big")
    if not _LENGTH <= end <= len(untrimmed):
        raise Unsealable
    return untrimmed[_LENGTH:end]


class Seal:
    """One key, which seals and opens."""

    __slots__ = ("_chance", "_cipher", "_head")

    def __init__(self, key: bytes, version: int = 1, chance: Chance = os.urandom) -> None:
        self._cipher = AESGCM(key)
        self._head = bytes((FORMAT, version))
        self._chance = chance

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """A record of any bytes, bound to where it belongs."""
        return self.wrap(padded(plain), bound)

    def open(self, record: bytes, bound: bytes) -> bytes:
        """What was sealed."""
        return stripped(self.unwrap(record, bound))

    def wrap(self, key: bytes, bound: bytes) -> bytes:
        """A record of something whose length is no secret, such as a key."""
        iv = self._chance(_IV)
        return self._head + iv + self._cipher.encrypt(iv, key, bound)

    def unwrap(self, record: bytes, bound: bytes) -> bytes:
        """What was wrapped."""
        if len(record) < _HEAD + _TAG or record[:2] != self._head:
            raise Unsealable
        try:
            return self._cipher.decrypt(record[2:_HEAD], record[_HEAD:], bound)
        except InvalidTag:
            raise Unsealable from None


def key_version(record: bytes) -> int:
    """Which version of the key a record was sealed with, as it says itself."""
    if len(record) < _HEAD + _TAG:
        raise Unsealable
    return record[1]


# A pair of keys: whoever has the public half can seal, and only the private half opens


def new_private(chance: Chance = os.urandom) -> bytes:
    """The private half of a new pair."""
    return chance(KEY)


def public_of(private: bytes) -> bytes:
    """The public half that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, bound: bytes) -> bytes:
    """A letter that only the private half opens, bound to where it belongs."""
    key = X25519PublicKey.from_public_bytes(public)
    return bytes((FORMAT,)) + _LETTERS.encrypt(padded(plain), key, info=bound)


def open_with(private: bytes, letter: bytes, bound: bytes) -> bytes:
    """What was sealed to a public half."""
    return Opener(private).open(letter, bound)


class Opener:
    """A private half, ready to open many letters."""

    __slots__ = ("_key",)

    def __init__(self, private: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(private)

    def open(self, letter: bytes, bound: bytes) -> bytes:
        """What was sealed to the public half."""
        if len(letter) < 1 + KEY + _TAG or letter[0] != FORMAT:
            raise Unsealable
        try:
            return stripped(_LETTERS.decrypt(letter[1:], self._key, info=bound))
        except (InvalidTag, ValueError):
            raise Unsealable from None


def stretch(secret: bytes, salt: bytes) -> bytes:
    """A key from something that people remember, by Argon2id; takes long, so not in the loop."""
    return Argon2id(salt=salt, length=KEY, iterations=_PASSES, lanes=1, memory_cost=_MEMORY).derive(
        secret
    )
