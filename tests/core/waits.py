"""Rehearsals that stand at every kind of wait, for promises that hold at each of them."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.session import Answer, Kept, Session
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import content_with

Move = Callable[[Rehearsal], Rehearsal]

STEPS = """
start:
  marks: line
  say: Choose one.
  choices:
    tick: Tick some -> tick
    text: Write down -> text
    day: Name a day -> day
    below: Go below -> below
    round: Go round -> round
  save: way
tick:
  say: Which ones?
  tick: {red: Red, blue: Blue}
  save: colours
  done: Done
  goto: text
text:
  ask: What happened?
  as: text up to 200
  save: note
  goto: day
day:
  ask: When?
  as: date
  save: day
  goto: over
below:
  do: b
  goto: over
round:
  say: Round and round.
  goto: over
over:
  say: "{way} {colours} {note} {day}"
  choices:
    end: End it -> out
out:
  end: done
"""
BELOW = """
start:
  marks: line
  say: Below.
  choices:
    up: Go up -> up
up:
  end: up
"""
PERSON: dict[str, Answer] = {"country": "GB", "reading": "new_messages"}
KEPT = {"plan": Kept("her sister", 2_000_000_000)}

WAYS: dict[str, Move] = {
    "the first message": lambda r: r.say("/start"),
    "the menu": lambda r: r.say("/start").say("/menu"),
    "a choice": lambda r: r.open("a"),
    "a tick": lambda r: r.open("a").tap("tick").tap("red"),
    "a text": lambda r: r.open("a").tap("text").say("He came").say("twice"),
    "a date": lambda r: r.open("a").tap("day"),
    "a date that can be two": lambda r: r.open("a").tap("day").say("03/04/2026"),
    "a flow below": lambda r: r.open("a").tap("below"),
    "help": lambda r: r.open("a").tap("text").tap("help"),
    "an offer": lambda r: r.open("a").tap("text").say("I want to die"),
    "after an old button": lambda r: r.open("a").press("nothing.1"),
    "the danger screen": lambda r: r.open("danger"),
}


def waiting(way: str) -> Rehearsal:
    """A rehearsal that stands at this wait."""
    content = content_with(("a", STEPS), ("b", BELOW))
    return WAYS[way](Rehearsal(content, Session(person=PERSON, kept=KEPT)))
