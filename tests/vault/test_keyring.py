"""The keyring: what is made of the secrets, and that they never show."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import KeyProblem, Unsealable
from bot.ports import Chat
from bot.vault.keyring import Keyring

MASTER, INDEX = b"m" * 31 + b"1", b"i" * 31 + b"2"
RING = Keyring({1: MASTER}, INDEX)


def test_a_chat_s_place_is_an_hmac_of_its_address() -> None:
    expected = hmac.new(INDEX, b"tg:12345", hashlib.sha256).digest()
    assert RING.index(Chat("tg", "12345")) == expected


@given(one=st.text(), other=st.text())
def test_other_chats_lie_in_other_places(one: str, other: str) -> None:
    places = {RING.index(Chat("tg", one.encode(errors="replace").decode()))}
    places.add(RING.index(Chat("web", other.encode(errors="replace").decode())))
    assert len(places) == 2


def test_other_secrets_lead_to_other_places_and_marks() -> None:
    other = Keyring({1: MASTER}, MASTER[::-1])
    assert other.index(Chat("tg", "1")) != RING.index(Chat("tg", "1"))
    assert other.index_check() != RING.index_check()


def test_each_version_and_deployment_has_its_own_key() -> None:
    ring = Keyring({1: MASTER, 2: INDEX[::-1]}, INDEX)
    assert ring.newest == 2
    record = ring.kek(1, b"here").wrap(b"key", b"")
    assert ring.kek(1, b"here").unwrap(record, b"") == b"key"
    for version, deployment in ((1, b"there"), (2, b"here")):
        with pytest.raises(Unsealable):
            ring.kek(version, deployment).unwrap(record, b"")
    with pytest.raises(Unsealable):
        ring.kek(3, b"here")


@pytest.mark.parametrize(
    ("masters", "index"),
    [
        ({}, INDEX),
        ({0: MASTER}, INDEX),
        ({256: MASTER}, INDEX),
        ({1: MASTER[:31]}, INDEX),
        ({1: MASTER}, INDEX + b"!"),
        ({1: MASTER}, MASTER),
        ({1: INDEX[::-1], 2: INDEX}, INDEX),
        ({1: MASTER, 2: MASTER}, INDEX),
    ],
)
def test_secrets_that_are_none_are_refused(masters: dict[int, bytes], index: bytes) -> None:
    with pytest.raises(KeyProblem) as caught:
        Keyring(masters, index)
    assert "mmm" not in caught.value.reason
    assert "iii" not in caught.value.reason


def test_a_narrowed_ring_has_fewer_master_secrets_and_the_same_places() -> None:
    ring = Keyring({1: MASTER, 2: INDEX[::-1]}, INDEX)
    older = ring.narrowed((1,))
    assert (ring.versions, older.versions, older.newest) == ([1, 2], [1], 1)
    assert older.index(Chat("tg", "1")) == ring.index(Chat("tg", "1"))
    with pytest.raises(Unsealable):
        older.kek(2, b"here")


def test_no_two_throwaway_keyrings_are_alike() -> None:
    one, other = Keyring.throwaway(), Keyring.throwaway()
    assert one.index(Chat("tg", "1")) != other.index(Chat("tg", "1"))


def test_a_keyring_shows_nothing() -> None:
    assert "mmm" not in repr(RING)
    assert "iii" not in repr(RING)
    assert not hasattr(RING, "__dict__")
