"""A package leaves sealed: with a passphrase, or for one recipient."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pyrage
import pytest

from bot.errors import PackageProblem
from bot.reports.sealing import (
    INNER,
    WrongPassphrase,
    is_sealed,
    opened,
    passphrase,
    sealed,
    sealed_to,
)
from bot.vault import words
from tests.support import missing

SECRET = "abandon ability able about above absent"
CONTENT = b"a package " * 100


def test_a_sealed_package_opens_with_its_passphrase_alone() -> None:
    content = sealed(CONTENT, SECRET)
    assert is_sealed(content)
    assert opened(content, SECRET) == CONTENT
    with pytest.raises(WrongPassphrase):
        opened(content, SECRET.upper())


def test_nothing_of_it_can_be_read_from_outside_but_one_dull_name() -> None:
    content = sealed(CONTENT, SECRET)
    assert b"a package" not in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (inner,) = archive.infolist()
    assert (inner.filename, inner.CRC, inner.date_time[0]) == (INNER, 0, 1980)
    extra = inner.extra[inner.extra.index(b"\x01\x99") :]
    assert extra[4:9] == b"\x02\x00AE\x03", "version 2 of the format, 256 bits"


def test_two_seals_of_one_package_have_nothing_in_common() -> None:
    assert sealed(CONTENT, SECRET)[60:200] != sealed(CONTENT, SECRET)[60:200]


@pytest.mark.parametrize("at", [60, 80, 500])
def test_a_sealed_package_that_was_altered_does_not_open(at: int) -> None:
    content = bytearray(sealed(CONTENT, SECRET))
    content[at] ^= 1
    with pytest.raises(PackageProblem):
        opened(bytes(content), SECRET)


def test_a_zip_of_something_else_is_refused() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("letter.txt", "x")
    assert not is_sealed(whole.getvalue())
    assert not is_sealed(b"no zip at all")
    with pytest.raises(PackageProblem, match=r"package\.zip only"):
        opened(whole.getvalue(), SECRET)


def test_seven_zip_opens_it(tmp_path: Path) -> None:
    program = shutil.which("7z") or shutil.which("7zz")
    if program is None:
        missing("7-Zip is not installed: whether others can open a package is not tried")
    (tmp_path / "sealed.zip").write_bytes(sealed(CONTENT, SECRET))
    command = [program, "x", "-y", f"-p{SECRET}", "sealed.zip"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / INNER).read_bytes() == CONTENT


def test_a_passphrase_is_six_words_of_our_list() -> None:
    said = passphrase(lambda count: bytes(range(count)))
    assert words.read(said, 6) == tuple(said.split())
    assert passphrase() != passphrase()


def test_a_package_for_a_recipient_opens_with_her_key_alone() -> None:
    hers, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    content = sealed_to(CONTENT, str(hers.to_public()))
    assert pyrage.decrypt(content, [hers]) == CONTENT
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [other])


def test_a_recipient_that_is_none_is_refused() -> None:
    with pytest.raises(PackageProblem, match="begins with age1"):
        sealed_to(CONTENT, "age1nobody")
