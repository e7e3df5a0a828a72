"""Random conversations over random flows: what must hold whatever authors write and people do.

After every turn a `Stroll` checks that something was said at a wait, that leaving is answered at
once by word, button, command and event, that no flow got stuck, that every button has a token of
its own, and that the session can be written out and read back.
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.effects import Effect
from bot.core.engine import turn
from bot.core.events import Event
from bot.core.session import Session, dump, load
from tests.core.stage import SLOW_FLOWS
from tests.core.strolls import Move, opened, stroll
from tests.core.worlds import GOING_ON, MOVES, World, worlds


def replay(content: Content, events: Iterable[Event]) -> tuple[Session, list[tuple[Effect, ...]]]:
    session, played = Session(), []
    for event in events:
        session, effects = turn(content, load(dump(session)), event)
        played.append(effects)
    return session, played


@settings(max_examples=250, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(worlds(), st.lists(MOVES, min_size=8, max_size=25))
def test_any_conversation_over_any_flows_is_always_answered_and_can_be_replayed(
    world: World, moves: list[Move]
) -> None:
    walked = stroll(world.content, [opened(world.content), *moves])
    assert walked.effects
    assert replay(world.content, walked.events) == (walked.session, walked.effects)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.lists(MOVES, min_size=10, max_size=40))
def test_any_conversation_over_the_shipped_flows_is_always_answered_and_can_be_replayed(
    shipped: Content, data: st.DataObject, moves: list[Move]
) -> None:
    flow = data.draw(st.sampled_from(sorted(shipped.flows)))
    walked = stroll(shipped, [opened(shipped, flow), *moves])
    assert walked.effects
    assert replay(shipped, walked.events) == (walked.session, walked.effects)


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW_FLOWS)
@given(
    worlds(),
    worlds(),
    st.lists(GOING_ON, min_size=3, max_size=10),
    st.lists(MOVES, min_size=2, max_size=8),
)
def test_any_conversation_survives_any_edit_of_its_flows(
    world: World, edited: World, before: list[Move], after: list[Move]
) -> None:
    walked = stroll(world.content, [opened(world.content), *before])
    walked.content = edited.content
    for move in [*after, ("press", 0), ("say", "hello")]:
        walked.take(move)
    assert walked.effects[-1]
