"""A check-in set with real clicks, and the clock turned forward until it comes and is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_journey import picture, show, tap

pytestmark = pytest.mark.browser

WORDS = "Water the plants"


def say(page: Page, words: str) -> None:
    """Type something, and send it."""
    page.get_by_label("Write here").fill(words)
    page.get_by_label("Send").click()


SETTING = (
    *("tap Yes", "tap None, or skip", "tap Notes, help lines and more"),
    *("tap This phone, and this service", "tap Messages I asked for", "tap I have none"),
    *("show words of your own", "tap A new check-in", "show it does not come at all", "tap Go on"),
    *("tap Go on", "show a big city with the same time", "say London", "show surprise nobody"),
    *(
        f"tap {WORDS}",
        "show lock screen can say",
        "tap Yes",
        "show May I send you words of your own",
    ),
    *("tap Yes, send them", "tap From 9 to 17", "tap Every day", "tap Every day"),
    *("show At what time", "say 9 am", "show Which word", "say fine", "tap Done"),
    *("show when someone makes you answer", "tap No second word", "tap 15 minutes"),
    *("tap Nothing happens", "show It is set", "tap See what I set", "show It comes next on"),
    *("tap Go on", "tap End here"),
)
"""The way from the first message to a check-in at nine; what is shown are words she has to meet."""


def sets_a_check_in(page: Page, name: str, pictures: Path | None) -> None:
    """Walk that way, and take a picture wherever words are looked at."""
    ways = {"tap": tap, "say": say, "show": show}
    for number, act in enumerate(SETTING):
        way, _, words = act.partition(" ")
        ways[way](page, words)
        if way == "show":
            picture(page, pictures, f"{name}-{number:02}")
    expect(page.locator("#words")).to_be_empty()


def turn_a_day(page: Page) -> None:
    """Turn the clock a day forward, from the panel."""
    page.locator("#clock-turns button[data-minutes='1440']").evaluate("button => button.click()")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_it_comes_when_the_clock_is_turned_and_her_word_takes_it_away(
    visit: Visit, pictures: Path | None, size: str
) -> None:
    page = visit(size)
    sets_a_check_in(page, f"check-in-{size}", pictures)
    turn_a_day(page)
    expect(page.locator("#words")).to_have_text(WORDS)
    expect(page.locator("#answers button")).to_have_count(0)
    picture(page, pictures, f"check-in-{size}-98-comes")
    say(page, "Fine.")
    expect(page.locator("#words")).to_be_empty()
    picture(page, pictures, f"check-in-{size}-99-answered")
    turn_a_day(page)
    expect(page.locator("#words")).to_have_text(WORDS)
    say(page, "hello")
    show(page, "Can you read on your own right now?")
