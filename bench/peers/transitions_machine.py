"""`transitions`: restore a state and its answers, trigger, write both as JSON.

Three ways to bind a stored state to a machine, all documented, from the usual to the leanest:

`own`       a machine made around each restored object (README, quick start; FAQ on Django)
`added`     one machine, to which each restored object is added and removed (README, `add_model`)
`static`    one machine per class, whose events are triggered for an object that was never added
            (FAQ, "adding models takes too long")

All have `auto_transitions=False`. A turn judges the answer, saves it and fills in the next words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from transitions import Machine

from bench.conversation import QUESTIONS, STEPS, words
from bench.worker import Lap, clock, serve

STATES = [*(question.step for question in QUESTIONS), "menu"]
TRANSITIONS = [
    {
        "trigger": "answer",
        "source": here,
        "dest": there,
        "conditions": "accepts",
        "before": "keep",
        "after": "ask",
    }
    for here, there in pairwise(STATES)
]
BEGUN = json.dumps({"state": STATES[0], "number": 0, "answers": {}}).encode()
WAY_DEFAULTS: dict[str, Any] = {
    "states": STATES,
    "transitions": TRANSITIONS,
    "auto_transitions": False,
}


class Talk:
    """A conversation: the object whose state the machine moves."""

    state: str

    def __init__(self, number: int, answers: dict[str, str]) -> None:
        self.number = number
        self.answers = answers
        self.said = ""

    def accepts(self, answer: str) -> bool:
        """Judge an answer."""
        return QUESTIONS[self.number].accepts(answer)

    def keep(self, answer: str) -> None:
        """Save an answer."""
        self.answers[QUESTIONS[self.number].saved] = answer
        self.number += 1

    def ask(self, _: str) -> None:
        """Fill in the next words."""
        self.said = words(self.number, self.answers) if self.number < STEPS else "Menu"

    def dump(self) -> bytes:
        """Write state and answers as JSON."""
        stored = {"state": self.state, "number": self.number, "answers": self.answers}
        return json.dumps(stored).encode()


class StaticTalk(Talk):
    """A conversation that finds its triggers in the machine of its class."""

    machine = Machine(model=None, initial=STATES[0], **WAY_DEFAULTS)

    def __getattr__(self, name: str) -> Callable[..., bool]:
        if name in self.machine.events:
            return partial(self.machine.events[name].trigger, self)
        raise AttributeError(name)


COMMON = Machine(model=None, initial=STATES[0], **WAY_DEFAULTS)


def own(stored: bytes, answer: str) -> bytes:
    """Make a machine for the restored object."""
    raw = json.loads(stored)
    talk = Talk(raw["number"], raw["answers"])
    Machine(model=talk, initial=raw["state"], **WAY_DEFAULTS)
    talk.trigger("answer", answer)  # type: ignore[attr-defined]  # the machine added it
    return talk.dump()


def added(stored: bytes, answer: str) -> bytes:
    """Add the restored object to the one machine, and take it out again."""
    raw = json.loads(stored)
    talk = Talk(raw["number"], raw["answers"])
    COMMON.add_model(talk, initial=raw["state"])
    talk.answer(answer)  # type: ignore[attr-defined]  # the machine added it
    COMMON.remove_model(talk)
    return talk.dump()


def static(stored: bytes, answer: str) -> bytes:
    """Trigger the event of the class's machine for the restored object."""
    raw = json.loads(stored)
    talk = StaticTalk(raw["number"], raw["answers"])
    talk.state = raw["state"]
    talk.answer(answer)
    return talk.dump()


def _play(turn: Callable[[bytes, str], bytes], times: int) -> Lap:
    stored, begun = BEGUN, clock()
    for _ in range(times):
        stored = BEGUN
        for question in QUESTIONS:
            stored = turn(stored, question.answer)
    took = clock() - begun
    assert json.loads(stored)["state"] == "menu"
    return Lap(took, times * STEPS)


if __name__ == "__main__":
    serve({turn.__name__: partial(_play, turn) for turn in (own, added, static)})
