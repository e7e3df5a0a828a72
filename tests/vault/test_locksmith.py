"""What turns request of a lock: the same is done, and said, for hers and for an empty place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.requests import (
    Entrust,
    LiftLock,
    ListOpenings,
    MakeWords,
    Outcome,
    Request,
    SetDuress,
    SetLock,
    SetRecovery,
    TellReference,
    Unlock,
    Withdraw,
)
from bot.core.session import OPEN_FOR
from bot.ports import Chat
from bot.vault import locks
from bot.vault.locksmith import PACE, Locksmith, Time, Tools
from bot.vault.seal import new_private, public_of
from bot.vault.stretcher import Stretcher
from bot.vault.vault import NOTHING_HELD
from tests.vault.test_lockbox import ANA, Noted, Quickly, a_lockbox

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
PIN, DURESS, HIS = "482915", "730184", "620481"
FIVE = "abandon ability able about above"
EIGHT = "abandon ability able about above absent absorb abstract"
OTHERS = "zoo zone zero youth young you yellow year"


class Clock:
    """Seconds that pass only while something is stretched, or somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


class Slowly(Quickly):
    """Takes some seconds to stretch, as its test wants."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self.clock, self.seconds = clock, seconds

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        self.clock.now += self.seconds
        return await super().__call__(secret, salt)


class Home:
    """Ana's lock, and what she and others request of it."""

    def __init__(self, seconds: float = 0.1) -> None:
        self.store, self.clock, self.at = Noted(), Clock(), AT
        self.charity: bytes | None = None
        self.stretch = Slowly(self.clock, seconds)

    async def open_up(self) -> Home:
        self.box = await a_lockbox(self.store, self.stretch)
        await self.box.of(ANA)
        self.smith = self.new_smith()
        return self

    def new_smith(self) -> Locksmith:
        self.box._vault.charity = self.charity
        tools = Tools.over(self.box._vault, self.stretch, lambda slate: slate)
        return Locksmith(tools, Time(self.clock, self.clock.sleep))

    async def ask(self, request: Request) -> Outcome:
        return await self.smith.carry_out(ANA, request, self.at)

    async def freely(self) -> Outcome:
        return await self.ask(Unlock("", "nothing"))

    async def with_pin(self, pin: str) -> Outcome:
        return await self.ask(Unlock(pin, "pin"))

    async def set_up(self, secret: str = PIN, duress: str = DURESS) -> None:
        """Set words, a PIN and a duress PIN, as the shipped flow does, and close."""
        await self.freely()
        for request in (SetRecovery(EIGHT), SetLock(secret), SetDuress(duress)):
            assert (await self.ask(request)).came == "done"
        self.smith.shut(ANA)


async def a_home(seconds: float = 0.1) -> Home:
    home = await Home(seconds).open_up()
    await home.set_up()
    return home


# Opening


@pytest.mark.parametrize(
    ("secret", "by"), [(PIN, "pin"), (EIGHT, "words"), (EIGHT.upper().replace(" ", " - "), "words")]
)
async def test_her_pin_and_her_words_open_what_is_hers(secret: str, by: str) -> None:
    home = await a_home()
    outcome = await home.ask(Unlock(secret, "pin" if by == "pin" else "words"))
    assert outcome == Outcome("opened", ("pin", "words", "waits"), hers=True)
    assert home.smith._open[ANA].private == (await opened_by(home, PIN))


async def opened_by(home: Home, pin: str) -> bytes:
    found = await locks.tried(await home.box.of(ANA), pin.encode(), Quickly())
    assert found is not None
    return found.private


async def test_a_passphrase_opens_it_as_a_pin_does() -> None:
    home = await Home().open_up()
    await home.set_up(FIVE)
    assert (await home.ask(Unlock("Abandon, ability able about above", "words"))).came == "opened"
    assert (await home.with_pin(PIN)).came == "wrong"


async def test_without_a_lock_nothing_has_to_be_known() -> None:
    home = await Home().open_up()
    assert await home.freely() == Outcome("opened", hers=True)
    assert home.smith._open[ANA].is_hers


async def test_with_a_lock_the_same_press_opens_an_empty_place() -> None:
    home = await a_home()
    assert await home.freely() == Outcome("opened")
    assert not home.smith._open[ANA].is_hers


async def test_a_wrong_pin_opens_nothing_and_ends_nothing() -> None:
    home = await a_home()
    assert await home.with_pin("999888") == Outcome("wrong")
    assert ANA not in home.smith._open
    assert (await home.with_pin(PIN)).came == "opened"


async def test_what_is_tried_too_often_has_to_wait_and_the_words_still_open() -> None:
    home = await a_home()
    for _ in range(5):
        assert (await home.with_pin("999888")).came == "wrong"
    assert await home.with_pin(PIN) == Outcome("too_often", minutes=15)
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"


async def test_where_there_is_no_lock_tries_are_counted_all_the_same() -> None:
    home = await Home().open_up()
    came = [(await home.with_pin("999888")).came for _ in range(6)]
    assert came == ["wrong"] * 5 + ["too_often"]


# The same by construction


async def seen(home: Home, request: Request) -> tuple[Outcome, list[str], int, float]:
    """What a request comes to, what it asks of the store, and how long it takes."""
    home.store.asked.clear()
    before, begun = home.stretch.calls, home.clock.now
    outcome = replace(await home.ask(request), hers=False)  # what the core alone is told
    return outcome, [*home.store.asked], home.stretch.calls - before, home.clock.now - begun


async def test_a_duress_pin_does_just_what_her_own_does() -> None:
    hers, empty = [await a_home() for _ in range(2)]
    told = [await seen(hers, Unlock(PIN, "pin")), await seen(empty, Unlock(DURESS, "pin"))]
    assert told[0] == told[1]
    assert told[0][1].count("keep_lock") == 2
    assert hers.smith._open[ANA].is_hers
    assert not empty.smith._open[ANA].is_hers


async def test_a_wrong_pin_costs_as_much_with_a_lock_and_without() -> None:
    without = await Home().open_up()
    with_lock = await a_home()
    told = [await seen(home, Unlock("999888", "pin")) for home in (without, with_lock)]
    assert told[0] == told[1]


async def test_opening_freely_asks_the_same_with_a_lock_and_without() -> None:
    without, with_lock = await Home().open_up(), await a_home()
    told = [await seen(home, Unlock("", "nothing")) for home in (without, with_lock)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "request_", [SetLock(HIS), SetDuress(HIS), LiftLock(), SetRecovery(OTHERS), MakeWords(8)]
)
async def test_whatever_is_set_in_an_empty_place_is_said_to_be_set(request_: Request) -> None:
    hers, empty = [await a_home() for _ in range(2)]
    await hers.with_pin(PIN)
    await empty.with_pin(DURESS)
    mine, his = await seen(hers, request_), await seen(empty, request_)
    assert (mine[0].came, mine[0].facts) == (his[0].came, his[0].facts)
    assert mine[3] == his[3], "the answer comes after the same time"


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.24, 0.3, 0.499, 0.6])
async def test_an_answer_comes_after_a_fixed_time(seconds: float) -> None:
    home = await Home(seconds).open_up()
    *_, taken = await seen(home, Unlock("999888", "pin"))
    steps = taken / PACE
    assert steps == pytest.approx(round(steps))
    assert taken == pytest.approx(PACE if seconds < PACE else 2 * PACE)


pins = st.sampled_from((HIS, "135799", "999888"))
requests_ = st.one_of(
    st.builds(SetLock, pins),
    st.builds(SetDuress, pins),
    st.just(LiftLock()),
    st.just(SetRecovery(OTHERS)),
    st.just(MakeWords(8)),
    st.just(ListOpenings()),
    st.builds(Unlock, pins, st.just("pin")),
    st.just(Unlock("", "nothing")),
    st.just(Unlock(DURESS, "pin")),
    st.just(Unlock(OTHERS, "words")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(requests_, max_size=8))
def test_nobody_who_knows_neither_pin_nor_words_can_do_anything_to_what_is_hers(
    attack: Sequence[Request],
) -> None:
    async def play() -> None:
        home = await a_home()
        private = await opened_by(home, PIN)
        for request in attack:
            await home.ask(request)
            place = home.smith._open.get(ANA)
            assert place is None or not place.is_hers
        home.at += timedelta(days=2)
        home.smith.shut(ANA)
        assert (await home.with_pin(PIN)).came == "opened"
        assert home.smith._open[ANA].private == private
        assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"

    asyncio.run(play())


async def test_a_pin_that_was_set_in_an_empty_place_opens_an_empty_place() -> None:
    home = await a_home()
    await home.freely()
    await home.ask(SetLock(HIS))
    home.smith.shut(ANA)
    assert (await home.with_pin(HIS)).came == "opened"
    assert not home.smith._open[ANA].is_hers


# Setting


async def test_no_lock_is_set_before_there_are_words() -> None:
    home = await Home().open_up()
    await home.freely()
    assert (await home.ask(SetLock(PIN))).came == "no_way_back"
    assert not (await home.box.of(ANA)).is_set


async def test_who_knows_nothing_cannot_put_other_words_in_the_place_of_hers() -> None:
    home = await Home().open_up()
    await home.freely()
    assert (await home.ask(SetRecovery(EIGHT))).came == "done"
    home.smith.shut(ANA)
    home.at += timedelta(hours=1)
    await home.freely()
    assert (await home.ask(SetRecovery(OTHERS))).came == "standing"
    home.smith.shut(ANA)
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"
    assert (await home.ask(SetRecovery(OTHERS))).came == "done"
    assert (await home.ask(Unlock(OTHERS, "words"))).came == "opened"


async def test_a_lock_that_somebody_else_set_first_does_not_end_her_words() -> None:
    home = await Home().open_up()
    await home.freely()
    await home.ask(SetRecovery(EIGHT))
    await home.ask(SetLock(HIS))
    home.smith.shut(ANA)
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"
    assert (await home.ask(LiftLock())).came == "done"
    home.smith.shut(ANA)
    await home.freely()
    assert home.smith._open[ANA].is_hers


async def test_a_duress_pin_that_is_her_own_is_refused() -> None:
    home = await a_home()
    await home.with_pin(PIN)
    assert (await home.ask(SetDuress(PIN))).came == "same"
    assert (await home.ask(SetDuress(DURESS))).came == "done", "the one it was may be set again"


async def test_a_duress_word_opens_an_empty_place_however_it_is_typed() -> None:
    home = await Home().open_up()
    await home.set_up(duress="Bluebell")
    assert (await home.ask(Unlock("bluebell", "words"))).came == "opened"
    assert not home.smith._open[ANA].is_hers


# How long it is open


async def test_after_five_minutes_it_is_closed() -> None:
    home = await a_home()
    await home.with_pin(PIN)
    home.at += timedelta(seconds=OPEN_FOR - 1)
    assert (await home.ask(ListOpenings())).came == "done"
    home.at += timedelta(seconds=OPEN_FOR)
    assert (await home.ask(ListOpenings())).came == "closed"


async def test_what_is_open_ends_with_the_process() -> None:
    home = await a_home()
    await home.with_pin(PIN)
    home.smith = home.new_smith()
    assert (await home.ask(LiftLock())).came == "closed"


# Looking back


async def test_she_sees_when_it_was_opened_and_tried() -> None:
    home = await a_home()
    home.at += timedelta(hours=1)
    await home.with_pin("999888")
    await home.with_pin(DURESS)
    await home.with_pin(PIN)
    second = int(home.at.timestamp())
    listed = (await home.ask(ListOpenings())).words
    assert listed[:3] == (f"hers {second}", f"empty {second}", f"wrong {second}")


async def test_an_empty_place_tells_nothing_of_it() -> None:
    home = await a_home()
    await home.with_pin(DURESS)
    second = int(home.at.timestamp())
    assert (await home.ask(ListOpenings())).words == (f"hers {second}",), "as one's own place would"


async def test_nothing_that_was_entered_is_kept_or_shown() -> None:
    home = await a_home()
    told = repr([SetLock(PIN), Unlock(PIN, "pin"), SetRecovery(EIGHT), home.smith._open])
    assert PIN not in told
    assert "abandon" not in told
    kept = await home.store.lock((await home.box._vault.load(ANA)).uid)
    assert PIN.encode() not in kept[1]


# A helper, and another account


CHARITY = new_private()


async def an_offer() -> Home:
    """The charity has a key, and she has asked for its help."""
    home = await Home().open_up()
    home.charity = public_of(CHARITY)
    home.smith = home.new_smith()
    await home.freely()
    assert (await home.ask(Entrust("blue heron"))).facts == ("helper_offered", "helper", "waits")
    return home


async def test_the_help_of_a_charity_is_a_way_back_of_its_own() -> None:
    home = await an_offer()
    assert (await home.ask(SetLock(PIN))).came == "done"
    lock = await home.box.of(ANA)
    assert locks.entrusted_to(lock, CHARITY) == (home.smith._open[ANA].private, "blue heron")
    assert (await home.ask(Withdraw())).came == "no_way_back"
    await home.ask(SetRecovery(EIGHT))
    assert (await home.ask(Withdraw())).came == "done"
    assert (await home.box.of(ANA)).charity == b""


async def test_in_an_empty_place_nobody_is_entrusted_and_the_reference_leads_to_nobody() -> None:
    home = await an_offer()
    await home.ask(SetLock(PIN))
    (hers,) = (await home.ask(TellReference())).words
    charity = (await home.box.of(ANA)).charity
    home.smith.shut(ANA)
    await home.freely()
    await home.ask(Entrust("his own word"))
    await home.ask(Withdraw())
    told = {(await home.ask(TellReference())).words for _ in range(2)}
    assert len(told) == 1
    assert told != {(hers,)}
    assert (await home.box.of(ANA)).charity == charity


async def test_her_words_bring_it_to_another_chat_and_close_it_in_the_first() -> None:
    home = await a_home()
    await home.with_pin(PIN)
    private = home.smith._open[ANA].private
    home.at += timedelta(days=8)
    there = Chat("tg", "ana's new number")
    await home.box._vault.commit(there, NOTHING_HELD, b"session", b"")
    outcome = await home.smith.carry_out(there, Unlock(EIGHT, "words"), home.at)
    assert outcome == Outcome("opened", ("pin", "words"), hers=True)
    assert home.smith._open[there].private == private
    assert ANA not in home.smith._open


async def test_where_something_is_kept_her_words_bring_nothing() -> None:
    home = await a_home()
    there = Chat("tg", "somebody else")
    await home.box._vault.commit(there, NOTHING_HELD, b"session", b"")
    await home.smith.carry_out(there, Unlock("", "nothing"), home.at)
    await home.smith.carry_out(there, SetRecovery(OTHERS), home.at)
    home.at += timedelta(days=8)
    outcome = await home.smith.carry_out(there, Unlock(EIGHT, "words"), home.at)
    assert outcome.came == "kept_here"
    assert (await home.with_pin(PIN)).came == "opened"


# What a reviewer found


async def test_words_set_this_week_open_and_do_not_move() -> None:
    """Whoever has her phone for a minute can set words on it, and must not own her case by that."""
    home = await Home().open_up()
    await home.freely()
    await home.ask(SetRecovery(EIGHT))
    his = Chat("tg", "his own chat")
    await home.box._vault.commit(his, NOTHING_HELD, b"session", b"")
    assert (await home.smith.carry_out(his, Unlock(EIGHT, "words"), home.at)).came == "wrong"
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"


async def test_opening_an_empty_place_between_guesses_does_not_end_their_count() -> None:
    home = await a_home()
    came = []
    for number in range(40):
        secret = DURESS if number % 5 == 4 else f"{620000 + number}"
        came.append((await home.with_pin(secret)).came)
    assert came.count("wrong") <= 10


async def test_setting_pins_is_no_way_to_guess_hers() -> None:
    home = await a_home()
    await home.with_pin(PIN)
    came = [(await home.ask(SetDuress(f"{620000 + number}"))).came for number in range(40)]
    assert came.count("done") <= 10
    assert "too_often" in came


async def test_who_came_later_can_neither_take_nor_end_the_help_of_a_charity() -> None:
    home = await an_offer()
    home.smith.shut(ANA)
    home.at += timedelta(hours=1)
    await home.freely()
    assert (await home.ask(Entrust("his word"))).came == "standing"
    assert (await home.ask(Withdraw())).came == "standing"


async def test_what_opened_an_empty_place_is_the_same_there_and_is_taken_off_with_it() -> None:
    home = await a_home()
    await home.with_pin(DURESS)
    assert (await home.ask(SetDuress(DURESS))).came == "same"
    assert (await home.ask(LiftLock())).came == "done"
    home.smith.shut(ANA)
    assert (await home.with_pin(DURESS)).came == "wrong"
    assert (await home.with_pin(PIN)).came == "opened"


@pytest.mark.parametrize("request_", [SetLock(HIS), SetDuress(HIS), SetRecovery(OTHERS)])
async def test_whatever_is_set_is_stretched_as_often_in_an_empty_place(request_: Request) -> None:
    hers, empty = [await a_home() for _ in range(2)]
    await hers.with_pin(PIN)
    await empty.with_pin(DURESS)
    assert (await seen(hers, request_))[2] == (await seen(empty, request_))[2]


async def test_her_words_can_be_tried_again_after_a_minute_however_often_they_were_wrong() -> None:
    home = await a_home()
    for _ in range(30):
        await home.ask(Unlock(OTHERS, "words"))
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "too_often"
    home.at += timedelta(minutes=1)
    assert (await home.ask(Unlock(EIGHT, "words"))).came == "opened"


async def test_an_empty_place_takes_all_that_is_set_with_true_stretching_too() -> None:
    """A stretch that only plays takes any salt, and the true one does not."""
    store, stretcher = Noted(), Stretcher()
    box = await a_lockbox(store)
    smith = Locksmith(Tools.over(box._vault, stretcher, lambda slate: slate), Time())
    hers: tuple[Request, ...] = (SetRecovery(EIGHT), SetLock(PIN))
    his: tuple[Request, ...] = (SetRecovery(OTHERS), SetLock(HIS), SetDuress("135799"), LiftLock())
    try:
        await smith.carry_out(ANA, Unlock("", "nothing"), AT)
        for request in hers:
            assert (await smith.carry_out(ANA, request, AT)).came == "done"
        await smith.carry_out(ANA, Unlock("", "nothing"), AT)
        for request in his:
            assert (await smith.carry_out(ANA, request, AT)).came == "done"
        assert (await smith.carry_out(ANA, Unlock(PIN, "pin"), AT)).came == "opened"
    finally:
        stretcher.close()
