"""Tests that authors write are played, and say in their words what was not as they expected."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import yaml_tree
from bot.content.library import shipped as shipped_folder
from bot.core.content import Content
from bot.workshop.author_tests import Tally, run
from bot.workshop.coverage import Tap, every_tap
from bot.workshop.scripts import Page
from bot.workshop.stage import Stage
from tests.support import BASE, complaints_of, content_of

EXAMPLE = BASE.parent / "example"
FILES = {
    path.relative_to(EXAMPLE).as_posix(): path.read_bytes()
    for path in EXAMPLE.rglob("*")
    if path.is_file()
}
Try = Callable[..., Tally]

TALK = """
    flow: talk
    title: Talk
    steps:
      start:
        say: |
          How was the day?
          There is time.
        choices:
          good: It was good -> date
          bad: It was bad -> lines/start
      date:
        ask: Which day was it?
        as: date
        save: day
        skip: Skip this -> signs
        goto: signs
      signs:
        say: "You said {day}. What did you see?"
        tick:
          car: A car
          dog: A dog
        save: seen
        done: Done -> after
      after:
        goto:
          - end if seen is empty
          - story
      story:
        ask: What else?
        as: text up to 50
        save: story
        goto: end
      end:
        keep: {story: 2 days}
        say: "You wrote: {story}"
        end: told
    """


def parse(data: bytes, file: str) -> Page:
    reading = yaml_tree.read(data, file)
    return Page(reading.tree, yaml_tree.Lines(data).find, reading.complaints)


@pytest.fixture
def play(tmp_path: Path) -> Try:
    """Plays one file of tests, with other files beside it."""
    content = content_of({"talk.yaml": TALK})

    def played(tests: str, **others: str) -> Tally:
        (tmp_path / "talk.test.yaml").write_text(textwrap.dedent(tests).lstrip("\n"))
        for name, text in others.items():
            (tmp_path / f"{name}.yaml").write_text(textwrap.dedent(text))
        return run(tmp_path, content, parse)

    return played


def only_failure(tally: Tally) -> str:
    assert tally.passed == 0
    assert len(tally.failures) == 1
    return str(tally.failures[0])


# What ships


def test_the_example_passes_the_checker() -> None:
    assert [str(c) for c in complaints_of(FILES) if c.severity == "error"] == []


def test_the_example_passes_its_test() -> None:
    tally = run(EXAMPLE / "tests", content_of(FILES), parse)
    assert (tally.passed, tally.failures) == (1, ())


def test_every_shipped_test_passes(shipped: Content) -> None:
    tally = run(shipped_folder() / "tests", shipped, parse)
    assert [str(failure) for failure in tally.failures] == []
    assert tally.passed > len(shipped.flows)


# Verbs


def test_a_whole_talk_passes(play: Try) -> None:
    tally = play("""
        - test: All there is
          flow: talk
          talk:
            - bot: how was the day? there is time.
            - me: It was good
            - at: date
            - me: 03/04/2026
            - bot: Which one do you mean?
            - me: 3 April 2026
            - me: [dog, A car]
            - saved: {seen: [car, dog], day: 2026-04-03}
            - restart
            - wait: 3 days
            - me: Help
            - at: help/start
            - me: Carry on
            - me: It barked.
            - me: {file: photo}
            - bot: I can't open files here
            - me: done
            - bot: "You wrote: It barked."
            - ends: told
            - saved: {story: It barked., seen: unsure}
            - not: cat
        """)
    assert (tally.passed, tally.failures) == (1, ())


def test_a_file_can_have_a_name_words_and_bytes_that_can_be_fetched(play: Try) -> None:
    tally = play("""
        - test: A letter
          flow: talk
          talk:
            - me: {file: document, name: a.pdf, bytes: what is in it, caption: he sent me this}
            - bot: I can't open files here
            - me: {file: location}
            - bot: I can't open files here
        """)
    assert tally.failures == ()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{file: foto}", 'no kind of file "foto". Did you mean "photo"?'),
        ("{file: song}", "There are: photo, voice"),
        ("{file: photo, bits: a}", '"bits"'),
        ("{name: a.pdf}", '"file" is missing'),
    ],
)
def test_a_file_that_nobody_can_send_is_a_slip(play: Try, line: str, what: str) -> None:
    tally = play(f"""
        - test: A letter
          flow: talk
          talk:
            - me: {line}
        """)
    assert any(what in failure.message for failure in tally.failures)


def test_a_wait_in_minutes_shows_what_stands_on_a_screen_meanwhile(play: Try) -> None:
    tally = play("""
        - test: Nobody taps
          flow: talk
          talk:
            - me: It was good
            - wait: 1 minute
            - bot: Which day was it?
            - wait: 2 minutes
            - bot: Tap to go on.
            - me: Go on
            - bot: Can you read on your own right now?
            - me: "Yes"
            - at: date
            - bot: Which day was it?
            - wait: 9 minutes
            - at: home/start
        """)
    assert "the chat is cleared" in only_failure(tally)


def test_a_wait_in_days_only_moves_the_date_on(play: Try) -> None:
    tally = play("""
        - test: Nobody taps
          flow: talk
          talk:
            - me: It was good
            - wait: 1 day
            - bot: Which day was it?
        """)
    assert tally.failures == ()


def test_a_tap_on_a_veil_is_no_choice_of_an_author() -> None:
    stage = Stage(content_of({"talk.yaml": TALK}), "talk", {})
    stage.rehearsal.live(timedelta(minutes=2))
    stage.press(stage.button("Go on"))
    stage.press(stage.button("Yes"))
    assert (stage.rehearsal.place, stage.taps) == ("talk/start", set())


def test_a_tap_can_be_named_by_id_label_or_role(play: Try) -> None:
    tally = play("""
        - test: Names
          flow: talk
          talk:
            - me: good
            - me: skip
            - saved: {day: unsure}
            - me: back
            - me: Skip this
            - me: [car]
            - me: /back
            - at: signs
        """)
    assert tally.failures == ()


def test_a_flow_that_goes_on_in_another_ends_with_its_outcome(play: Try) -> None:
    tally = play("""
        - test: Lines
          flow: talk
          given: {country: GB}
          talk:
            - me: bad
            - bot: 0808 802 0300
            - ends: shown
        """)
    assert tally.failures == ()


def test_what_is_given_can_be_an_answer_of_the_flow(play: Try) -> None:
    tally = play("""
        - test: Given
          flow: talk
          given: {day: 2026-04-03}
          talk:
            - saved: {day: 2026-04-03}
        """)
    assert tally.failures == ()


def test_an_edited_flow_takes_the_place_of_the_first(play: Try) -> None:
    tally = play(
        """
        - test: Edited
          flow: talk
          talk:
            - me: good
            - edit: other.yaml
            - me: 3 April 2026
            - bot: This part has changed.
            - bot: Was it a good day?
        """,
        other="""
        flow: talk
        title: Talk
        steps:
          start:
            say: Was it a good day?
            choices:
              on: Go on -> end
          end:
            end: told
        """,
    )
    assert tally.failures == ()


def test_erasing_leaves_nothing_on_the_screen(play: Try) -> None:
    tally = play("""
        - test: Erased
          flow: forget
          talk:
            - me: "yes"
            - not: Thank you
        """)
    assert tally.failures == ()


# Failures


def test_a_failure_says_what_was_said_and_what_there_is_to_tap(play: Try) -> None:
    tally = play("""
        - test: Something else
          flow: talk
          talk:
            - me: good
            - me: skip
            - bot: You said today
        """)
    assert only_failure(tally) == textwrap.dedent("""\
        talk.test.yaml:6: "Something else": the bot should have said: You said today
          the person is at talk/signs, and the bot said:
            | You said (not said). What did you see?
          there is to tap: A car, A dog, Done""")


WRONG = {
    "bot: There is more": "the bot should have said: There is more",
    "not: how was": "the bot should never say: how was\n  but it said: How was the day?",
    "at: date": "the person should be at talk/date",
    "at: lines/start": "the person should be at lines/start",
    "ends: told": '"talk" should have ended with: told',
    "me: It was god": '"It was god" means nothing here. Did you mean "It was good"?',
    "me: [good]": '"good" can\'t be ticked here: write it without brackets.',
    "me: [goood]": 'there is nothing to tap called "goood". Did you mean "good"?',
    "saved: {day: today}": "day should be saved as today, but it is unsure",
}


@pytest.mark.parametrize(("line", "message"), WRONG.items())
def test_what_is_not_so_fails(play: Try, line: str, message: str) -> None:
    tally = play(f"""
        - test: Wrong
          flow: talk
          talk:
            - {line}
        """)
    assert only_failure(tally).startswith(f'talk.test.yaml:4: "Wrong": {message}')


def test_a_wrong_outcome_fails_and_says_the_right_one(play: Try) -> None:
    tally = play("""
        - test: Wrong end
          flow: country
          talk:
            - me: Ireland
            - ends: skipped
        """)
    failure = only_failure(tally)
    assert '"country" should have ended with: skipped' in failure
    assert "after the end (asked)" in failure
    assert "there is to tap: nothing" in failure


def test_words_written_small_match_capitals_but_not_the_other_way(play: Try) -> None:
    tally = play("""
        - test: Small
          flow: talk
          talk:
            - not: how was the DAY
            - not: HOW was
            - bot: how was
        """)
    assert tally.failures == ()


def test_what_was_said_before_the_last_tap_does_not_count(play: Try) -> None:
    tally = play("""
        - test: Old words
          flow: talk
          talk:
            - me: good
            - bot: How was the day?
        """)
    assert "(a date, typed)" in only_failure(tally)


def test_one_failure_does_not_hide_another_test(play: Try) -> None:
    tally = play("""
        - test: Bad
          flow: talk
          talk:
            - bot: Nothing of the kind
        - test: Good
          flow: talk
          talk:
            - bot: How was the day?
        """)
    assert (tally.passed, len(tally.failures)) == (1, 1)


# Slips in a test


SLIPS = {
    "- test: A\n  flow: tlak\n  talk: [bot: x]": '2: there is no flow "tlak". Did you mean "talk"?',
    "- test: A\n  folw: talk\n  flow: talk\n  talk: [bot: x]": (
        '2: a test knows no key "folw". Did you mean "flow"?'
    ),
    "- test: A\n  flow: talk\n  talk:\n    - bott: x": (
        '4: a talk knows no key "bott". Did you mean "bot"?'
    ),
    "- test: A\n  flow: talk\n  talk:\n    - bot: x\n      me: y": "4: each line of a talk has one",
    "- test: A\n  flow: talk": '1: "talk" is missing or empty',
    "- flow: talk\n  talk: [bot: x]": '1: "test" is missing here',
    "- test: A\n  flow: talk\n  given: {country: GV}\n  talk: [bot: x]": (
        '3: "country" is never "GV". It can be: CD, CG, GB, IE, US.'
    ),
    "- test: A\n  flow: talk\n  given: {dya: 1}\n  talk: [bot: x]": (
        '3: "talk" never looks at "dya". Did you mean "day"?'
    ),
    "- test: A\n  flow: talk\n  talk:\n    - language: es": "4: tests can't change the language",
    "- test: A\n  flow: talk\n  talk:\n    - wait: soon": '4: "soon" is not a time',
    "- test: A\n  flow: talk\n  talk:\n    - edit: ../a.yaml": '4: there is no file "../a.yaml"',
    "- test: A\n  flow: talk\n  talk:\n    - me: {photo: x}": '4: "me" knows no key "photo".',
    "- test: A\n  flow: talk\n  talk:\n    - me: []": '4: nothing stands after "me"',
    "- test: A\n  flow: talk\n  talk:\n    - saved: {}": '4: nothing stands after "saved"',
    "- test: A\n  flow: talk\n  talk:\n    - at:": '4: "at" ',
    "flow: talk": "1: a file of tests is a list",
    "- test: A\n\tflow: talk": "2: this line is moved in with a tab",
}


@pytest.mark.parametrize(("tests", "message"), SLIPS.items())
def test_a_slip_is_explained_with_its_line(play: Try, tests: str, message: str) -> None:
    tally = play(tests)
    assert tally.passed == 0
    assert str(tally.failures[0]).startswith(f"talk.test.yaml:{message}")


def test_a_slip_in_another_version_is_explained(play: Try) -> None:
    tally = play(
        "- test: A\n  flow: talk\n  talk:\n    - edit: other.yaml",
        other="flow: talk\ntitle: Talk\nsteps:\n  start:\n    sya: Hello.\n    end: told\n",
    )
    found = [str(failure) for failure in tally.failures]
    assert 'other.yaml:5: a step knows no key "sya". Did you mean "say"?' in found
    assert 'talk.test.yaml:4: "other.yaml" can\'t take the place of a flow.' in found


# Coverage


def test_choices_that_no_test_takes_are_listed(play: Try) -> None:
    tally = play("""
        - test: A little
          flow: talk
          talk:
            - me: good
            - me: 3 April 2026
            - me: [car]
        """)
    talk = {tap.step + ":" + tap.item for tap in tally.untapped if tap.flow == "talk"}
    assert talk == {"start:bad", "date:(skip)", "signs:dog", "story:(typed)"}


def test_every_choice_is_counted_once() -> None:
    taps = {tap for tap in every_tap(content_of({"talk.yaml": TALK})) if tap.flow == "talk"}
    assert Tap("talk", "signs", "(done)") in taps
    assert Tap("talk", "date", "(typed)") in taps
    assert len(taps) == 8
