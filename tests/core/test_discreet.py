"""Discreet screens: a dull line on top of each, but for the first message, which is everybody's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Show, Text, ToCopy
from bot.core.session import Session
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import SLOW_FLOWS, base, content_with, on_stage, screen
from tests.core.strolls import Move, Stroll, opened
from tests.core.waits import BELOW, KEPT, STEPS, WAYS
from tests.core.worlds import MOVES, World, worlds
from tests.support import complaints_of

DISCREET = Session(person={"screens": "discreet"}, kept=KEPT)
PLAIN = Session(person={"screens": "plain"}, kept=KEPT)
CHOOSE = """
start:
  marks: line
  say: How do you want your screens?
  choices:
    discreet: With a dull line
    plain: As they are
  save: screens
  goto: chosen
chosen:
  say: All right.
  choices:
    on: Carry on -> out
out:
  end: done
"""


def opening(content: Content) -> Text:
    return Text(content.phrase("opening"))


def begun(session: Session) -> Rehearsal:
    return Rehearsal(content_with(("a", STEPS), ("b", BELOW)), session)


@pytest.mark.parametrize("wait", [way for way in WAYS if way != "the first message"])
def test_every_screen_opens_with_the_line_and_is_the_same_below_it(wait: str) -> None:
    plain, discreet = WAYS[wait](begun(PLAIN)), WAYS[wait](begun(DISCREET))
    assert screen(discreet).parts == (opening(base()), *screen(plain).parts)
    assert screen(discreet).buttons == screen(plain).buttons


@pytest.mark.parametrize("first", ["/start", "hello"])
def test_the_first_message_is_the_same_whatever_she_chose(first: str) -> None:
    new, returning = begun(Session()).say(first), begun(DISCREET).say(first)
    assert returning.effects == new.effects


def test_the_line_stands_from_the_next_screen_on() -> None:
    asked = on_stage(CHOOSE)
    assert opening(asked.content) not in screen(asked).parts
    assert screen(asked.tap("With a dull line")).parts[0] == opening(asked.content)
    again = asked.say("/back").tap("As they are")
    assert opening(again.content) not in screen(again).parts


COPIED = """
start:
  marks: line
  say:
    - to_copy: One.
    - to_copy: Two.
    - Three.
  choices:
    on: Next -> out
out:
  end: done
"""


def test_what_follows_a_text_to_copy_is_another_message_and_opens_with_the_line_too() -> None:
    said = Rehearsal(content_with(("a", COPIED)), DISCREET).open("a")
    line = opening(said.content)
    assert screen(said).parts == (line, ToCopy("One."), ToCopy("Two."), line, Text("Three."))


@pytest.mark.parametrize("wrong", ["discret", "0"])
def test_screens_can_only_be_discreet_or_plain(wrong: str) -> None:
    steps = CHOOSE.replace("    discreet:", f"    {wrong}:")
    text = "flow: a\ntitle: A\nsteps:\n" + "".join(f"  {line}\n" for line in steps.splitlines())
    assert "F102" in {complaint.code for complaint in complaints_of({"a.yaml": text})}


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(MOVES, max_size=25))
def test_whatever_happens_every_screen_but_the_first_message_opens_with_the_line(
    world: World, moves: list[Move]
) -> None:
    walked = Stroll(world.content, DISCREET)
    for move in [opened(world.content), *moves]:
        played = len(walked.events)
        walked.take(move)
        if walked.session.person.get("screens") != "discreet":
            return
        for effect in walked.effects[-1] if len(walked.events) > played else ():
            if isinstance(effect, Show):
                assert _is_first(walked) or effect.screen.parts[0] == opening(world.content)


def _is_first(walked: Stroll) -> bool:
    top = walked.session.frames[-1]
    return (top.flow, top.step, walked.session.veil) == ("home", "start", "")
