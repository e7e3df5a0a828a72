"""The slate of a chat forgets no message: each stands, goes, was removed, or is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.channels.telegram import slate as slates
from bot.channels.telegram.slate import EMPTY, REMOVABLE, SPOKEN, SWEEP, Slate, Standing
from bot.core.effects import (
    Clear,
    DropFile,
    EraseAll,
    Media,
    Remind,
    Screen,
    Show,
    TakeFile,
    Text,
)
from bot.ports import NOTHING_HEARD, Heard

START = 1_800_000_000
WORDS = "Water the plants"
LONG = Text("word " * 1000)
SCREENS = {
    "one": Screen("v", (Text("Hello."),), (), ()),
    "two": Screen("v", (LONG,), (), ()),
    "new": Screen("v", (Text("Hello."),), (), (), fresh=True),
    "picture": Screen("v", (Text("Hello."), Media("photo", "a.png", "A cat")), (), ()),
}
screens = some.sampled_from(list(SCREENS.values()))
shows = some.builds(Show, screens, some.booleans())
others = some.sampled_from(
    [Remind(WORDS), Clear(), Clear(asked=False), DropFile(), TakeFile(), EraseAll()]
)
effects = some.lists(shows | others, max_size=3)


class AnyLife(RuleBasedStateMachine):
    """Everything that can happen to a chat, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.slate = EMPTY
        self.at = START
        self.known: set[int] = set()
        self.over: set[int] = set()
        self.counted = 0

    def new(self, count: int = 1, *, hers: bool = False) -> list[Standing]:
        """So many messages that were not there before."""
        first = len(self.known) + 1
        ours = [Standing(first + number, self.at, hers) for number in range(count)]
        self.known.update(message.number for message in ours)
        return ours

    def counts_what_stays_too_long(self) -> None:
        """A message of hers that can't be removed any more is counted at the next turn."""
        old = [m for m in self.slate.stays if m.date + REMOVABLE <= self.at]
        self.over.update(message.number for message in old)
        self.counted += len(old)

    @rule(seconds=some.sampled_from([1, 200, 5 * 3600, 30 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.at += seconds

    @rule(effects=effects)
    def a_turn_that_time_or_a_tap_made(self, effects: list[Any]) -> None:
        self.counts_what_stays_too_long()
        if DropFile() in effects:
            effects.remove(DropFile())
        self.slate = slates.noted(self.slate, NOTHING_HEARD, effects, self.at)

    @rule(effects=effects, what=some.sampled_from(["kept", "unkept", "file"]))
    def a_turn_that_she_made(self, effects: list[Any], what: str) -> None:
        self.counts_what_stays_too_long()
        (hers,) = self.new(hers=True)
        heard = Heard((1,), hers.number, hers.date, what == "kept", what == "file")
        self.slate = slates.noted(self.slate, heard, effects, self.at)

    @rule(count=some.integers(1, 3), ago=some.integers(0, 1))
    def a_screen_is_placed(self, count: int, ago: int) -> None:
        self.slate = slates.placed(
            self.slate, replace(self.slate, epoch=self.slate.epoch - ago), self.new(count)
        )

    @rule(count=some.integers(0, 2), unknown=some.integers(0, 1))
    def a_screen_is_broken_off(self, count: int, unknown: int) -> None:
        self.slate = slates.withdrawn(self.slate, self.new(count), unknown)
        self.counted += unknown

    @rule()
    def what_stood_can_not_be_edited(self) -> None:
        self.slate = slates.unshown(self.slate)

    @rule(which=some.integers(0, 3))
    def one_of_several_was_edited(self, which: int) -> None:
        if self.slate.shown:
            self.slate = slates.reduced(self.slate, self.slate.shown[which % len(self.slate.shown)])

    @rule(most=some.integers(1, 4), share=some.integers(0, 4))
    def some_are_gone_or_can_not_be_removed(self, most: int, share: int) -> None:
        gone = [message.number for message in self.slate.goes[:most]]
        given_up = min(share, len(gone))
        self.slate = slates.removed(self.slate, gone, given_up)
        self.over.update(gone)
        self.counted += given_up

    @rule()
    def it_was_too_late_to_say(self) -> None:
        self.slate = slates.given_up(self.slate, self.slate.turn)

    @rule()
    def it_was_killed(self) -> None:
        self.counted += self.slate.under_way
        self.slate = slates.after_crash(slates.load(slates.dump(self.slate)), "another run")
        self.slate = replace(self.slate, run="")

    @rule(back=some.booleans())
    def she_stopped_the_bot_or_let_it_in(self, back: bool) -> None:  # noqa: FBT001
        self.slate = slates.let_in(self.slate) if back else slates.stopped(self.slate)

    @invariant()
    def every_message_is_in_one_place(self) -> None:
        there = [m.number for m in (*self.slate.shown, *self.slate.goes, *self.slate.stays)]
        assert len(there) == len(set(there))
        assert set(there) | self.over == self.known
        assert not set(there) & self.over

    @invariant()
    def what_may_remain_is_counted(self) -> None:
        assert self.slate.lost == self.counted
        assert slates.lost(slates.dump(self.slate)) == self.counted

    @invariant()
    def it_is_read_back_as_it_was(self) -> None:
        assert slates.load(slates.dump(self.slate)) == self.slate

    @invariant()
    def something_is_due_while_something_has_to_go(self) -> None:
        slate = self.slate
        waits = slate.shown or slate.stays or slate.vanishes or (slate.goes and not slate.blocked)
        is_to_be_given_up = slate.once and slate.under_way
        assert (slate.due(self.at) is not None) == bool(waits or is_to_be_given_up)


AnyLife.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAnyLife = AnyLife.TestCase


# Turns


def standing(*numbers: int, at: int = START) -> tuple[Standing, ...]:
    """Messages of ours."""
    return tuple(Standing(number, at) for number in numbers)


def turned(slate: Slate, *effects: Any, at: int = START, heard: Heard = NOTHING_HEARD) -> Slate:
    """A slate after a turn."""
    return slates.noted(slate, heard, effects, at)


def test_a_chat_where_nothing_is_takes_no_room() -> None:
    assert slates.dump(EMPTY) == b""
    assert slates.load(b"") == EMPTY


def test_clearing_takes_everything_and_what_comes_to_stand_after_it() -> None:
    slate = Slate(shown=standing(1, 2), stays=standing(3), turn=1, open=True)
    cleared = turned(slate, Clear())
    assert (cleared.shown, cleared.stays, cleared.open) == ((), (), False)
    assert not cleared.wanted
    late = slates.placed(cleared, slate, standing(4))
    assert {message.number for message in late.goes} == {1, 2, 3, 4}
    assert late.shown == ()


def test_what_is_kept_may_go_and_what_is_not_stays_and_moves_the_screen_below_it() -> None:
    slate = Slate(shown=standing(1), turn=1)
    kept = turned(slate, Show(SCREENS["one"]), heard=Heard((1,), 2, START, kept=True))
    assert [message.number for message in kept.goes] == [2]
    assert kept.edits
    left = turned(slate, Show(SCREENS["one"]), heard=Heard((1,), 2, START, kept=False))
    assert [message.number for message in left.stays] == [2]
    assert not left.edits
    assert slates.placed(left, left, standing(3)).below is False


def offered(slate: Slate, number: int, *effects: Any) -> Slate:
    """A slate after a turn in which she sent a file."""
    return turned(slate, *effects, heard=Heard((1,), number, START, kept=False, file=True))


def numbers(messages: tuple[Standing, ...]) -> list[int]:
    return [message.number for message in messages]


def test_a_file_stays_until_it_is_kept_and_then_it_goes() -> None:
    slate = offered(Slate(shown=standing(1), turn=1), 2, Show(SCREENS["one"]))
    assert (numbers(slate.stays), numbers(slate.goes)) == ([2], [])
    kept = turned(slates.load(slates.dump(slate)), TakeFile())
    assert (numbers(kept.stays), numbers(kept.goes)) == ([], [2])
    assert turned(kept, TakeFile()) == kept, "it is taken once"


def test_a_crash_before_it_is_kept_loses_no_file_but_leaves_it_where_it_is() -> None:
    slate = offered(Slate(shown=standing(1), turn=1), 2)
    after = slates.after_crash(slates.load(slates.dump(slate)), "the next")
    again = offered(after, 3)
    assert numbers(again.stays) == [2, 3]
    assert numbers(turned(again, TakeFile()).stays) == [2], "only the one she just sent is kept"


def test_words_that_were_not_read_are_not_taken_for_the_file_before_them() -> None:
    slate = turned(offered(EMPTY, 2), heard=Heard((1,), 3, START, kept=False))
    assert numbers(turned(slate, TakeFile()).stays) == [3]


def test_a_file_that_was_dropped_or_left_is_not_there_to_be_taken() -> None:
    dropped = offered(EMPTY, 2, DropFile())
    assert (numbers(dropped.goes), dropped.offered) == ([2], 0)
    unasked = turned(offered(EMPTY, 2), Clear(asked=False))
    assert numbers(turned(unasked, TakeFile()).goes) == [2]
    left = turned(offered(EMPTY, 2), Clear())
    assert numbers(turned(left, TakeFile()).goes) == [2], "it goes, and goes once"


def test_a_veil_never_becomes_a_new_message() -> None:
    assert turned(EMPTY, Show(SCREENS["one"], instead=True)) == EMPTY


def test_a_screen_a_day_old_goes_and_whoever_answers_it_gets_a_new_message() -> None:
    slate = Slate(shown=standing(1), turn=1)
    assert turned(slate, at=START + SWEEP - 1) == slate
    assert [m.number for m in turned(slate, at=START + SWEEP).goes] == [1]
    answered = turned(slate, Show(SCREENS["one"]), at=START + SWEEP)
    assert [message.number for message in answered.goes] == [1]
    assert answered.wanted
    assert not answered.edits


def test_a_kill_while_the_screen_is_said_again_is_counted_as_well() -> None:
    slate = turned(EMPTY, Show(SCREENS["one"]))
    again = slates.after_crash(slates.after_crash(slate, "second"), "third")
    assert again.lost == 2


def test_what_this_run_sends_is_not_taken_for_what_the_last_one_left() -> None:
    slate = slates.on_the_way(turned(EMPTY, Show(SCREENS["one"])), "this run")
    assert slates.after_crash(slate, "this run") == slate
    assert slates.after_crash(slate, "the next").lost == 1


def test_a_newer_screen_that_is_still_on_its_way_stays_counted_when_an_older_one_stands() -> None:
    older = turned(EMPTY, Show(SCREENS["one"]))
    newer = turned(older, Show(SCREENS["two"]))
    assert older.under_way == 1
    assert newer.under_way > 1
    stands = slates.placed(newer, older, standing(1))
    assert stands.under_way == newer.under_way
    edited = slates.placed(turned(older, Show(SCREENS["one"])), older, standing(1))
    assert edited.under_way == 0, "it takes the place of the one that stands"


# Her own words, at her hour


def test_her_words_take_the_place_of_what_stands_as_a_new_message_without_buttons() -> None:
    slate = turned(Slate(shown=standing(1), turn=1), Remind(WORDS))
    (message,) = slate.wanted.messages
    assert (message.text, message.keys, message.media) == (WORDS, (), None)
    assert not slate.edits
    placed = slates.placed(slate, slate, standing(2))
    assert (numbers(placed.shown), numbers(placed.goes)) == ([2], [1])


def test_words_on_their_way_are_due_to_be_given_up_and_what_is_there_is_not() -> None:
    slate = turned(EMPTY, Remind(WORDS))
    assert slate.due(START) == START + SPOKEN
    assert slates.placed(slate, slate, standing(1)).due(START) == START + SWEEP
    assert slates.given_up(slate, slate.turn).due(START) is None


def test_words_that_may_not_have_been_said_before_a_crash_are_said_after_it() -> None:
    slate = slates.on_the_way(turned(EMPTY, Remind(WORDS)), "this run")
    after = slates.after_crash(slates.load(slates.dump(slate)), "the next")
    assert (after.once, after.may_be_unsaid, after.lost) == (True, True, 1)
    stands = slates.placed(slate, slate, standing(1))
    assert not slates.after_crash(stands, "the next").may_be_unsaid


def test_an_answer_to_whoever_writes_is_no_longer_said_only_once() -> None:
    assert turned(turned(EMPTY, Remind(WORDS)), Show(SCREENS["one"])).once is False
