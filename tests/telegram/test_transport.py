"""What comes back from Telegram, or does not, becomes one of our own errors, without the token."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.channels.telegram import transport
from bot.channels.telegram.api import (
    Attachment,
    CallError,
    Refused,
    Telegram,
    TokenRefused,
    TooMany,
    Unreachable,
)
from bot.channels.telegram.transport import Transport

TOKEN = "1000000000:" + "T" * 35
WORDS = "Her words."
Answer = Callable[[asyncio.StreamWriter], None]


def saying(status: str, body: str) -> Answer:
    """Answers with so much."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n"
    return lambda writer: writer.write(f"{head}{body}".encode())


@asynccontextmanager
async def calling(answer: Answer) -> AsyncIterator[tuple[Telegram, list[bytes]]]:
    """A connection to somebody who answers so, and what was heard there."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.append(head if head.startswith(b"GET ") else head + await reader.read(4096))
        answer(writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    telegram = Telegram(TOKEN, f"http://127.0.0.1:{port}/bot", f"http://127.0.0.1:{port}/file/bot")
    await telegram.open()
    try:
        yield telegram, heard
    finally:
        await telegram.close()
        server.close()


async def problem(answer: Answer) -> CallError:
    """What a call ends in."""
    async with calling(answer) as (telegram, _):
        with pytest.raises(CallError) as found:
            await telegram.call("sendMessage", {"chat_id": 1, "text": WORDS})
    told = "".join(traceback.format_exception(found.value))
    assert TOKEN not in told
    assert WORDS not in told
    return found.value


async def test_words_arrive_as_they_are() -> None:
    async with calling(saying("200 OK", '{"ok": true, "result": {"message_id": 5}}')) as (
        telegram,
        heard,
    ):
        sent = await telegram.call("sendMessage", {"chat_id": 1, "text": "a&b=c +é 🙂"})
    assert sent == {"message_id": 5}
    assert b"text=a%26b%3Dc+%2B%C3%A9+%F0%9F%99%82" in heard[0]


async def test_a_file_goes_along(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"pixels")
    async with calling(saying("200 OK", '{"ok": true, "result": true}')) as (telegram, heard):
        await telegram.call("sendPhoto", {"chat_id": 1, "photo": Attachment(tmp_path / "cat.png")})
    assert b"pixels" in heard[0]
    assert b'filename="cat.png"' in heard[0]


async def test_what_never_left_is_told_from_what_may_have_been_done() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    telegram = Telegram(TOKEN, f"http://127.0.0.1:{port}/bot", "http://127.0.0.1/file/bot")
    await telegram.open()
    with pytest.raises(Unreachable) as refused:
        await telegram.call("sendMessage", {"chat_id": 1, "text": "x"})
    await telegram.close()
    assert refused.value.sent is False
    cut = await problem(lambda writer: writer.close())
    assert isinstance(cut, Unreachable)
    assert cut.sent is True


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 Unauthorized"])
async def test_a_page_of_somebody_in_between_is_an_outage_and_no_refusal(status: str) -> None:
    assert isinstance(await problem(saying(status, "<html>Log in first</html>")), Unreachable)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("404 Not Found", '{"ok": false, "error_code": 404, "description": "x"}', TokenRefused),
        ("400 Bad Request", '{"ok": false, "error_code": 400, "description": "x"}', Refused),
        ("413 Too Large", '{"ok": false, "error_code": 413, "description": "x"}', Refused),
        (
            "429 Too Many",
            '{"ok": false, "error_code": 429, "description": "Too Many Requests", '
            '"parameters": {"retry_after": 3}}',
            TooMany,
        ),
        ("502 Bad Gateway", '{"ok": false, "error_code": 502, "description": "x"}', Unreachable),
        ("200 OK", "not JSON", Unreachable),
    ],
)
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_each_refusal_is_told(status: str, body: str, kind: type[CallError]) -> None:
    assert type(await problem(saying(status, body))) is kind


async def test_an_answer_that_does_not_come_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    connection = Transport(1, 0.2)
    await connection.initialize()
    with pytest.raises(Exception, match="Timed out"):
        await connection.do_request(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe", "POST")
    await connection.shutdown()
    await asyncio.sleep(0.1)
    server.close()


def test_whom_to_believe_is_checked_and_named() -> None:
    context = transport.trusted()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs()


def test_a_connection_shows_nothing() -> None:
    assert repr(Transport(1, 1)) == "Transport()"


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://10.0.0.1:3128"}, "http://10.0.0.1:3128"),
        ({"all_proxy": "http://10.0.0.2:3128"}, "http://10.0.0.2:3128"),
        ({"https_proxy": "http://10.0.0.1:3128", "no_proxy": "telegram.org"}, None),
        ({"http_proxy": "http://10.0.0.1:3128"}, None),
    ],
)
def test_a_proxy_that_the_machine_has_is_taken(
    environment: dict[str, str], proxy: str | None
) -> None:
    command = (
        "from bot.channels.telegram.transport import proxy_for\n"
        "print(proxy_for('https://api.telegram.org/bot'))"
    )
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    found = subprocess.run(
        [sys.executable, "-c", command],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == str(proxy)


async def test_calls_go_through_the_proxy() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        saying("200 OK", "{}")(writer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    connection = Transport(1, 5, f"http://127.0.0.1:{port}")
    await connection.initialize()
    assert await connection.do_request("http://telegram.test/botX/getMe", "POST") == (200, b"{}")
    await connection.shutdown()
    server.close()
    assert asked[0].startswith(b"POST http://telegram.test/botX/getMe")
