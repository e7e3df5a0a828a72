"""A question that any authority understands; an answer is believed only if all of it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.stamps.asking import ONCE, Trusted, question, used_once
from tests.stamps.authority import Authority, openssl

ROOT, OTHER = bytes(range(32)), bytes(32)
ASKED = b"\xfe" + b"\x01" * 7


@pytest.fixture(scope="module")
def trusted(authority: Authority) -> Trusted:
    return Trusted.read(authority.certificate)


@pytest.fixture(scope="module")
def stamp(authority: Authority) -> bytes:
    return authority.answer(question(ROOT, ASKED))


# The question


def test_openssl_reads_in_a_question_what_we_ask(tmp_path: Path, authority: Authority) -> None:
    (tmp_path / "asked.tsq").write_bytes(question(ROOT, ASKED))
    told = openssl(tmp_path, "ts", "-query", "-in", "asked.tsq", "-text")
    assert "Hash Algorithm: sha256" in told
    assert f"Nonce: 0x{ASKED.hex().upper()}" in told
    assert "Certificate required: yes" in told
    dumped = "".join(re.findall(r"- ((?:[0-9a-f]{2}[ -]){16})", told))
    assert bytes.fromhex(re.sub(r"[ -]", "", dumped)) == ROOT


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=ONCE, max_size=ONCE))
def test_every_question_is_of_one_length(root: bytes, chance: bytes) -> None:
    once = used_once(lambda count: chance[:count])
    assert len(question(root, once)) == 70
    assert len(once) == ONCE


@pytest.mark.parametrize(("root", "once"), [(b"", ASKED), (ROOT[1:], ASKED), (ROOT, ASKED[1:])])
def test_nothing_but_a_root_and_a_number_is_asked(root: bytes, once: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        question(root, once)


# The answer


def test_the_stamp_of_the_chosen_authority_holds(
    trusted: Trusted, authority: Authority, stamp: bytes
) -> None:
    assert trusted.vouches(stamp, ROOT, ASKED)
    assert authority.confirms(stamp, ROOT.hex())


def test_a_stamp_of_another_authority_does_not(
    trusted: Trusted, stranger: Authority, stamp: bytes
) -> None:
    theirs = stranger.answer(question(ROOT, ASKED))
    assert not trusted.vouches(theirs, ROOT, ASKED)
    assert Trusted.read(stranger.certificate).vouches(theirs, ROOT, ASKED)


def test_a_stamp_of_something_else_does_not(trusted: Trusted, stamp: bytes) -> None:
    assert not trusted.vouches(stamp, OTHER, ASKED)


def test_an_answer_to_another_question_does_not(trusted: Trusted, stamp: bytes) -> None:
    assert not trusted.vouches(stamp, ROOT, ASKED[:-1] + b"\x02")


def test_an_answer_without_its_number_does_not(trusted: Trusted, authority: Authority) -> None:
    told = ("-query", "-digest", ROOT.hex(), "-sha256", "-cert", "-no_nonce", "-out", "asked.tsq")
    openssl(authority.folder, "ts", *told)
    plain = authority.answer((authority.folder / "asked.tsq").read_bytes())
    assert authority.confirms(plain, ROOT.hex())
    assert not trusted.vouches(plain, ROOT, ASKED)


def test_a_refusal_does_not(trusted: Trusted, authority: Authority) -> None:
    refused = authority.answer(question(ROOT, ASKED)[:-1] + b"\x00\x00")
    assert not trusted.vouches(refused, ROOT, ASKED)


@settings(max_examples=60)
@example(b"")
@given(untrusted=st.binary(max_size=200))
def test_whatever_comes_is_judged_and_raises_nothing(trusted: Trusted, untrusted: bytes) -> None:
    assert not trusted.vouches(untrusted, ROOT, ASKED)


def test_a_stamp_with_one_byte_changed_never_stands_for_another_root(
    trusted: Trusted, stamp: bytes
) -> None:
    for at in range(0, len(stamp), 7):
        forged = bytearray(stamp)
        forged[at] ^= 1
        assert not trusted.vouches(bytes(forged), OTHER, ASKED)
        trusted.vouches(bytes(forged), ROOT, ASKED)


# The certificates


def test_a_file_without_certificates_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for content, said in ((b"", "holds no certificate"), (b"a secret word", "as PEM")):
        (tmp_path / "file.pem").write_bytes(content)
        with pytest.raises(ConfigError, match=said) as refused:
            Trusted.read(tmp_path / "file.pem")
        assert "secret" not in refused.value.reason
    with pytest.raises(ConfigError, match="let this account read it"):
        Trusted.read(tmp_path / "none.pem")
