"""Where one author's test is played: a rehearsal that remembers what was said and tapped.

The flow under test is called by a wrapper of one step, so that its outcome is seen; when it has
ended, the wrapper waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.complaint import guess
from bot.core.content import Content
from bot.core.effects import Button, Notice
from bot.core.flow import START, Call, Flow, Setting, Step, Way
from bot.core.session import PERSONAL, Answer, Session
from bot.core.steps import Choices, Plain
from bot.core.templates import Template
from bot.workshop import coverage
from bot.workshop.coverage import Tap
from bot.workshop.rehearsal import NoSuchButton, Rehearsal, lines

WRAPPER, ENDED = "(test)", "ended"
"""The wrapper's name, which no author can give to a flow, and its last step."""


class Unmet(Exception):
    """What a test expected did not happen."""


def holds(line: str, words: str) -> bool:
    """Whether a line holds these words; written small, they match capitals too."""
    wanted = " ".join(words.split())
    return wanted in (line if wanted != wanted.lower() else line.lower())


def _wrapped(content: Content, flow: str, given: Mapping[str, str]) -> Content:
    settings = tuple(Setting(name, Template((value,))) for name, value in given.items())
    start = Step(START, WRAPPER, Plain(), call=Call(flow, settings), ways=(Way(ENDED, None, ()),))
    ended = Step(ENDED, WRAPPER, Choices((), {}), shape=Choices((), {}).shape())
    wrapper = Flow(WRAPPER, "", "", {START: start, ENDED: ended})
    return replace(content, flows={**content.flows, WRAPPER: wrapper})


class Stage:
    """One test being played."""

    def __init__(self, content: Content, flow: str, given: Mapping[str, str]) -> None:
        own = {name: value for name, value in given.items() if name not in PERSONAL}
        person: dict[str, Answer] = {name: given[name] for name in given if name in PERSONAL}
        self.flow = flow
        self.rehearsal = Rehearsal(_wrapped(content, flow, own), Session(person=person))
        self.rehearsal.open(WRAPPER)
        self.said = self._lines()
        self.ever_said = list(self.said)
        self.taps: set[Tap] = set()

    # What the person does

    def press(self, button: Button) -> None:
        """Press a button, and take note of it."""
        session = self.rehearsal.session
        if item := coverage.item_of(session, button.token):
            self.taps.add(coverage.pressed(session, item))
        self.rehearsal.press(button.token)
        self.listen()

    @property
    def has_keypad(self) -> bool:
        """Whether a PIN can be tapped."""
        screen = self.rehearsal.screen
        return screen is not None and any(button.role == "digit" for button in screen.buttons)

    def find(self, name: str) -> Button | None:
        """The button of this meaning or these words, if there is one."""
        try:
            return self.rehearsal.button(name)
        except NoSuchButton:
            return None

    def button(self, name: str) -> Button:
        """The button of this meaning or these words; `Unmet` with a guess where there is none."""
        if (button := self.find(name)) is None:
            raise Unmet(f'there is nothing to tap called "{name}".{self._guess(name)}')
        return button

    def _guess(self, name: str) -> str:
        return guess(name, (*self.rehearsal.labels, *self.rehearsal.session.items))

    def type(self, text: str) -> None:
        """Type something; words that mean nothing where a tap is awaited are a slip of the test."""
        before = self.rehearsal.session
        self.rehearsal.say(text)
        if tap := coverage.typed(before, self.rehearsal.session):
            self.taps.add(tap)
        self.listen()
        if self._was_not_understood():
            raise Unmet(f'"{text}" means nothing here.{self._guess(text)}')

    def _was_not_understood(self) -> bool:
        screen = self.rehearsal.screen
        refusal = Notice(self.rehearsal.content.phrase("please_tap"))
        return screen is not None and refusal in screen.parts

    def listen(self) -> None:
        """Take in what the bot says."""
        self.said = self._lines()
        self.ever_said += self.said

    def _lines(self) -> list[str]:
        parts = self.rehearsal.screen.parts if self.rehearsal.screen is not None else ()
        return [" ".join(line.split()) for part in parts for line in lines(part)]

    # What the author does

    def edit(self, flow: Flow) -> None:
        """Put another version of a flow in its place."""
        content = self.rehearsal.content
        self.rehearsal.content = replace(content, flows={**content.flows, flow.id: flow})

    # What there is

    @property
    def outcome(self) -> str | None:
        """How the flow under test ended; None while it has not."""
        frames = self.rehearsal.session.frames
        if len(frames) != 1 or (frames[0].flow, frames[0].step) != (WRAPPER, ENDED):
            return None
        return str(frames[0].answers.get("outcome", ""))

    def answer(self, name: str) -> Answer | None:
        """What is saved under a name, nearest first."""
        session = self.rehearsal.session
        for frame in reversed(session.frames):
            if name in frame.answers:
                return frame.answers[name]
        kept = session.kept.get(name)
        return session.person.get(name) if kept is None else kept.value

    @property
    def place(self) -> str:
        """Where the person stands, in words."""
        if self.outcome is not None:
            return f"after the end ({self.outcome})"
        return self.rehearsal.place or "nowhere: the chat is cleared"

    def report(self) -> str:
        """What the bot did say, and what there was to tap."""
        screen = self.rehearsal.screen
        buttons = [button.label for button in screen.buttons] if screen is not None else []
        typing = [f"(a {screen.typing}, typed)"] if screen is not None and screen.typing else []
        said = [f"    | {line}" for line in self.said] or ["    | (nothing)"]
        return "\n".join(
            [
                f"  the person is at {self.place}, and the bot said:",
                *said,
                f"  there is to tap: {', '.join(buttons + typing) or 'nothing'}",
            ]
        )
