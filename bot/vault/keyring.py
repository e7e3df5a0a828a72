"""The secrets of a deployment, and what is made of them."""

from __future__ import annotations

import hmac
import os
from collections.abc import Container, Mapping
from typing import Self

from bot.errors import KeyProblem, Unsealable
from bot.ports import Chat
from bot.vault.seal import KEY, Chance, Seal, derive

_INDEX_CHECK = b"sidelight index check"  # it has no colon, so it is the index of no chat


class Keyring:
    """Master secrets by version, and the secret that names chats; it shows none of them."""

    __slots__ = ("_index", "_masters", "_names")

    def __init__(self, masters: Mapping[int, bytes], index: bytes) -> None:
        if not masters or not all(0 < version < 256 for version in masters):
            raise KeyProblem("The versions of master secrets are numbers from 1 to 255.")
        if any(len(secret) != KEY for secret in (*masters.values(), index)):
            raise KeyProblem(f"Every secret has to have {KEY} bytes.")
        if index in masters.values():
            raise KeyProblem("The master secret and the index secret are the same: make new keys.")
        if len(set(masters.values())) < len(masters):
            raise KeyProblem(
                "Two master secrets are the same: a copy with a new name is no new one."
            )
        self._masters = dict(masters)
        self._index = index
        self._names = hmac.new(index, digestmod="sha256")

    @classmethod
    def throwaway(cls, chance: Chance = os.urandom) -> Self:
        """Secrets for what ends with this process."""
        return cls({1: chance(KEY)}, chance(KEY))

    @property
    def versions(self) -> list[int]:
        """The versions of the master secrets that are here, in order."""
        return sorted(self._masters)

    def narrowed(self, versions: Container[int]) -> Self:
        """The same secrets, but of the master secrets only those of some versions."""
        masters = {at: secret for at, secret in self._masters.items() if at in versions}
        return type(self)(masters, self._index)

    @property
    def newest(self) -> int:
        """The version of the master secret that new keys are wrapped with."""
        return max(self._masters)

    def kek(self, version: int, deployment: bytes, chance: Chance = os.urandom) -> Seal:
        """The key that wraps keys, of one version of the master secret."""
        if version not in self._masters:
            raise Unsealable
        purpose = b"sidelight kek " + bytes((version,))
        return Seal(derive(self._masters[version], deployment, purpose), version, chance)

    def index(self, chat: Chat) -> bytes:
        """Where a chat lies in the store, which tells nobody without the secret whose it is."""
        # The one-call form takes the interpreter's lock away each time, which a copy does not.
        naming = self._names.copy()
        naming.update(f"{chat.channel}:{chat.id}".encode())
        return naming.digest()

    def secret_for(self, purpose: bytes) -> bytes:
        """A secret for names of another kind, which is the index of no chat either."""
        return hmac.digest(self._index, b"sidelight " + purpose, "sha256")

    def index_check(self) -> bytes:
        """By what the index secret is recognised."""
        return hmac.digest(self._index, _INDEX_CHECK, "sha256")
