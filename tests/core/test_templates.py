"""Texts with `{name}` in them: looked up, never executed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.templates import is_name, parse
from tests.core.stage import MANY, on_stage

PLAIN = st.text(alphabet=st.characters(exclude_characters="{}"))
NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,10}\Z")


@MANY
@given(PLAIN)
def test_a_text_without_names_is_said_as_it_stands(text: str) -> None:
    template = parse(text)
    assert template.names == ()
    assert template.fill(lambda _: "never") == template.source == text.strip()


@MANY
@given(st.lists(st.tuples(PLAIN, NAMES), min_size=1), st.text())
def test_every_name_is_filled_in_and_nothing_else_is(
    pieces: list[tuple[str, str]], answer: str
) -> None:
    source = "".join(f"{text}{{{name}}}" for text, name in pieces).strip()
    template = parse(source)
    assert template.source == source
    assert template.names == tuple(name for _, name in pieces)
    filled = template.fill(lambda _: answer)
    assert (
        filled
        == "".join(f"{text}{answer}" for text, _ in pieces)[
            len(pieces[0][0]) - len(pieces[0][0].lstrip()) :
        ]
    )


@given(st.text())
def test_what_an_answer_holds_is_never_filled_in_again(answer: str) -> None:
    assert parse("{note}").fill(lambda _: f"{{note}}{answer}") == f"{{note}}{answer}"


@pytest.mark.parametrize("text", ["a", "note_1", "x9"])
def test_names_are_small_letters_digits_and_underscores(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "A", "1a", "a.b", "a[0]", "__class__", "a!r", "é", "a-b"])
def test_nothing_else_is_a_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "typed",
    ["{country}", "{0.__class__}", "%s %(note)s", "${note}", "{{note}}", "{note!r:>50}", "{"],
)
def test_an_answer_that_looks_like_a_template_is_shown_as_it_was_typed(typed: str) -> None:
    told = on_stage("""
start:
  marks: line
  ask: What happened?
  as: text up to 100
  save: note
  goto: told
told:
  say: "You wrote: {note}"
  choices:
    out: Out of here -> out
out:
  end: done
""")
    assert told.say(typed).tap("Done").words == f"You wrote: {typed}"
