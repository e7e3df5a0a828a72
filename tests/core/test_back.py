"""The way back: each step back restores the moment before the last answer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.engine import turn
from bot.core.events import Said
from bot.core.session import Session
from bot.core.trail import LONGEST
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import SLOW_FLOWS, answers, content_with, moment, on_stage
from tests.core.strolls import Move, Stroll, opened
from tests.core.waits import waiting
from tests.core.worlds import GOING_ON, World, worlds

STEPS = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> what
    woman: A woman -> what
  save: who
what:
  say: What?
  tick: {calls: Calls, visits: Visits}
  save: what
  done: That is all -> where
where:
  ask: Which country?
  as: country
  save: country
  skip: Rather not
  goto: note
note:
  ask: Tell me.
  as: text up to 100
  save: note
  skip: Rather not
  goto: deep
deep:
  say: Deeper?
  choices:
    call: Deeper -> call
    jump: Elsewhere -> b/start
  save: deep
call:
  do: b
  goto: told
told:
  say: "{who} {what} {note} {deep} {country}"
  choices:
    again: Once more -> start
    out: Out of here -> out
out:
  end: done
"""
BELOW = """
start:
  marks: line
  say: In b.
  choices:
    up: Go up -> up
    away: Away -> c/start
up:
  end: up
"""
AWAY = """
start:
  marks: line
  say: In c.
  choices:
    up: Go up -> up
up:
  end: up
"""


def stage() -> Rehearsal:
    return on_stage(STEPS, b=BELOW, c=AWAY)


def test_back_is_the_question_before_with_the_answers_of_that_moment() -> None:
    asked = stage()
    first = moment(asked.session)
    asked.tap("man").tap("back")
    assert moment(asked.session) == first
    assert asked.words == "Who?"
    assert asked.labels == ["A man", "A woman"]


def test_an_answer_that_grew_is_restored_as_it_was_when_it_was_given() -> None:
    asked = stage().tap("man").tap("calls").tap("visits").tap("calls")
    given_up = moment(asked.session)
    assert asked.tap("That is all").tap("back").place == "a/what"
    assert moment(asked.session) == given_up
    assert answers(asked)["what"] == ("visits",)


def test_ticks_that_were_set_do_not_stay_after_going_back_past_them() -> None:
    asked = stage().tap("man").tap("calls").tap("back")
    assert asked.place == "a/start"
    assert answers(asked) == {}


def test_a_text_that_was_begun_does_not_stay_after_going_back_past_it() -> None:
    asked = stage().tap("man").tap("That is all").tap("Ireland").say("He came")
    assert asked.tap("back").place == "a/where"
    assert answers(asked) == {"who": "man", "what": ()}


def test_what_belongs_to_the_person_goes_back_too() -> None:
    asked = stage().tap("man").tap("That is all").tap("Ireland")
    assert asked.session.person == {"country": "IE"}
    assert asked.tap("back").session.person == {}


def test_back_can_be_typed_pressed_or_commanded() -> None:
    assert stage().tap("man").say("back").place == "a/start"
    assert stage().tap("man").say("/back").place == "a/start"
    assert stage().tap("man").tap("Back").place == "a/start"


def test_back_crosses_a_call_and_a_jump() -> None:
    asked = stage().tap("man").tap("That is all").tap("Rather not").tap("Rather not")
    deep = moment(asked.session)
    asked.tap("Deeper").tap("up")
    assert asked.place == "a/told"
    assert asked.tap("back").place == "b/start"
    assert [frame.flow for frame in asked.session.frames] == ["a", "b"]
    assert moment(asked.tap("back").session) == deep
    asked.tap("Elsewhere")
    assert [frame.flow for frame in asked.session.frames] == ["b"]
    assert moment(asked.tap("back").session) == deep


def test_back_crosses_a_jump_that_was_made_below_a_caller() -> None:
    asked = stage().tap("man").tap("That is all").tap("Rather not").tap("Rather not").tap("Deeper")
    below = moment(asked.session)
    assert asked.tap("away").place == "c/start"
    assert moment(asked.tap("back").session) == below


def test_back_crosses_the_menu() -> None:
    asked = stage().tap("man").tap("calls")
    before = moment(asked.session)
    assert asked.tap("Menu").place == "home/menu"
    assert moment(asked.tap("back").session) == before


def test_back_from_help_is_the_question_and_not_a_question_before() -> None:
    asked = stage().tap("man").tap("help")
    assert asked.tap("back").place == "a/what"


def test_back_into_help_restores_where_the_person_was_in_it() -> None:
    asked = waiting("a text").tap("help").tap("danger")
    assert asked.tap("back").place == "help/start"
    assert asked.tap("back").place == "a/text"
    assert asked.labels == ["Done"]


def test_at_the_first_question_there_is_nothing_to_go_back_to() -> None:
    asked = stage()
    before = moment(asked.session)
    assert asked.tap("back").words == (
        "This is the first step, so there is nothing to go back to.\nWho?"
    )
    assert moment(asked.session) == before


def test_an_old_back_button_moves_nothing() -> None:
    asked = stage()
    old = asked.button("back").token
    assert asked.tap("man").press(old).place == "a/what"


def test_going_on_after_going_back_takes_the_new_answer() -> None:
    asked = stage().tap("man").tap("back").tap("woman")
    assert answers(asked) == {"who": "woman"}
    assert asked.tap("back").place == "a/start"


def test_the_trail_is_only_so_long() -> None:
    asked = stage()
    moments = []
    for _ in range(LONGEST + 6):
        moments.append(moment(asked.session))
        asked.say("/menu" if asked.place.startswith("a/") else "/start")
    for earlier in reversed(moments[-LONGEST:]):
        asked.say("/back")
        assert moment(asked.session) == earlier
    assert asked.say("/back").words.startswith("This is the first step")


def test_what_was_left_can_t_be_gone_back_to() -> None:
    asked = stage().tap("man").leave().say("hi")
    assert asked.say("/back").place == "home/start"
    assert asked.words.startswith("This is the first step")


def test_what_is_gone_from_the_flows_is_passed_over() -> None:
    asked = stage().tap("man").tap("That is all").tap("Ireland").say("He came").tap("Done")
    assert asked.place == "a/deep"
    without = STEPS.replace("goto: note", "goto: deep").replace(" {note}", "")
    cut = without[: without.index("note:\n")] + without[without.index("deep:\n") :]
    asked.content = content_with(("a", cut), ("b", BELOW), ("c", AWAY))
    assert asked.tap("back").place == "a/where"
    assert asked.words == "Which country?"
    assert asked.tap("back").place == "a/what"


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(GOING_ON, min_size=8, max_size=LONGEST - 4))
def test_after_any_number_of_answers_as_many_steps_back_give_back_each_moment(
    world: World, moves: list[Move]
) -> None:
    walked = Stroll(world.content)
    moments: list[tuple[object, ...]] = []
    for move in [opened(world.content), *moves]:
        before = walked.session
        walked.take(move)
        grown = len(walked.session.trail) - len(before.trail)
        if grown == 1:
            moments.append(moment(before))
        elif grown < 0:
            del moments[len(walked.session.trail) :]
        _go_back(world.content, walked.session, moments[-1:])
    assert len(moments) == len(walked.session.trail)
    _go_back(world.content, walked.session, moments)


def _go_back(content: Content, session: Session, moments: list[tuple[object, ...]]) -> None:
    for number, earlier in enumerate(reversed(moments)):
        session, _ = turn(content, session, Said("/back", BEGINNING, f"back{number}"))
        assert moment(session) == earlier
