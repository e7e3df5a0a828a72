"""The try page answers this machine's own page and nobody else."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from bot.channels.web import WebChannel
from bot.content.library import Library, shipped
from bot.http.clock import TurnableClock
from bot.http.desk import Desk
from bot.http.serve import Wordless
from bot.http.try_page import application
from bot.service import Service
from bot.store.memory import MemoryStore
from bot.vault.keyring import Keyring
from bot.vault.vault import Vault
from bot.wiring.world import SystemWorld
from tests.support import TODAY, write_set

HOME = "http://127.0.0.1:8321"
PAGE = {"X-Sidelight": "try"}


@pytest.fixture(scope="module")
def app() -> Starlette:
    library, channel = Library(shipped(), TODAY), WebChannel()
    content = library.load()
    service = Service(Vault(MemoryStore(), Keyring.throwaway(), b"here"), channel, lambda: content)
    desk = Desk(service, channel, library, TurnableClock(SystemWorld()))
    return application(desk)


@pytest.fixture
async def page(app: Starlette) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url=HOME) as client:
        yield client


async def test_the_page_opens_on_this_machine(page: AsyncClient) -> None:
    for host in ("127.0.0.1:8321", "localhost:8321", "[::1]:8321", "localhost"):
        assert (await page.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8321",
        "127.0.0.1.evil.example",
        "",
        "192.168.1.5:8321",
        "127.0.0.1@evil.example:80",
    ],
)
async def test_a_foreign_host_is_refused(page: AsyncClient, host: str) -> None:
    answer = await page.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "this machine only" in answer.json()["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_request_from_another_site_is_refused(
    page: AsyncClient, headers: dict[str, str]
) -> None:
    for answer in (
        await page.get("/api/flows", headers=headers),
        await page.post("/api/chats", json={}, headers=PAGE | headers),
    ):
        assert answer.status_code == 403
        assert "another site" in answer.json()["error"]


async def test_a_form_of_another_page_cannot_post(page: AsyncClient) -> None:
    answer = await page.post("/api/chats", content="{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 403


async def test_nothing_can_be_embedded_cached_or_loaded_from_elsewhere(page: AsyncClient) -> None:
    for path in ("/", "/api/flows", "/no/such/page"):
        headers = (await page.get(path)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"


async def test_no_cookie_is_set(page: AsyncClient) -> None:
    answer = await page.post("/api/chats", json={}, headers=PAGE)
    assert answer.status_code == 201
    assert "set-cookie" not in answer.headers


async def test_another_chat_cannot_be_guessed_or_read(page: AsyncClient) -> None:
    for path in ("said", "pressed", "left"):
        answer = await page.post(f"/api/chats/guess/{path}", json={}, headers=PAGE)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"text": 5}', '{"text": "a", "more": 1}', '{"words": "a"}', "\x00"]
)
async def test_a_strange_body_is_refused_without_repeating_it(page: AsyncClient, body: str) -> None:
    chat = (await page.post("/api/chats", json={}, headers=PAGE)).json()["chat"]
    answer = await page.post(f"/api/chats/{chat}/said", content=body, headers=PAGE)
    assert answer.status_code == 400
    assert answer.json() == {"error": "This request does not look like one of the page's."}


async def test_a_message_that_is_too_long_is_refused(page: AsyncClient) -> None:
    chat = (await page.post("/api/chats", json={}, headers=PAGE)).json()["chat"]
    answer = await page.post(f"/api/chats/{chat}/said", content="x" * 100_000, headers=PAGE)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["..%2Fhome.yaml", "%2e%2e/home.yaml", "/etc/passwd", "no.jpg"])
async def test_no_file_outside_the_sets_media_is_served(page: AsyncClient, path: str) -> None:
    for place in ("media", "page"):
        assert (await page.get(f"/{place}/{path}")).status_code == 404


async def test_a_file_of_the_set_is_looked_at_and_never_run(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", {"media/guide.html": "<script>1</script>"})
    library, channel = Library(folder, TODAY), WebChannel()
    content = library.load()
    service = Service(Vault(MemoryStore(), Keyring.throwaway(), b"here"), channel, lambda: content)
    desk = Desk(service, channel, library, TurnableClock(SystemWorld()))
    transport = ASGITransport(application(desk))
    async with AsyncClient(transport=transport, base_url=HOME) as client:
        answer = await client.get("/media/guide.html")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        (folder / "media" / "guide.html").unlink()
        (folder / "media" / "guide.html").symlink_to("/etc/hostname")
        assert (await client.get("/media/guide.html")).status_code == 404


async def test_the_clock_can_be_turned_only_so_far(page: AsyncClient) -> None:
    chat = (await page.post("/api/chats", json={}, headers=PAGE)).json()["chat"]
    for _ in range(30):
        turned = await page.post(
            f"/api/chats/{chat}/clock", json={"minutes": 525_600}, headers=PAGE
        )
        assert turned.status_code == 204
    said = await page.post(f"/api/chats/{chat}/said", json={"text": "hello"}, headers=PAGE)
    assert said.status_code == 204


def test_what_an_exception_says_is_not_printed() -> None:
    canary = "my sister hides me"
    problem = (ValueError, ValueError(canary), None)
    record = logging.LogRecord("uvicorn", logging.ERROR, "", 0, "it broke", None, problem)
    printed = Wordless("%(message)s").format(record)
    assert "ValueError" in printed
    assert canary not in printed
