"""A try page of its own for each test, in a headless Chromium that reaches nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "small": (360, 740)}

Visit = Callable[..., Page]


def chromium() -> str:
    """Where Chromium is; without it the test is skipped aloud, and fails in CI."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is not None:
        return found
    message = "no Chromium on this machine: the try page was NOT tested in a browser"
    if os.environ.get("CI"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield launched
        launched.close()


@contextmanager
def served(*command: str, **options: str) -> Iterator[str]:
    """Run a command that serves the try page; gives its address."""
    environment = os.environ | options
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            found = (ADDRESS.search(line) for line in server.stdout)
            yield next(match.group() for match in found if match)
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(sys.executable, "-m", "bot", "try", "--no-open", "--port", "0") as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open the page at a size; whatever it asks of another place fails the test."""
    contexts = []

    def opened(size: str = "desktop", url: str = address) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        strangers: list[str] = []
        page.on("request", lambda r: strangers.append(r.url) if url not in r.url else None)
        page.on("pageerror", lambda problem: strangers.append(str(problem)))
        page.goto(url)
        page.strangers = strangers  # type: ignore[attr-defined]
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert page.strangers == []  # type: ignore[attr-defined]
        context.close()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where to put pictures of what people see, if somebody wants to look: SIDELIGHT_PICTURES."""
    folder = os.environ.get("SIDELIGHT_PICTURES")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
