"""Time stamps of a real authority, made for this test, checked as VERIFY.txt says."""

from __future__ import annotations

import re

import pytest

from bot.core.merkle import root, way_up
from bot.reports import verifying
from bot.reports.package import Files, Stamp
from tests.reports.packed import FILES, five, packed, problems, selection, unpacked
from tests.stamps.authority import Authority, authority_in

HEADS = [bytes([number]) * 32 for number in range(5)]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("authority"))


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
