"""The author's panel: where the conversation is, what it holds, and what the checker says."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, served
from tests.browser.test_journey import picture, show, tap
from tests.support import write_set

pytestmark = pytest.mark.browser

EXTRA = """
flow: extra
title: An extra flow
steps:
  start:
    marks: line
    say: How many?
    choices:
      few: A few -> finish
      many: Many -> finish
    save: count
  finish:
    say: "You said: {count}."
    end: done
"""


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path, {"extra.yaml": EXTRA})


@pytest.fixture
def extra(folder: Path) -> Iterator[str]:
    command = (sys.executable, "-m", "bot", "try", "--no-open", "--port", "0")
    with served(*command, "--flows", str(folder)) as url:
        yield url


def open_extra(page: Page) -> None:
    show(page, "Hello.")
    page.locator("#flows").select_option("extra")
    page.get_by_role("button", name="Open flow").click()
    show(page, "How many?")


def test_the_panel_says_where_and_what(visit: Visit, extra: str, pictures: Path | None) -> None:
    page = visit("desktop", extra)
    open_extra(page)
    expect(page.locator("#place")).to_contain_text("extra.yaml:5")
    expect(page.locator("#checks-summary")).to_contain_text("pass")
    page.locator("#map summary").click()
    expect(page.locator("#map-body svg")).to_be_visible()
    picture(page, pictures, "panel")


def test_a_complaint_appears_when_a_file_is_saved_and_the_talk_goes_on(
    visit: Visit, extra: str, folder: Path, pictures: Path | None
) -> None:
    page = visit("desktop", extra)
    open_extra(page)
    (folder / "extra.yaml").write_text(EXTRA.replace("Many -> finish", "Many -> finsh"))
    expect(page.locator("#complaints")).to_contain_text("F103")
    expect(page.locator("#complaints")).to_contain_text('Did you mean "finish"?')
    picture(page, pictures, "complaint")
    tap(page, "Many")
    show(page, "You said: Many.")


def test_a_saved_text_is_taken_up_at_once(visit: Visit, extra: str, folder: Path) -> None:
    page = visit("desktop", extra)
    open_extra(page)
    (folder / "extra.yaml").write_text(EXTRA.replace("You said:", "I heard:"))
    expect(page.locator("#checks-summary")).to_contain_text("pass")
    page.wait_for_timeout(800)
    tap(page, "A few")
    show(page, "I heard: A few.")


def test_the_clock_turns(visit: Visit, extra: str) -> None:
    page = visit("desktop", extra)
    show(page, "Hello.")
    before = page.locator("#clock-time").get_attribute("datetime")
    page.get_by_role("button", name="+1 week").click()
    expect(page.locator("#clock-time")).not_to_have_attribute("datetime", before or "")
    page.get_by_role("button", name="Back to now").click()


def test_back_and_restart_work_from_the_panel(visit: Visit, extra: str) -> None:
    page = visit("desktop", extra)
    open_extra(page)
    tap(page, "A few")
    show(page, "This is the menu.")
    page.locator("#back").click()
    show(page, "How many?")
    page.locator("#restart").click()
    show(page, "Hello.")


def test_a_photo_of_the_set_is_shown_with_its_words(
    visit: Visit, extra: str, folder: Path, pictures: Path | None
) -> None:
    (folder / "media").mkdir()
    (folder / "media" / "dot.png").write_bytes(PNG)
    photo = EXTRA.replace(
        "say: How many?", "say: [{photo: media/dot.png, alt: A red dot}, How many?]"
    )
    (folder / "extra.yaml").write_text(photo)
    page = visit("desktop", extra)
    page.wait_for_timeout(800)
    open_extra(page)
    shown = page.get_by_role("img", name="A red dot")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 1
    picture(page, pictures, "photo")


def test_the_panel_can_be_closed(visit: Visit, extra: str) -> None:
    page = visit("desktop", extra)
    show(page, "Hello.")
    page.locator("#panel-hide").click()
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("#panel-toggle").click()
    expect(page.locator("#panel")).to_be_visible()
