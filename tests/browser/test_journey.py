"""From the first words through recognising cyberstalking to a help line, with real clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def tap(page: Page, label: str) -> None:
    page.locator("#answers").get_by_role("button", name=label, exact=True).click()


def show(page: Page, words: str) -> None:
    expect(page.locator("#words")).to_contain_text(words)


def journey(page: Page, name: str, pictures: Path | None) -> None:
    """Walk the whole way; the words asserted are those a person has to meet."""
    show(page, "Can you read on your own right now?")
    picture(page, pictures, f"{name}-1-first")
    tap(page, "Yes")
    show(page, "Tick all that fit")
    tap(page, "None, or skip")
    show(page, "What would help you now?")
    picture(page, pictures, f"{name}-2-menu")
    tap(page, "What is happening to me?")
    tap(page, "Show me the lists")
    first = page.locator("#answers button.tick").first
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    picture(page, pictures, f"{name}-3-ticked")
    to_lines(page)
    show(page, "Which country")
    picture(page, pictures, f"{name}-4-country")
    page.get_by_label("Write here").fill("England")
    page.get_by_label("Send").click()
    show(page, "0808 802 0300")
    picture(page, pictures, f"{name}-5-line")


def picture(page: Page, pictures: Path | None, name: str) -> None:
    if pictures is not None:
        page.wait_for_timeout(400)
        page.screenshot(path=pictures / f"{name}.png")


def to_lines(page: Page) -> None:
    """Go on, carefully, until the country is asked for."""
    careful = ("Done", "Next", "I am not sure", "Not sure", "Go on")
    for _ in range(20):
        if "country" in page.locator("#words").inner_text().casefold():
            return
        labels = page.locator("#answers button").all_inner_texts()
        label = next((name for name in careful if name in labels), labels[-1])
        before = page.locator("#words").inner_text()
        tap(page, label)
        expect(page.locator("#words")).not_to_have_text(before)
        page.wait_for_timeout(300)
    pytest.fail("the country was never asked for")


@pytest.mark.parametrize("size", ["desktop", "phone", "small"])
def test_a_person_gets_from_the_first_words_to_a_help_line_of_her_country(
    visit: Visit, size: str, pictures: Path | None
) -> None:
    page = visit(size)
    journey(page, size, pictures)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_leaving_clears_everything_at_once_and_writing_begins_anew(
    visit: Visit, pictures: Path | None
) -> None:
    page = visit("phone")
    show(page, "Can you read on your own")
    tap(page, "Yes")
    page.get_by_label("Write here").fill("he reads my messages")
    page.locator("#close").click()
    assert page.locator("#words").inner_text() == ""
    assert page.get_by_label("Write here").input_value() == ""
    expect(page.locator("#empty")).to_be_visible()
    picture(page, pictures, "left")
    page.get_by_label("Write here").fill("hello")
    page.keyboard.press("Enter")
    show(page, "Can you read on your own right now?")


def test_escape_twice_leaves_too(visit: Visit) -> None:
    page = visit()
    show(page, "Can you read on your own")
    page.keyboard.press("Escape")
    show(page, "Can you read on your own")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#empty")).to_be_visible()


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit()
    show(page, "Can you read on your own")
    expect(page.locator("#answers button").first).not_to_have_attribute("aria-disabled", "true")
    page.locator("#answers button").first.focus()
    page.keyboard.press("Enter")
    show(page, "Tick all that fit")
    page.wait_for_timeout(400)
    page.keyboard.press("Space")
    expect(page.locator("#answers button.tick").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    expect(page.locator("#answers button.tick").first).to_have_attribute("aria-pressed", "false")


def test_the_browser_keeps_nothing(visit: Visit) -> None:
    page = visit()
    show(page, "Can you read on your own")
    tap(page, "Yes")
    kept = page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, history.length > 2]"
    )
    assert kept == [0, 0, "", False]
    page.reload()
    show(page, "Can you read on your own right now?")


def test_where_no_file_is_wanted_none_can_be_chosen(visit: Visit) -> None:
    page = visit()
    show(page, "Can you read on your own")
    assert page.locator("input[type=file]").count() == 0
