"""Files are sent by a button or dropped, one message each; what is too large is not sent at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Visit, served

pytestmark = pytest.mark.browser
BUTTON = "Choose files"
TOO_BIG = "A file larger than 20 MB can't be taken: send a smaller one."
DROP = """([name, type]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["dropped"], name, { type }));
  const told = { dataTransfer, bubbles: true, cancelable: true };
  document.getElementById("talk").dispatchEvent(new DragEvent("drop", told));
}"""


@pytest.fixture(scope="module")
def asking() -> Iterator[str]:
    with served(sys.executable, "-m", "tests.browser.asking") as url:
        yield url


@pytest.fixture
def page(visit: Visit, asking: str) -> Page:
    return visit("phone", asking)


def says(page: Page, words: str) -> None:
    expect(page.locator("#words")).to_contain_text(words)


def choose(page: Page) -> None:
    """Choose two files at once, with the keyboard."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=BUTTON).focus()
        page.keyboard.press("Enter")
    one: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": b"12345"}
    other: FilePayload = {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b""}
    chosen.value.set_files([one, other])


def test_files_are_chosen_or_dropped_and_what_is_too_large_is_not_sent(
    page: Page, tmp_path: Path, pictures: Path | None
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    says(page, "Send something.")
    choose(page)
    says(page, "photo a.png 5 0, document b.pdf 0 0")
    page.evaluate(DROP, ["c.ogg", "audio/ogg"])
    says(page, "audio c.ogg 7 1")
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate((20 << 20) + 1)
    page.locator("#files").set_input_files(large)
    expect(page.locator("#quiet")).to_have_text(TOO_BIG)
    assert [url for url in asked if "c.ogg" in url]
    assert not [url for url in asked if "large" in url]
    if pictures is not None:
        page.screenshot(path=pictures / "sending.png")


def test_where_the_bot_waits_for_none_there_is_no_button_and_nothing_can_be_dropped(
    page: Page,
) -> None:
    says(page, "Send something.")
    page.evaluate(DROP, ["c.ogg", "audio/ogg"])
    says(page, "c.ogg")
    page.get_by_label("Write here").fill("enough")
    page.get_by_label("Send", exact=True).click()
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
    assert page.locator("input[type=file]").count() == 0
    page.evaluate(DROP, ["d.ogg", "audio/ogg"])
    page.wait_for_timeout(200)
    assert "d.ogg" not in page.locator("#phone").inner_text()


def test_a_text_to_copy_is_copied_whole_and_holds_no_link(page: Page) -> None:
    says(page, "this is to copy")
    page.get_by_role("button", name="Copy this text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.locator(".to-copy a").count() == 0
