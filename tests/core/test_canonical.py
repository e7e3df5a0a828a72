"""Canonical JSON, judged by another program that writes it."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bot.core.canonical import LARGEST, Json, NotCanonical, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=127))
values: st.SearchStrategy[Json] = st.recursive(
    texts | st.integers(-LARGEST, LARGEST) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_it_is_written_as_another_program_writes_it(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_the_signs_that_are_written_otherwise() -> None:
    text = '\x00\b\t\n\f\r\x1f"\\/\x7f\u2028é😀'
    assert canonical(text) == rfc8785.dumps(text)
    assert canonical({"b": 1, "a": [True, "é"]}) == '{"a":[true,"é"],"b":1}'.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        None,
        2**53,
        -(2**53),
        {"é": 1},
        {1: 1},
        [b"bytes"],
        {"a": {"b": [0.0]}},
        "\ud800",
        ("a",),
    ],
)
def test_what_programs_read_differently_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert refused.value.__context__ is None
