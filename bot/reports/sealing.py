"""Packages as they may leave: in an AES-256 ZIP with a passphrase, or with age for one recipient.

The names of files in an encrypted ZIP can be read by anybody, so there is one file in it: the
package. This is the one module that knows the libraries.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable

import pyrage
import pyzipper

from bot.errors import PackageProblem
from bot.vault import words

INNER = "package.zip"
WORDS = 6
"""So many words of our list are the passphrase: 66 bits, behind a thousand rounds of PBKDF2."""
_BITS = 256
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class WrongPassphrase(PackageProblem):
    """The passphrase does not open the package: look at how the words are written."""


def passphrase(chance: Callable[[int], bytes] = os.urandom) -> str:
    """Six words by chance, for one package; they go another way than the file."""
    return " ".join(words.some(WORDS, chance))


def sealed(content: bytes, secret: str, inner: str = INNER) -> bytes:
    """The package, or another file, in a ZIP that 7-Zip and others open with the passphrase."""
    whole = io.BytesIO()
    with pyzipper.AESZipFile(whole, "w", encryption=pyzipper.WZ_AES) as archive:
        # Version 2 of the format leaves out a checksum of what is inside.
        archive.setencryption(pyzipper.WZ_AES, nbits=_BITS, force_wz_aes_version=2)
        archive.setpassword(secret.encode())
        archive.writestr(archive.zipinfo_cls(inner, _NO_TIME), content)
    return whole.getvalue()


def is_sealed(content: bytes) -> bool:
    """Whether these bytes are a ZIP that needs a passphrase."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(part.flag_bits & 1 for part in archive.infolist())
    except zipfile.BadZipFile:
        return False


def opened(content: bytes, secret: str) -> bytes:
    """The package in such a ZIP; raises `WrongPassphrase`, or `PackageProblem` if it is damaged."""
    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
            if archive.namelist() != [INNER]:
                raise PackageProblem("This is no package: it should hold package.zip only.")
            return bytes(archive.read(INNER, pwd=secret.encode()))
    except RuntimeError:
        raise WrongPassphrase from None
    except (pyzipper.BadZipFile, OSError, ValueError):
        raise PackageProblem("The package is damaged or was altered: it can't be opened.") from None


def sealed_to(content: bytes, recipient: str) -> bytes:
    """The package for whoever holds the key of an age recipient (`age1…`)."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise PackageProblem("This is no age recipient: it begins with age1.") from None
    return bytes(pyrage.encrypt(content, [key]))
