"""Plays a conversation by hand, for tests and tools: no store, no channel, no clock of its own.

After every turn the session is written out and read back, as a real store would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core import buttons
from bot.core import session as sessions
from bot.core.content import Content
from bot.core.effects import (
    Button,
    Clear,
    Consult,
    DropFile,
    Effect,
    Entry,
    EraseAll,
    LeaveWords,
    Media,
    Part,
    Remind,
    Screen,
    Show,
    ShutVault,
    TakeFile,
    Text,
)
from bot.core.engine import turn
from bot.core.events import (
    Event,
    LeftQuickly,
    Offered,
    Opened,
    Pressed,
    Returned,
    Said,
    TimerFired,
)
from bot.core.session import Session
from bot.core.steps.choices import folded
from bot.core.uploads import WHOLE, Upload
from bot.errors import FileGone
from bot.workshop.plain_lock import PlainLock

CONTENT = b"a file"
"""What is in a file of which nobody says that."""
BEGINNING = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class NoSuchButton(AssertionError):
    """A button was wanted that the screen does not have."""


class Rehearsal:
    """One conversation, with a clock that moves only when told to."""

    def __init__(self, content: Content, session: Session | None = None) -> None:
        self.content = content
        self.session = session or Session()
        self.at = BEGINNING
        self.screen: Screen | None = None
        self.lock = PlainLock()
        self.effects: tuple[Effect, ...] = ()
        self._turns = 0
        self._files: dict[str, bytes] = {}

    # What happens

    def open(self, flow: str) -> Rehearsal:
        """Begin at a flow, past the first message."""
        return self.play(Opened(flow, self.at, self._chance()))

    def say(self, text: str) -> Rehearsal:
        """Type something."""
        return self.play(Said(text, self.at, self._chance()))

    def tap(self, name: str) -> Rehearsal:
        """Tap a button, by its words or by what it means (an id, or a role such as `help`)."""
        return self.press(self.button(name).token)

    def press(self, token: str) -> Rehearsal:
        """Press a button by its token, also one that is not there any more."""
        return self.play(Pressed(token, self.at, self._chance()))

    def leave(self) -> Rehearsal:
        """Leave in one move."""
        return self.play(LeftQuickly(self.at, self._chance()))

    def send(
        self, kind: str, content: bytes = CONTENT, name: str = "", caption: str = ""
    ) -> Rehearsal:
        """Offer a file, which can be fetched; a place or a contact comes whole."""
        sent = Upload(kind, name=name, caption=caption, sent=int(self.at.timestamp()))
        if kind in WHOLE:
            upload = replace(sent, content=content.decode())
        else:
            upload = replace(sent, ref=f"file{len(self._files)}", size=len(content))
            self._files[upload.ref] = content
        return self.play(Offered(kind, self.at, self._chance(), upload=upload))

    def fetch(self, ref: str) -> bytes:
        """The bytes of a file that was offered."""
        if ref not in self._files:
            raise FileGone
        return self._files[ref]

    def wait(self, span: timedelta) -> Rehearsal:
        """Let time pass."""
        self.at += span
        return self

    def look(self) -> Rehearsal:
        """Look whether anything is due by now, as a clock does that nobody sees."""
        return self.play(TimerFired(self.at, self._chance()))

    def live(self, span: timedelta) -> Rehearsal:
        """Let time pass and look at whatever is due on the way, when it is due."""
        end = self.at + span
        while (due := self.session.due) is not None and due <= end.timestamp():
            self.at = max(self.at, datetime.fromtimestamp(due, UTC))
            self.look()
        self.at = end
        return self

    def play(self, event: Event) -> Rehearsal:
        """Play any event."""
        session, self.effects = turn(self.content, self.session, event)
        self.session = sessions.load(sessions.dump(session))
        self._turns += 1
        for effect in self.effects:
            self._carry_out(effect, event)
        return self

    def _carry_out(self, effect: Effect, event: Event) -> None:
        match effect:
            case Show(screen, instead):
                self.screen = screen if self.screen is not None or not instead else None
            case Remind(words):
                self.screen = Screen("", (Text(words),), (), ())
            case Clear() | EraseAll():
                self.screen = None
                self.lock.shut()
            case ShutVault():
                self.lock.shut()
            case Consult(request):
                outcome = self.lock.carry_out(request)
                self.play(Returned(outcome, event.at, event.chance))
            case DropFile() | TakeFile() | LeaveWords():
                pass

    def _chance(self) -> str:
        return f"visit{self._turns:06}"

    # What is there

    def button(self, name: str) -> Button:
        """The button of these words or this meaning."""
        if self.screen is None:
            raise NoSuchButton(f'there is no screen, so there is no "{name}"')
        meant = ((buttons.meant(self.session, one.token), one) for one in self.screen.buttons)
        meanings = {(item or "").partition(" ")[0]: one for item, one in meant}
        found = meanings.get(name) or meanings.get(f"({name})")
        for button in (*self.screen.buttons, *self.screen.ways):
            if folded(name) in (
                folded(button.label),
                button.role if button in self.screen.ways else "",
            ):
                found = found or button
        if found is None:
            labels = ", ".join(button.label for button in self.screen.buttons)
            raise NoSuchButton(f'there is no "{name}" here; there is: {labels}')
        return found

    @property
    def place(self) -> str:
        """Where the person stands: `flow/step`, or "" after leaving."""
        if not self.session.frames:
            return ""
        top = self.session.frames[-1]
        return f"{top.flow}/{top.step}"

    @property
    def words(self) -> str:
        """Everything on the screen that is not a button, one line each."""
        parts = self.screen.parts if self.screen is not None else ()
        return "\n".join(line for part in parts for line in lines(part))

    @property
    def labels(self) -> list[str]:
        """The words on the step's own buttons."""
        return [button.label for button in self.screen.buttons] if self.screen is not None else []


def lines(part: Part) -> Iterator[str]:
    """A part of a screen as lines of text."""
    match part:
        case Entry(texts):
            yield from texts
        case Media(_, _, alt):
            yield alt
        case _:
            yield part.text
