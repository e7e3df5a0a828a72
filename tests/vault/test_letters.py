"""Letters to a pair of keys are those of RFC 9180, bound to where they belong."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unsealable
from bot.vault import seal
from bot.vault.seal import FORMAT, KEY, new_private, open_with, public_of, seal_to

# HPKE once more, written from the text of RFC 9180 (base mode, single shot). It is proved by the
# RFC's own figures, and then proves ours: the library's interface has no place for them.

AES_128, AES_256, CHACHA = (1, 16, AESGCM), (2, 32, AESGCM), (3, 32, ChaCha20Poly1305)
KEM = b"KEM" + (0x0020).to_bytes(2, "big")
VERSION = b"HPKE-v1"


def extract(salt: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), material, "sha256")


def labeled_extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return extract(salt, VERSION + suite + label + material)


def labeled_expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + VERSION + suite + label + info
    blocks, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes((number,)), "sha256")
        blocks += block
    return blocks[:length]


def opened(  # as the RFC has it
    private: bytes,
    encapsulated: bytes,
    ciphertext: bytes,
    info: bytes,
    extra: bytes,
    aead: tuple[int, int, type[AESGCM] | type[ChaCha20Poly1305]],
) -> bytes:
    number, length, cipher = aead
    key = X25519PrivateKey.from_private_bytes(private)
    public = key.public_key().public_bytes_raw()
    shared = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    secret = labeled_expand(
        KEM,
        labeled_extract(KEM, b"", b"eae_prk", shared),
        b"shared_secret",
        encapsulated + public,
        32,
    )
    suite = b"HPKE" + b"".join(part.to_bytes(2, "big") for part in (0x0020, 0x0001, number))
    context = (
        b"\x00"
        + labeled_extract(suite, b"", b"psk_id_hash", b"")
        + labeled_extract(suite, b"", b"info_hash", info)
    )
    prk = labeled_extract(suite, secret, b"secret", b"")
    content_key = labeled_expand(suite, prk, b"key", context, length)
    nonce = labeled_expand(suite, prk, b"base_nonce", context, 12)
    return cipher(content_key).decrypt(nonce, ciphertext, extra)


@dataclass(frozen=True)
class Figures:
    """One of the RFC's test vectors."""

    aead: tuple[int, int, type[AESGCM] | type[ChaCha20Poly1305]]
    private: str
    encapsulated: str
    ciphertext: str


INFO, EXTRA = b"Ode on a Grecian Urn", b"Count-0"
PLAIN = b"Beauty is truth, truth beauty"
RFC = (
    Figures(  # A.1.1
        AES_128,
        "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
        "6d8770ac83d07bea87e13c512a",
    ),
    Figures(  # A.2.1
        CHACHA,
        "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
        "21993c62ce81883d2dd1b51a28",
    ),
)


@pytest.mark.parametrize("figures", RFC, ids=("A.1.1", "A.2.1"))
def test_the_second_hpke_opens_what_the_rfc_sealed(figures: Figures) -> None:
    private, encapsulated, ciphertext = (
        bytes.fromhex(digits)
        for digits in (figures.private, figures.encapsulated, figures.ciphertext)
    )
    assert opened(private, encapsulated, ciphertext, INFO, EXTRA, figures.aead) == PLAIN


@given(plain=st.binary(max_size=600), bound=st.binary(max_size=40))
def test_the_second_hpke_opens_what_we_seal(plain: bytes, bound: bytes) -> None:
    private = new_private()
    letter = seal_to(public_of(private), plain, bound)
    assert letter[0] == FORMAT
    padded = opened(private, letter[1 : 1 + KEY], letter[1 + KEY :], bound, b"", AES_256)
    assert padded == seal.padded(plain)
    assert open_with(private, letter, bound) == plain


def test_a_letter_tells_little_of_its_length() -> None:
    public = public_of(new_private())
    lengths = {len(seal_to(public, b"x" * size, b"")) for size in range(0, 250, 10)}
    assert len(lengths) == 1


@given(data=st.data())
def test_a_letter_that_was_changed_anywhere_is_refused(data: st.DataObject) -> None:
    private = new_private()
    letter = bytearray(seal_to(public_of(private), b"words", b"here"))
    at = data.draw(st.integers(0, len(letter) - 1))
    letter[at] ^= 1 << data.draw(st.integers(0, 6 if at == KEY else 7))  # X25519 ignores one bit
    with pytest.raises(Unsealable):
        open_with(private, bytes(letter), b"here")


@pytest.mark.parametrize("cut", [0, 1, 1 + KEY, 1 + KEY + 15])
def test_a_letter_that_was_cut_is_refused(cut: int) -> None:
    private = new_private()
    with pytest.raises(Unsealable):
        open_with(private, seal_to(public_of(private), b"words", b"")[:cut], b"")


def test_a_letter_that_was_moved_or_belongs_to_somebody_else_is_refused() -> None:
    private = new_private()
    letter = seal_to(public_of(private), b"words", b"here")
    with pytest.raises(Unsealable):
        open_with(private, letter, b"there")
    with pytest.raises(Unsealable):
        open_with(new_private(), letter, b"here")


def test_a_stretched_secret_depends_on_all_of_it() -> None:
    salt = sha256(b"salt").digest()[:16]
    keys = {seal.stretch(secret, salt) for secret in (b"135792", b"135793")}
    keys.add(seal.stretch(b"135792", bytes(16)))
    assert len(keys) == 3
    assert {len(key) for key in keys} == {KEY}
