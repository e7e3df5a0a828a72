"""Conditions: three-valued, so that what is not known is never taken for a yes or a no."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conditions import Condition, ConditionError, number, parse, plain
from bot.core.session import Answer
from tests.core.stage import MANY, on_stage

KNOWN: dict[str, Answer] = {
    "yes": "y",
    "no": "n",
    "count": 3,
    "typed": "3",
    "word": "three",
    "none": (),
    "blank": "",
    "signs": ("tracker", "logins"),
    "place": "GB",
}


def holds(text: str, known: Mapping[str, Answer] = KNOWN) -> bool | None:
    return parse(text).holds(known.get, known.get)


# Single tests


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("yes is y", True),
        ("yes is n", False),
        ("yes is not n", True),
        ("yes is not y", False),
        ("gone is y", None),
        ("gone is not y", None),
        ("gone is known", False),
        ("gone is not known", True),
        ("yes is known", True),
        ("none is known", True),
        ("none is empty", True),
        ("blank is empty", True),
        ("gone is empty", True),
        ("gone is not empty", False),
        ("signs is not empty", True),
        ("count is empty", False),
        ("signs has tracker", True),
        ("signs has places", False),
        ("none has tracker", False),
        ("gone has tracker", None),
        ("yes has y", True),
        ("signs is tracker", False),
        ("count is 3", True),
        ("count at least 3", True),
        ("count at most 2", False),
        ("count more than 2", True),
        ("count less than 3", False),
        ("typed at least 3", True),
        ("count more than -5", True),
        ("word at least 3", None),
        ("signs at least 1", None),
        ("gone at least 1", None),
        ("place is {place}", True),
        ("yes is {place}", False),
        ("yes is {gone}", None),
        ("count at least {typed}", True),
        ("count at least {word}", None),
        ('word is "three"', True),
        ('yes is "and"', False),
    ],
)
def test_a_test_is_true_false_or_unknown(text: str, held: bool | None) -> None:  # noqa: FBT001
    assert holds(text) is held


def test_a_name_on_the_left_and_a_variable_on_the_right_are_looked_up_apart() -> None:
    row, answers = {"country": "GB"}, {"country": "IE"}
    condition = parse("country is {country}")
    assert condition.holds(row.get, answers.get) is False
    assert condition.holds(row.get, row.get) is True


# Joining

TRUTH = {"T": True, "F": False, "U": None}
NOTHING: dict[str, Answer] = {}
JOINED: dict[str, Answer] = {"t": "y", "f": "n"}


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        ("T", "T", "T", "T"),
        ("T", "F", "F", "T"),
        ("T", "U", "U", "T"),
        ("F", "T", "F", "T"),
        ("F", "F", "F", "F"),
        ("F", "U", "F", "U"),
        ("U", "T", "U", "T"),
        ("U", "F", "F", "U"),
        ("U", "U", "U", "U"),
    ],
)
def test_and_and_or_follow_the_table_of_three_values(
    left: str, right: str, both: str, either: str
) -> None:
    one, other = f"{left.lower()} is y", f"{right.lower()} is y"
    assert holds(f"{one} and {other}", JOINED) is TRUTH[both]
    assert holds(f"{one} or {other}", JOINED) is TRUTH[either]


def test_not_turns_true_and_false_round_and_leaves_the_unknown_alone() -> None:
    assert holds("not yes is y") is False
    assert holds("not yes is n") is True
    assert holds("not gone is y") is None
    assert holds("not not yes is y") is True


def test_brackets_bind_first() -> None:
    assert holds("yes is n and (yes is n or yes is y)") is False
    assert holds("(yes is n and yes is n) or yes is y") is True
    assert holds("not (yes is y and no is n)") is False


TESTS = st.sampled_from(["yes is y", "no is y", "gone is y", "gone is known", "count at least 3"])
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' and '.join(parts)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})")
        | inner.map(lambda part: f"not {part}")
    ),
    max_leaves=6,
)
STRENGTH = {False: 0, None: 1, True: 2}


@MANY
@given(CONDITIONS, CONDITIONS)
def test_and_is_the_weaker_and_or_the_stronger_of_its_parts(left: str, right: str) -> None:
    pair = [STRENGTH[holds(left)], STRENGTH[holds(right)]]
    assert STRENGTH[holds(f"({left}) and ({right})")] == min(pair)
    assert STRENGTH[holds(f"({left}) or ({right})")] == max(pair)
    assert STRENGTH[holds(f"not ({left})")] == 2 - STRENGTH[holds(left)]


@MANY
@given(CONDITIONS)
def test_knowing_less_never_turns_a_yes_into_a_no(text: str) -> None:
    condition = parse(text)
    if "known" in text:
        return
    full, nothing = condition.holds(KNOWN.get, KNOWN.get), condition.holds(NOTHING.get, NOTHING.get)
    assert nothing is None
    assert full in (True, False, None)


@MANY
@given(CONDITIONS)
def test_every_test_in_a_condition_is_told(text: str) -> None:
    told = [test.name for test in parse(text).tests()]
    assert len(told) == text.count(" is ") + text.count(" at least ")


# What a condition proves


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        ("danger is no", True),
        ("danger is no and signs has tracker", True),
        ("danger is no or signs has tracker", False),
        ("(danger is no and a is b) or danger is no", True),
        ("not danger is no", False),
        ("danger is not no", False),
        ("danger has no", False),
        ("danger is {no}", False),
        ("other is no", False),
    ],
)
def test_a_condition_proves_an_answer_only_if_it_can_t_be_true_without(
    text: str,
    proved: bool,  # noqa: FBT001
) -> None:
    assert parse(text).implies("danger", "no") is proved


# Reading


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "it ends where a name should stand"),
        ("a", 'after "a" write: is, is not, has, at least'),
        ("a is", "it ends where a value should stand"),
        ("a is not", "it ends where a value should stand"),
        ("a = b", 'after "a" write: is'),
        ("a is b and", "it ends where a name should stand"),
        ("a is b c", '"c" stands where the condition should end'),
        ("a is b and c is d or e is f", "put brackets around one of them"),
        ("(a is b", 'a ")" is missing'),
        ("a is b)", '")" stands where the condition should end'),
        ("a is {b", "a bracket or a brace that does not belong"),
        ('a is "b" }', "a bracket or a brace that does not belong"),
        ('a is "b', 'a " is missing'),
        ("a at least many", '"at least" needs a number after it, not "many"'),
        ("a at least --3", "needs a number after it"),
        ("A is b", '"A" is not a name'),
        ("and is b", '"and" is not a name'),
        ("a is and", '"and" stands where a value should'),
        ("a has (", '"(" stands where a value should'),
        (" and ".join(["a is b"] * 40), "too long: split it over two steps"),
    ],
)
def test_a_condition_that_can_t_be_read_says_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(ConditionError) as problem:
        parse(text)
    assert advice in str(problem.value)


@MANY
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["a", "is", "not", "known", "empty", "has", "at", "least", "and", "or",
                         "(", ")", "{b}", "3", "-3", "--3", '"x"', '"', "{", "}"]),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        condition: Condition | None = parse(text)
    except ConditionError as problem:
        assert str(problem)
    else:
        assert condition is not None
        assert condition.holds(KNOWN.get, KNOWN.get) in (True, False, None)


@MANY
@given(st.text() | st.integers() | st.from_regex(r"\A-*\d{0,13}\Z"))
def test_whatever_was_answered_is_a_number_or_none(answer: str | int) -> None:
    found = number(answer)
    assert found is None or int(plain(answer)) == found
    assert not isinstance(answer, int) or found == answer


def test_an_answer_that_only_looks_like_a_number_breaks_nothing() -> None:
    told = on_stage("""
start:
  marks: line
  ask: How often?
  as: text up to 20
  save: often
  goto: [many if often at least 3, few]
many:
  say: Many.
  end: done
few:
  say: Not so many.
  end: done
""")
    assert "Not so many." in told.say("--5").tap("Done").words
