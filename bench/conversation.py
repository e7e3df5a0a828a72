"""The conversation every side plays: 60 questions, each repeating the answer to the one before.

Four questions in five have three buttons, the fifth asks for a number. This module needs nothing
but the standard library, so that the peers can use it in an environment of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

STEPS = 60
CHOICES = {"often": "Often", "once": "Once", "unsure": "I am not sure"}
LOW, HIGH = 0, 99
MANY = 50
SORRY = "That sounds hard. It is not your fault."
CHUNK = 10
"""Flows of a large set that lead from one to the next."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the 60: where it stands, how its answer is saved, and what is said."""

    number: int
    step: str
    saved: str
    words: str
    typed: bool

    @property
    def answer(self) -> str:
        """What the person in the benchmark answers."""
        return str(self.number % HIGH) if self.typed else tuple(CHOICES)[self.number % len(CHOICES)]

    def accepts(self, answer: str) -> bool:
        """Whether an answer can be taken."""
        if self.typed:
            return answer.isdecimal() and LOW <= int(answer) <= HIGH
        return answer in CHOICES


def _question(number: int) -> Question:
    typed = number % 5 == 3
    words = "How often did it happen last month?" if typed else "Has this happened to you before?"
    return Question(
        number=number,
        step=f"step_{number}" if number else "start",
        saved=f"answer_{number}",
        words=f"Question {number}. {words}",
        typed=typed,
    )


QUESTIONS = tuple(_question(number) for number in range(STEPS))


def words(number: int, answers: Mapping[str, str]) -> str:
    """What a question says after the answers so far, for the peers; the last is the goodbye."""
    said = []
    if number:
        before = QUESTIONS[number - 1]
        answer = answers[before.saved]
        said.append(f"You said: {CHOICES.get(answer, answer)}.")
        if int(answer) > MANY if before.typed else answer == "often":
            said.append(SORRY)
    return "\n".join([*said, QUESTIONS[number].words])


# As flow files


def flow(name: str, onward: str = "") -> str:
    """The conversation as a flow file; `onward` is another flow its last button leads to."""
    lines = [f"flow: {name}", f"title: Talk {name}", "steps:"]
    for question in QUESTIONS:
        lines += _step(question)
    lines += [f"      more: Talk on -> {onward}/start"] if onward else []
    return "\n".join([*lines, "    marks: line", "    end: advised", ""])


def _step(question: Question) -> Iterator[str]:
    yield f"  {question.step}:"
    yield "    say:"
    if question.number:
        yield from _echo(QUESTIONS[question.number - 1])
    if question.typed:
        yield "      - A guess is fine."
        yield f"    ask: {question.words}"
        yield f"    as: number from {LOW} to {HIGH}"
    else:
        yield f"      - {question.words}"
    if question.number < STEPS - 1:
        yield f"    save: {question.saved}"
        yield f"    goto: {QUESTIONS[question.number + 1].step}"
    if not question.typed:
        yield "    choices:"
        yield from (f"      {name}: {label}" for name, label in CHOICES.items())


def _echo(before: Question) -> Iterator[str]:
    yield f'      - "You said: {{{before.saved}}}."'
    yield f"      - if: {before.saved} {f'more than {MANY}' if before.typed else 'is often'}"
    yield f"        say: {SORRY}"


def large_set(flows: int) -> dict[str, str]:
    """Many such flows as files, by name, in chunks that lead from one to the next."""
    names = [f"talk_{number}" for number in range(flows)]
    onward = [name if number % CHUNK else "" for number, name in enumerate([*names[1:], ""], 1)]
    return {f"{name}.yaml": flow(name, after) for name, after in zip(names, onward, strict=True)}
