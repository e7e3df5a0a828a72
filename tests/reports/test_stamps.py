"""Time stamps of a real authority, made for this test, checked as VERIFY.txt says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.core.merkle import root, way_up
from bot.reports import verifying
from bot.reports.package import Files, Stamp
from tests.reports.packed import FILES, five, packed, problems, selection, unpacked
from tests.support import missing

HEADS = [bytes([number]) * 32 for number in range(5)]
AUTHORITY = """
[req]
distinguished_name = name
[name]
[stamper]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""


def openssl(folder: Path, *command: str) -> str:
    """What openssl says; an error if it refuses."""
    whole = ("openssl", *command)
    told = subprocess.run(whole, cwd=folder, capture_output=True, text=True, check=True)
    return told.stdout + told.stderr


class Authority:
    """Somebody who says when something was there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "authority.cnf").write_text(AUTHORITY)
        (folder / "serial").write_text("01\n")
        new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        made = ("-keyout", "tsa.key", "-out", "tsa.pem", "-days", "2", "-subj", "/CN=Test")
        usage = ("-config", "authority.cnf", "-extensions", "stamper")
        openssl(folder, "req", "-x509", *new_key, *made, *usage)

    def stamp(self, digest: bytes) -> bytes:
        """A time stamp of a digest."""
        asked = ("-query", "-digest", digest.hex(), "-sha256", "-cert", "-out", "asked.tsq")
        openssl(self.folder, "ts", *asked)
        answer = ("-queryfile", "asked.tsq", "-out", "given.tsr")
        openssl(self.folder, "ts", "-reply", "-config", "authority.cnf", *answer)
        return (self.folder / "given.tsr").read_bytes()

    def confirms(self, stamp: bytes, digest: str) -> bool:
        """Whether openssl says, as a police officer would ask it, that a stamp is of a digest."""
        (self.folder / "0003.tsr").write_bytes(stamp)
        command = ("-verify", "-digest", digest, "-in", "0003.tsr", "-CAfile", "tsa.pem")
        try:
            return "Verification: OK" in openssl(self.folder, "ts", *command)
        except subprocess.CalledProcessError:
            return False


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        missing("openssl is not installed: real time stamps are not tried")
    return Authority(tmp_path_factory.mktemp("authority"))


def stamped(authority: Authority) -> dict[str, bytes]:
    """A package with a time stamp of its third link, among the heads of others."""
    heads = [*HEADS, five().links[2].head]
    stamp = Stamp(authority.stamp(root(heads)), 3, way_up(heads, 5))
    return unpacked(packed(selection(five()), Files(FILES.originals, stamps=(stamp,))))


def test_openssl_confirms_the_digest_that_the_package_names(authority: Authority) -> None:
    files = stamped(authority)
    assert problems(files) == ([], [])
    ((name, digest),) = verifying.verdict(files).stamps
    assert authority.confirms(files[name], digest)
    assert not authority.confirms(files[name], digest[::-1])


def test_a_real_stamp_of_something_else_is_found_without_openssl(authority: Authority) -> None:
    files = stamped(authority)
    files["stamps/0003.tsr"] = authority.stamp(bytes(32))
    ours, theirs = problems(files)
    said = "stamps/0003.tsr is a time stamp of something else."
    assert said in ours
    assert said in theirs


def test_a_stamp_that_nobody_signed_is_found_by_openssl(authority: Authority) -> None:
    files = stamped(authority)
    ((name, digest),) = verifying.verdict(files).stamps
    forged = bytearray(files[name])
    forged[-1] ^= 1
    assert not authority.confirms(bytes(forged), digest)


def test_the_page_for_the_police_asks_openssl_as_we_did() -> None:
    page = unpacked(packed())["VERIFY.txt"].decode()
    (command,) = re.findall(r"openssl ts .*", page)
    assert command == "openssl ts -verify -digest DIGEST -in stamps/0007.tsr -CAfile FILE.pem"
