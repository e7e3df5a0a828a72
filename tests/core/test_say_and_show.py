"""What a step says, and the rows of a table it shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Copy, Entry, Media, Question, Text, ToCopy
from bot.core.session import Session
from bot.core.templates import parse
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import content_with, flow, on_stage, screen
from tests.support import content_of

# Saying


def test_every_text_is_a_message_of_its_own() -> None:
    said = on_stage("""
start:
  marks: line
  say:
    - First.
    - Second.
  ask: Third?
  as: date
  save: day
  goto: out
out:
  say: "{day}"
  end: done
""")
    assert screen(said).parts == (Text("First."), Text("Second."), Question("Third?"))


def test_what_several_steps_say_stands_on_one_screen() -> None:
    said = on_stage("""
start:
  marks: line
  say: First.
  goto: second
second:
  say: Second.
  goto: third
third:
  say: Third.
  choices:
    on: Next -> out
out:
  end: done
""")
    assert said.words == "First.\nSecond.\nThird."


LETTER = """
start:
  marks: line
  say: Who was it?
  ask: Which day?
  as: date
  save: day
  goto: letter
letter:
  say:
    - Here it is.
    - to_copy: |
        Hello,

        it was on {day}.
    - if: outcome is other
      to_copy: Another one.
    - That is all.
  choices:
    on: Next -> out
out:
  end: done
"""


def test_a_text_to_copy_stands_in_its_place_filled_in_and_with_its_paragraphs() -> None:
    said = on_stage(LETTER.replace("outcome is other", "day is unsure")).say("2026-11-20")
    parts = screen(said).parts
    assert isinstance(parts[1], ToCopy)
    assert parts[1].text.startswith("Hello,\n\nit was on ")
    assert "{" not in parts[1].text
    assert (parts[0], parts[2:]) == (Text("Here it is."), (Text("That is all."),))
    assert "Hello," in said.words


def test_a_text_to_copy_is_left_out_where_its_condition_is_not_true() -> None:
    said = on_stage(LETTER.replace("outcome is other", "day is unsure"))
    assert "Another one." not in said.say("2026-11-20").words


def test_what_was_typed_is_marked_in_a_text_to_copy_too() -> None:
    steps = LETTER.replace("as: date", "as: text").replace("outcome is other", "day is unsure")
    parts = screen(on_stage(steps).say("t.me/him").tap("Done")).parts
    copied = next(part for part in parts if isinstance(part, ToCopy))
    assert [copied.text[a:b] for a, b in copied.typed] == ["t.me/him"]


CONDITIONAL = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> told
    woman: A woman -> told
    skip: Rather not -> told
  save: who
told:
  say:
    - if: who is man
      say: He, then.
    - if: who is not man
      say: Not he, then.
    - if: country is known
      say: "In {country}."
    - if: country is not IE
      say: Not in Ireland.
    - Always said.
  choices:
    on: Next -> out
out:
  end: done
"""


def test_a_message_is_said_only_if_its_condition_is_true() -> None:
    assert on_stage(CONDITIONAL).tap("man").words == "He, then.\nAlways said."
    assert on_stage(CONDITIONAL).tap("woman").words == "Not he, then.\nAlways said."


def test_the_unknown_says_neither_one_thing_nor_its_opposite() -> None:
    content = content_with(("a", CONDITIONAL))
    known = Rehearsal(content, Session(person={"country": "GB"})).open("a").tap("man").words
    assert known == "He, then.\nIn United Kingdom.\nNot in Ireland.\nAlways said."
    assert "Ireland" not in on_stage(CONDITIONAL).tap("man").words


SHARED = """
start:
  marks: line
  say:
    - include: hello
    - photo: media/lock.png
      alt: A lock screen with the clock on it.
  choices:
    on: Next -> out
out:
  end: done
"""


def with_media() -> Content:
    return content_of({"a.yaml": flow("a", SHARED), "media/lock.png": b"not looked at"})


def test_a_snippet_is_said_where_it_is_included() -> None:
    assert Rehearsal(with_media()).open("a").words.startswith("Hello from a snippet.")


def test_a_picture_is_shown_with_what_it_shows_in_words() -> None:
    said = Rehearsal(with_media()).open("a")
    assert screen(said).parts[1] == Media(
        "photo", "media/lock.png", "A lock screen with the clock on it."
    )
    assert "A lock screen with the clock on it." in said.words


def test_new_messages_are_asked_for_where_a_person_wants_them() -> None:
    content = content_with()
    assert not screen(Rehearsal(content).say("hi")).fresh
    session = Session(person={"reading": "new_messages"})
    assert screen(Rehearsal(content, session).say("hi")).fresh


def test_a_word_that_is_not_known_is_said_to_be_unsaid() -> None:
    said = on_stage("""
start:
  marks: line
  say: "You are in {country}."
  choices:
    on: Next -> out
out:
  end: done
""")
    assert said.words == "You are in (not said)."


def test_words_that_another_flow_filled_in_are_not_said_again_where_nothing_fills_them() -> None:
    said = on_stage(
        """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> on
  save: who
on:
  say: "You said: {who}."
  goto: b/start
""",
        b="""
start:
  marks: line
  say: And now?
  choices:
    on: Next -> out
out:
  end: done
""",
    )
    assert said.tap("man").words == "You said: A man.\nAnd now?"
    assert said.say("hm").words.splitlines()[1:] == ["And now?"]


# Showing

HEADER = "country,kind,name,phone,sms,url,source,seen,recheck\n"
DATED = ",test,2026-11-21,2027-11-21\n"
ROWS = (
    "GB,stalking,First line,0808 802 0300,,https://one.example.org" + DATED
    + "GB,stalking,Second line,0808 200 0247,07860 027573," + DATED
    + "GB,stalking,Third line,116 123,," + DATED
    + "GB,suicide,Other line,116 123,," + DATED
    + "IE,stalking,Irish line,116 006,," + DATED
    + "CG,stalking,No number,,," + DATED
)  # fmt: skip
LISTED = """
start:
  marks: line
  say: Here are lines.
  show: people
  where: country is {country} and kind is stalking
  each:
    - "{name}: {phone}"
    - "Text: {sms}"
    - "{country}"
    - "See {url}"
  most: 2
  empty: none
  choices:
    on: Next -> out
none:
  say: I have no line there.
  choices:
    on: Next -> out
out:
  end: done
"""


def listed(country: str | None) -> Rehearsal:
    content = content_of({"a.yaml": flow("a", LISTED), "data/people.csv": HEADER + ROWS})
    person: dict[str, str | int | tuple[str, ...]] = {"country": country} if country else {}
    return Rehearsal(content, Session(person=person)).open("a")


def entries(rehearsal: Rehearsal) -> list[Entry]:
    return [part for part in screen(rehearsal).parts if isinstance(part, Entry)]


def test_the_rows_that_fit_are_shown_in_their_order_and_no_more_than_asked_for() -> None:
    shown = entries(listed("GB"))
    assert [entry.lines[0] for entry in shown] == [
        "First line: 0808 802 0300",
        "Second line: 0808 200 0247",
    ]


def test_a_line_whose_column_is_empty_is_dropped() -> None:
    first, second = entries(listed("GB"))
    assert first.lines == (
        "First line: 0808 802 0300",
        "United Kingdom",
        "See https://one.example.org",
    )
    assert second.lines == ("Second line: 0808 200 0247", "Text: 07860 027573", "United Kingdom")


def test_numbers_and_addresses_that_are_shown_can_be_copied() -> None:
    first, second = entries(listed("GB"))
    assert first.copies == (
        Copy("Copy 0808 802 0300", "0808 802 0300"),
        Copy("Copy https://one.example.org", "https://one.example.org"),
    )
    assert [copy.text for copy in second.copies] == ["0808 200 0247", "07860 027573"]


def test_a_row_without_a_number_has_none_to_copy() -> None:
    (entry,) = entries(listed("CG"))
    assert entry.lines == ("Congo",)
    assert entry.copies == ()


def test_what_is_said_stands_above_the_rows() -> None:
    assert listed("IE").words.splitlines() == ["Here are lines.", "Irish line: 116 006", "Ireland"]


def test_where_no_row_fits_the_words_are_still_said_and_the_other_step_is_taken() -> None:
    none = listed("US")
    assert none.place == "a/none"
    assert none.words == "Here are lines.\nI have no line there."


def test_rows_are_shown_again_with_the_question() -> None:
    shown = listed("GB")
    first = entries(shown)
    assert entries(shown.say("hm")) == first


def test_a_row_can_be_chosen_by_whether_its_country_is_served() -> None:
    steps = LISTED.replace("country is {country} and kind is stalking", "served is no")
    content = content_of({"a.yaml": flow("a", steps), "data/people.csv": HEADER + ROWS})
    assert entries(Rehearsal(content).open("a"))[0].lines == ("Congo",)


def test_a_table_can_be_shown_whole() -> None:
    steps = LISTED.replace("  where: country is {country} and kind is stalking\n", "")
    content = content_of({"a.yaml": flow("a", steps), "data/people.csv": HEADER + ROWS})
    assert len(entries(Rehearsal(content).open("a"))) == 2


# A country that is not known


def test_an_unknown_country_is_asked_for_and_then_the_rows_are_shown() -> None:
    asked = listed(None)
    assert asked.place == "country/start"
    assert asked.words == "Which country are you in?"
    shown = asked.say("Ireland")
    assert shown.place == "a/start"
    assert entries(shown)[0].lines[0] == "Irish line: 116 006"
    assert shown.session.person == {"country": "IE"}


def test_a_country_that_is_known_is_not_asked_for_again() -> None:
    shown = listed(None).tap("Ireland").tap("on").open("a")
    assert shown.place == "a/start"


def test_a_country_that_was_skipped_leads_to_the_empty_step_and_is_not_asked_for_twice() -> None:
    skipped = listed(None).tap("Skip this")
    assert skipped.place == "a/none"
    assert skipped.words == "Here are lines.\nI have no line there."


TWICE = """
start:
  marks: line
  show: helplines
  where: country is {country}
  each: "{name}"
  empty: second
  goto: second
second:
  show: helplines
  where: country is {country} and kind is stalking
  each: "{phone}"
  empty: none
  choices:
    on: Next -> start
    out: Out of here -> out
none:
  say: Nothing at all.
  choices:
    on: Next -> start
    out: Out of here -> out
out:
  end: done
"""


def test_a_country_is_asked_for_once_in_a_turn_however_many_tables_want_it() -> None:
    asked = on_stage(TWICE)
    assert asked.place == "country/start"
    assert asked.tap("Skip this").place == "a/none"


def test_a_country_that_was_skipped_is_asked_for_when_it_is_needed_another_time() -> None:
    asked = on_stage(TWICE).tap("Skip this").tap("on")
    assert asked.place == "country/start"
    assert asked.tap("Ireland").place == "a/second"


def test_help_while_the_country_is_asked_comes_back_to_the_country() -> None:
    asked = listed(None).tap("help").tap("Carry on")
    assert asked.place == "country/start"
    assert len(asked.session.frames) == 2


# What she typed herself

REPEATS = """
start:
  marks: line
  ask: Who?
  as: text up to 100
  save: who
  goto: how
how:
  say: "You wrote {who}."
  choices:
    often: Often
  save: how
  goto: out
out:
  say: "{who}, {how}."
  ask: More about {who}?
  as: text up to 100
  save: more
  goto: over
over:
  say: "{more}"
  end: done
"""


def test_a_screen_says_which_of_its_words_the_person_typed() -> None:
    said = on_stage(REPEATS).say("a.example/b").tap("Done")
    assert Text("You wrote a.example/b.", ((10, 21),)) in screen(said).parts
    said.tap("Often")
    words, asked = (part for part in screen(said).parts if "a.example" in str(spelt(part)))
    assert words == Text("a.example/b, Often.", ((0, 11),))
    assert asked == Question("More about a.example/b?", ((11, 22),))


def spelt(part: object) -> str:
    """The words of a part, which it does not show of itself."""
    return str(getattr(part, "text", ""))


@given(st.text(max_size=40).filter(lambda text: text.strip() and "\n" not in text))
def test_whatever_she_typed_is_marked_wherever_it_is_repeated(typed: str) -> None:
    template = parse("Before {who}, after {who}: {how}")
    values = {"who": typed, "how": "Often"}
    filled, spans = template.marked(values.__getitem__, lambda name: name == "who")
    assert filled == template.fill(values.__getitem__)
    assert [filled[start:end] for start, end in spans] == [typed, typed]
