"""All that is held is shown to her; to anybody else, what is held of who keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic_core import from_json

from bot.core.holdings import Holdings
from bot.core.incident import Incident
from bot.core.requests import Amounts, KeepEntry, Outcome, Request, SetLock, SetRecovery
from bot.core.session import Consent, Kept, Session, Terms, dump
from bot.vault.receipts import noted, receipt
from bot.workshop.rehearsal import BEGINNING
from tests.ports.fakes import vault_over
from tests.ports.test_control import ANA, CONTENT, DAY, HERS, PIN, WORDS, Phone

NOW = int(BEGINNING.timestamp())
KEEPS = (SetRecovery(WORDS), SetLock(PIN))


async def phone(*setting: Request, ago: timedelta = 30 * DAY) -> Phone:
    """Her phone, on which she keeps several things."""
    held = await Phone.hers(*setting, ago=ago)
    before = await vault_over(held.store).load(ANA)
    session = Session(
        person=HERS,
        kept={"plan": Kept("my sister", NOW + 90 * 86400)},
        draft="He came",
        drafted=NOW,
        used=NOW // 86400,
        keeps=bool(setting),
        terms=Terms(1095, 365, NOW + 86400),
        consents={"area": Consent("x", NOW // 86400)},
    )
    assert await vault_over(held.store).commit(ANA, before, dump(session), b"")
    return held


async def page(held: Phone, secret: str = "") -> str:
    """All that is held, as whoever has the phone sees it."""
    await held.leave()
    for text in ("/start", "/mydata"):
        await held.say(text)
    await held.tap("Show me")
    await (held.enter(secret) if secret else held.tap("I have none"))
    return "\n".join(held.words)


async def receipt_of(held: Phone, secret: str = "") -> list[str]:
    """The words of the receipt, as whoever has the phone sees them."""
    await held.leave()
    for text in ("/start", "/forget"):
        await held.say(text)
    await (held.enter(secret) if secret else held.tap("I have none"))
    await held.tap("A receipt first")
    return held.words[-1].splitlines()


async def test_she_sees_all_of_it() -> None:
    seen = await page(await phone(*KEEPS), PIN)
    for line in (
        "Country: Ireland",
        "Language: (not said)",
        "Screens: with a dull line on top",
        "Kept, plan: my sister. Until 19 February 2027.",
        "You said yes to: area. On 21 November 2026.",
        "Letters of what you wrote where nothing was asked: 7.",
        "A PIN or words to open it: yes",
        "Eight words as a way back: yes",
        "Kept after your last visit: 36 months",
        "From 22 November 2026 on: 12 months",
        "hidden on 21 November 2027, and erased 90 days later.",
        "Messages I could not take away from the chat: 0",
    ):
        assert line in seen


async def entry(held: Phone, number: int) -> None:
    """Somebody writes something down."""
    kept = KeepEntry(Incident("He waited.", "2026-11-21T12:00:00Z"), f"mark {number}")
    assert (await held.request(kept)).came == "kept"


async def test_she_sees_how_much_her_log_holds_and_in_an_empty_place_what_was_written_there() -> (
    None
):
    held = await phone(*KEEPS)
    for number in (1, 2):
        await entry(held, number)
    hers = await page(held, PIN)
    for line in (
        "Entries in your log: 2",
        "Files in your log: 0",
        "Codes that can still be used: 0",
    ):
        assert line in hers
    assert "Entries in your log: 0" in await page(held)
    await entry(held, 3)
    assert "Entries in your log: 1" in await reopened(held)
    assert "Entries in your log: 3" in await page(held, PIN)


async def reopened(held: Phone) -> str:
    """All that is held, as whoever has it open sees it once more."""
    await held.say("/mydata")
    await held.tap("Show me")
    return "\n".join(held.words)


async def test_the_file_of_all_that_is_held_says_so_too() -> None:
    held = await phone(*KEEPS)
    await entry(held, 1)
    session = await held.session()
    outcome = Outcome("done", hers=True, amounts=Amounts(1, 2, 3))
    holdings = Holdings(session, outcome, 0, NOW, CONTENT.phrase, CONTENT.places)
    assert from_json(holdings.as_json())["log"] == {"entries": 1, "files": 2, "codes": 3}
    unread = replace(holdings, outcome=replace(outcome, amounts=None))
    assert from_json(unread.as_json())["log"] is None
    assert not any("log" in line for line in unread.lines())


async def test_who_does_not_know_the_pin_sees_what_is_open_to_everybody() -> None:
    seen = await page(await phone(*KEEPS))
    assert "Country: Ireland" in seen
    assert "A PIN or words to open it: no" in seen
    for word in ("my sister", "area", "36 months", "12 months"):
        assert word not in seen


async def test_before_it_is_shown_to_be_her_there_are_counts_alone() -> None:
    held = await phone(*KEEPS)
    await held.say("/start")
    await held.say("/mydata")
    assert "Ireland" not in "".join(held.words)
    assert "Messages I could not take away from this chat: 0." in "".join(held.words)


async def test_the_receipt_of_an_erasure_is_found_once_it_is_done() -> None:
    held = await phone(*KEEPS)
    words, day = await receipt_of(held, PIN)
    assert day == "21 November 2026"
    assert noted(words, await held.store.erasures()) is None
    await held.tap("Go on")
    await held.tap("Yes, erase it all")
    assert noted(words, await held.store.erasures()) is not None


async def test_where_it_has_to_wait_the_receipt_names_the_day_on_which_it_is_erased() -> None:
    held = await phone(SetRecovery(WORDS))
    words, day = await receipt_of(held)
    assert day == "28 November 2026"
    await held.tap("Go on")
    await held.tap("Yes, erase it all")
    await held.wait(8 * DAY)
    assert noted(words, await held.store.erasures()) is not None


async def test_in_an_empty_place_a_receipt_looks_the_same_and_is_found_nowhere() -> None:
    held = await phone(*KEEPS)
    uid = (await held.lock()).uid
    words, day = await receipt_of(held)
    assert (words, day) == tuple(await receipt_of(held))
    assert words.split() != list(receipt(uid))
    await held.tap("Go on")
    await held.tap("Yes, erase it all")
    assert (await receipt_of(held))[0] != words  # as if somebody new were there
    assert await held.store.erasures() == []


@pytest.fixture
def anyio_backend() -> str:
    """What sleeps here sleeps in asyncio."""
    return "asyncio"
