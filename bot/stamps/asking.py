"""What is asked of an authority, and whether its answer holds: the one home of `rfc3161_client`.

The question is a TimeStampReq of RFC 3161: the root itself as SHA-256 imprint, a number used once
(its nonce), and that the authority's certificate be in the answer. It has one length, so it is
written out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from bot.core.chain import DIGEST
from bot.errors import ConfigError

ONCE = 8
"""Bytes of the number that an answer has to repeat."""
_VERSION_1 = bytes.fromhex("3044 020101")
_SHA256_OF = bytes.fromhex("3031 300d 06096086480165030402010500 0420")
_NUMBER = bytes.fromhex("0209 00")
_WITH_CERTIFICATE = bytes.fromhex("0101ff")


def used_once(chance: Callable[[int], bytes]) -> bytes:
    """A number that was never used; its first bit is set, so that it always has one length."""
    first, *others = chance(ONCE)
    return bytes((first | 0x80, *others))


def question(root: bytes, once: bytes) -> bytes:
    """What is sent to an authority."""
    if (len(root), len(once)) != (DIGEST, ONCE):
        raise ValueError("a root of 32 bytes and a number of 8")
    return b"".join((_VERSION_1, _SHA256_OF, root, _NUMBER, once, _WITH_CERTIFICATE))


class Trusted:
    """The certificates of the authority that an operator chose, and what they vouch for."""

    def __init__(self, certificates: list[Certificate]) -> None:
        self._certificates = certificates

    @classmethod
    def read(cls, path: Path) -> Self:
        """The certificates in a file; raises `ConfigError`."""
        try:
            return cls(load_pem_x509_certificates(path.read_bytes()))
        except OSError:
            problem = "can't be read: let this account read it"
        except ValueError:
            problem = "holds no certificate: save the authority's there, as PEM"
        raise ConfigError(f"{path}, which stamps.certificate names, {problem}.")

    def vouches(self, untrusted_answer: bytes, root: bytes, once: bytes) -> bool:
        """Whether an answer is a stamp of this root by the authority, to this very question."""
        verifier = VerifierBuilder(
            roots=list(self._certificates), nonce=int.from_bytes(once, "big")
        ).build()
        try:
            return verifier.verify(decode_timestamp_response(untrusted_answer), root)
        except (ValueError, VerificationError):
            return False
