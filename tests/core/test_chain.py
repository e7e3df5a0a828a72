"""The chain of a log: it can be computed by hand, and nothing of it can be changed unseen."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chain import Break, Link, Log, append, check, short, without

LOG_ID = bytes(range(16))
bodies = st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=6)


def log_of(contents: list[bytes]) -> Log:
    log = Log(LOG_ID)
    for number, body in enumerate(contents):
        log = append(log, body, bytes([number]) * 32)
    return log


def test_the_chain_is_the_one_that_is_described() -> None:
    log = log_of([b'{"a":1}', b'{"b":2}'])
    leaf = sha256(b"\x00" + bytes(32) + sha256(b'{"a":1}').digest()).digest()
    head = sha256(b"\x01" + LOG_ID + b"\0\0\0\0\0\0\0\x01" + bytes(32) + leaf).digest()
    assert (log.links[0].leaf, log.links[0].head) == (leaf, head)
    second = sha256(b"\x00" + b"\x01" * 32 + sha256(b'{"b":2}').digest()).digest()
    assert log.head == sha256(b"\x01" + LOG_ID + b"\0" * 7 + b"\x02" + head + second).digest()


def test_vectors_for_other_programs() -> None:
    log = log_of([b'{"a":1}', b'{"b":2}'])
    assert log.links[0].leaf.hex() == LEAF
    assert log.head.hex() == HEAD
    assert short(log.head) == SHORT


LEAF = "76d9488c665d4de5cb181ccab7c4402dfe9d8d62be14a80148e8015d25cb4f21"
HEAD = "dbe186a6ea54c11d87a20b18cd3f23f44267811502ada0ecf7a0ff7d46cfd3b2"
SHORT = "3PQYN-JXKKT-AR3B5-CBMMM"


def test_the_vectors_in_the_docs_are_these() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert [value for value in (LEAF, HEAD, SHORT, LOG_ID.hex()) if f"`{value}`" not in page] == []


def test_an_empty_log_has_a_head_too() -> None:
    assert Log(LOG_ID).head == bytes(32)
    assert check(Log(LOG_ID)) == ()


@given(bodies)
def test_an_honest_log_always_holds(contents: list[bytes]) -> None:
    log = log_of(contents)
    assert check(log) == ()
    assert [link.body for link in log.links] == contents


@given(bodies, st.data())
def test_what_is_taken_out_leaves_the_chain_whole(
    contents: list[bytes], data: st.DataObject
) -> None:
    log = log_of(contents)
    numbers = data.draw(st.sets(st.integers(1, len(contents))))
    shown = without(log, numbers)
    assert check(shown) == ()
    assert shown.head == log.head
    assert {link.number for link in shown.links if link.is_bare} == numbers


def changed(link: Link, data: st.DataObject) -> Link:
    field = data.draw(st.sampled_from(("number", "leaf", "head", "salt", "body")))
    if field == "number":
        return replace(link, number=data.draw(st.integers(0, 9).filter(lambda n: n != link.number)))
    content = bytearray(getattr(link, field))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    altered: dict[str, Any] = {field: bytes(content)}
    return replace(link, **altered)


@given(bodies, st.data())
def test_a_changed_link_is_always_found(contents: list[bytes], data: st.DataObject) -> None:
    links = list(log_of(contents).links)
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = changed(links[at], data)
    assert check(Log(LOG_ID, tuple(links))) != ()


@given(bodies, st.permutations(range(6)))
def test_links_in_another_order_are_always_found(contents: list[bytes], order: list[int]) -> None:
    links = log_of(contents).links
    moved = tuple(links[at] for at in order if at < len(links))
    assert (check(Log(LOG_ID, moved)) == ()) == (moved == links)


def test_a_link_that_was_dropped_or_doubled_is_found() -> None:
    one, two, three = log_of([b"1", b"2", b"3"]).links
    assert Break(2, "number") in check(Log(LOG_ID, (one, three)))
    assert Break(2, "head") in check(Log(LOG_ID, (one, one, two, three)))


def test_a_log_of_somebody_else_is_found() -> None:
    assert check(replace(log_of([b"1"]), id=bytes(16))) == (Break(1, "head"),)


def test_the_same_words_have_another_leaf_each_time() -> None:
    log = log_of([b"same", b"same"])
    assert log.links[0].leaf != log.links[1].leaf


@pytest.mark.parametrize(
    ("log_id", "body", "salt"),
    [(b"", b"1", bytes(32)), (LOG_ID, b"", bytes(32)), (LOG_ID, b"1", b"")],
)
def test_a_link_without_its_parts_is_refused(log_id: bytes, body: bytes, salt: bytes) -> None:
    with pytest.raises(ValueError, match="a salt of 32 bytes"):
        append(Log(log_id), body, salt)


def test_nothing_of_a_log_is_in_its_repr() -> None:
    assert "secret" not in repr(append(Log(LOG_ID), b"secret", bytes(32)))
