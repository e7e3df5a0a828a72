"""Time passes over every screen, and what comes by itself then is what somebody asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.agenda import Agenda, CheckIn
from bot.core.content import Content
from bot.core.effects import (
    Clear,
    Consult,
    DropFile,
    Effect,
    EraseAll,
    Remind,
    Screen,
    Show,
    ShutVault,
    Text,
)
from bot.core.engine import turn
from bot.core.events import Event, TimerFired
from bot.core.hours import EVERY_DAY, Hours
from bot.core.requests import EraseDue, ReadLog
from bot.core.session import DAY, Session
from bot.workshop.explorer import explore
from bot.workshop.meanwhile import UNASKED, Decide, unasked
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import base
from tests.support import content_of

NOW = int(BEGINNING.timestamp())
WORDS = "Water the plants"
HERS = Agenda(WORDS, "UTC", Hours(EVERY_DAY, 0, 0)).with_check_in(CheckIn("a", word="ok"), NOW)
ASKED = Session(used=NOW // DAY, agendas={"hers": HERS})
OPEN = Rehearsal(base()).open("lines").session
PLAIN = Text("What did he do?")


def cover(name: str = "tap_to_go_on", *, instead: bool = True) -> Show:
    """A screen that covers another one."""
    return Show(Screen("v", (Text(base().phrase(name)),), (), ()), instead)


def that_does(*effects: Effect, leaves: Session | None = None) -> Decide:
    """A core that does this when time passes, and leaves nothing to wait for."""

    def decide(_: Content, before: Session, event: Event) -> tuple[Session, tuple[Effect, ...]]:
        assert isinstance(event, TimerFired)
        assert before.due == event.at.timestamp()
        return leaves or Session(), effects

    return decide


def found(decide: Decide, session: Session) -> list[str]:
    """What comes by itself though nobody asked for it."""
    return list(unasked(decide, base(), session, "chance"))


def test_over_an_open_screen_nothing_comes_by_itself_but_a_cover_and_the_end() -> None:
    assert found(turn, OPEN) == []


def test_her_own_words_may_come() -> None:
    assert found(turn, ASKED) == []
    assert found(turn, replace(OPEN, agendas=ASKED.agendas)) == []


@pytest.mark.parametrize(
    "effect",
    [Clear(asked=False), ShutVault(), EraseAll(), Consult(EraseDue(1, ""))],
    ids=lambda effect: type(effect).__name__,
)
def test_what_takes_something_away_may_come(effect: Effect) -> None:
    assert found(that_does(effect), OPEN) == []


def test_a_cover_may_take_the_place_of_a_screen() -> None:
    assert found(that_does(cover(), leaves=replace(Session(), veil="tap")), OPEN) == []


UNWANTED: dict[str, Effect] = {
    "words that are not hers": Remind("Are you all right?"),
    "a screen as a new message": cover(instead=False),
    "a screen that is no cover": Show(Screen("v", (PLAIN,), (), ()), instead=True),
    "her own messages taken away": Clear(),
    "something asked of her log": Consult(ReadLog()),
    "a file dropped": DropFile(),
}


@pytest.mark.parametrize("name", UNWANTED)
def test_anything_else_is_found(name: str) -> None:
    effect = UNWANTED[name]
    core = that_does(effect, leaves=Session(veil="tap"))
    assert found(core, ASKED) == [f"{UNASKED}: {type(effect).__name__}"]


def test_a_cover_over_a_screen_that_is_not_covered_is_found() -> None:
    assert found(that_does(cover()), OPEN) == [f"{UNASKED}: Show"]


def test_her_words_in_the_middle_of_a_conversation_are_found() -> None:
    talking = replace(OPEN, agendas=ASKED.agendas)
    assert found(that_does(Remind(WORDS)), talking) == [f"{UNASKED}: Remind"]


def test_a_crash_while_time_passes_is_found() -> None:
    def crash(*_: object) -> tuple[Session, tuple[Effect, ...]]:
        raise KeyError("gone")

    assert found(crash, OPEN) == ["time passes, and that ends in KeyError: 'gone'"]


def test_of_nobody_nothing_is_due_and_nothing_is_tried() -> None:
    assert found(that_does(Remind(WORDS)), Session()) == []


def test_the_explorer_lets_time_pass_with_check_ins_set() -> None:
    """Whatever is set in a flow, what comes of it is tried once for each way of it."""
    flow = """
        flow: odd
        title: Asks
        steps:
          start:
            say: May I send you a few words?
            consent: check_ins
            yes: Yes -> words
            no: No -> lines/start
          words:
            say: Which words?
            choices: {plants: Water the plants -> zone, tea: Time for tea -> zone}
            save: words
          zone:
            ask: Which city?
            as: zone
            save: zone
            skip: Skip it -> lines/start
            goto: keep
          keep:
            messages: {words: words}
            refused: lines/start
            goto: at
          at:
            ask: When?
            as: time
            save: at
            skip: Skip it -> lines/start
            goto: set
          set:
            check_in: {at: at, word: words}
            refused: lines/start
            goto: over
          over:
            say: It is set.
            choices: {end: End here -> end, lines: A person -> lines/start}
          end: {leave: gently}
        """
    seen = explore(content_of({"odd.yaml": flow}), ["odd"])
    assert [str(one) for one in seen.findings] == []
    assert [str(tap) for tap in seen.untaken] == []
