"""Writes small flows for the tests of rules, and says which rules they break."""

from __future__ import annotations

import textwrap

from tests.support import complaints_of

QUESTION = """
  {name}:
    marks: danger_question
    say: Could this person hurt you soon, or get angry if they see a change?
    choices:
      no_danger: "No{no}"
      danger: "Yes{yes}"
      unsure: "I am not sure{unsure}"
"""
PROOF = """
  proof:
    marks: capture
    say: You could note down what is in the album first.
    goto: change
"""
CHANGE = """
  change:
    changes: visible
    say: You could leave the album now. They will see it.
    goto: lines/start
"""


def flow(name: str, *parts: str, gives: str = "") -> str:
    """A flow of these steps; each part is a step or several, however far they are moved in."""
    head = f"flow: {name}\ntitle: {name}\ngives: [{gives}]\nsteps:\n"
    bare = (textwrap.dedent(part).strip("\n") for part in parts)
    return head + "".join(textwrap.indent(part, "  ") + "\n" for part in bare)


def codes(*flows: str) -> set[str]:
    """The rules that some flows break."""
    files = {f"{text.split()[1]}.yaml": text for text in flows}
    return {complaint.code for complaint in complaints_of(files)}


def safety(*flows: str) -> set[str]:
    return {code for code in codes(*flows) if code.startswith("F4")}


def asks(name: str = "start", *, no: str, yes: str = "lines/start", more: str = "") -> str:
    """A danger question; "" as a target leaves the choice to the step's own goto."""
    arrow = {"no": no, "yes": yes, "unsure": yes}
    targets = {key: f" -> {target}" if target else "" for key, target in arrow.items()}
    rest = textwrap.indent(textwrap.dedent(more).strip("\n"), "    ")
    return QUESTION.format(name=name, **targets) + rest


ASKS_AWAY = flow(
    "ask_danger",
    asks(no="fine", yes="careful"),
    """
    fine:
      end: fine
    careful:
      marks: line
      say: A help line can plan this with you.
      end: careful
    """,
    gives="fine, careful",
)
"""A flow that others call: it comes back with `fine` only after a plain no."""
