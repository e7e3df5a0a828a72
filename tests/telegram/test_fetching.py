"""Files are fetched when they are asked for: whole, no larger than 20 MB, and no token is told."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from bot.channels.telegram.api import FILES, CallError, Refused, Telegram, Unreachable
from bot.channels.telegram.fetcher import DELAYS, LEAVING_SECONDS, Fetcher
from bot.channels.telegram.outage import Patient
from bot.channels.telegram.pace import FETCHES, Pace
from bot.channels.telegram.updates import read
from bot.core.uploads import MOST_BYTES
from bot.errors import FileGone, FileTooBig, SidelightError
from tests.fakegram.media import KINDS
from tests.fakegram.person import Fakegram, Person
from tests.fakegram.plain_bot import PlainBot
from tests.telegram.short_seconds import ShortSeconds
from tests.telegram.test_transport import TOKEN, Answer, calling, saying

T = TypeVar("T")
BYTES = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400
Use = Callable[[Fetcher], Awaitable[T]]


@asynccontextmanager
async def fetching(telegram: Telegram) -> AsyncIterator[Fetcher]:
    """What fetches, over this connection."""
    await telegram.open()
    try:
        yield Fetcher(Patient(telegram), Pace(asyncio.get_running_loop().time))
    finally:
        await telegram.close()


def run(fakegram: Fakegram, use: Use[T]) -> T:
    """Do something with it, in a loop whose seconds are short."""

    async def using() -> T:
        there = Telegram(fakegram.token, fakegram.base_url, fakegram.base_file_url)
        async with fetching(there) as fetcher:
            return await use(fetcher)

    with asyncio.Runner(loop_factory=ShortSeconds) as runner:
        return runner.run(using())


def fetched(fakegram: Fakegram, ref: str) -> bytes:
    """A file."""
    return run(fakegram, lambda fetcher: fetcher.fetch(ref))


def problem(fakegram: Fakegram, ref: str) -> SidelightError:
    """What fetching ends in; nowhere in it is the token, or what the file is called there."""
    with pytest.raises(SidelightError) as found:
        fetched(fakegram, ref)
    told = "".join(traceback.format_exception(found.value)) + repr(found.value)
    assert fakegram.token.partition(":")[2] not in told
    assert ref.partition(":")[2] not in told
    return found.value


@pytest.fixture
def ref(bot: PlainBot, ana: Person) -> str:
    """A picture that she sent."""
    ana.send_file("photo", BYTES)
    return ref_of(bot)


def ref_of(bot: PlainBot) -> str:
    """What the newest file is fetched by."""
    found = read(bot.drain()[-1], 0)
    assert found is not None
    assert found.upload is not None
    return found.upload.ref


# What is had


def test_a_file_is_had_as_it_was_sent(fakegram: Fakegram, ref: str) -> None:
    assert fetched(fakegram, ref) == BYTES
    assert [len(fakegram.calls(name)) for name in ("getFile", "download")] == [1, 1]


def test_every_kind_of_file_is_had(fakegram: Fakegram, bot: PlainBot, ana: Person) -> None:
    refs = [sent_as(ana, bot, kind) for kind in KINDS]

    async def all_of_them(fetcher: Fetcher) -> list[bytes]:
        return await asyncio.gather(*map(fetcher.fetch, refs))

    assert run(fakegram, all_of_them) == [kind.encode() for kind in KINDS]


def sent_as(person: Person, bot: PlainBot, kind: str) -> str:
    """Send a file of a kind; gives what it is fetched by."""
    person.send_file(kind, kind.encode())
    return ref_of(bot)


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        *(("getFile", kind) for kind in ("drop", "html", "too_many")),
        *(("download", kind) for kind in ("drop", "server_error", "too_many", "cut_body")),
    ],
)
def test_a_fault_on_the_way_is_got_over(
    fakegram: Fakegram, ref: str, method: str, kind: str
) -> None:
    fakegram.fault(kind, method=method)
    assert fetched(fakegram, ref) == BYTES


def test_where_a_link_has_ended_another_is_asked_for(fakegram: Fakegram, ref: str) -> None:
    fakegram.fault("server_error", method="download", status=404, times=2)
    assert fetched(fakegram, ref) == BYTES
    assert len(fakegram.calls("getFile")) == 3


# What is not


def test_a_file_that_nobody_knows_is_gone_and_asked_for_once(fakegram: Fakegram) -> None:
    assert isinstance(problem(fakegram, "77:no such file"), FileGone)
    assert len(fakegram.calls("getFile")) == 1


def test_what_telegram_finds_too_big_is_too_big(
    fakegram: Fakegram, bot: PlainBot, ana: Person
) -> None:
    ana.send_file("video", size=MOST_BYTES + 1)
    assert isinstance(problem(fakegram, ref_of(bot)), FileTooBig)
    ana.send_file("video", size=MOST_BYTES)
    assert fetched(fakegram, ref_of(bot)), "the largest that there can be is had"
    assert len(fakegram.calls("download")) == 1


@pytest.mark.parametrize("kind", ["server_error", "cut_body"])
def test_after_some_tries_a_file_is_gone(fakegram: Fakegram, ref: str, kind: str) -> None:
    fakegram.fault(kind, method="download", times=None)
    assert isinstance(problem(fakegram, ref), FileGone)
    assert len(fakegram.calls("download")) == len(DELAYS)


@pytest.mark.parametrize("is_told", [True, False])
async def test_more_than_20_mb_is_cut_off_whatever_was_said_of_it(*, is_told: bool) -> None:
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        length = f"Content-Length: {2 * MOST_BYTES}\r\n" if is_told else ""
        writer.write(f"HTTP/1.0 200 OK\r\n{length}\r\n".encode())
        try:
            while sent < 2 * MOST_BYTES:
                writer.write(bytes(1 << 16))
                sent += 1 << 16
                await writer.drain()
        except OSError:
            pass
        writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    telegram = Telegram(TOKEN, "http://127.0.0.1/bot", f"http://127.0.0.1:{port}/file/bot")
    await telegram.open()
    with pytest.raises(FileTooBig) as found:
        await telegram.download("photos/file_1", MOST_BYTES)
    await telegram.close()
    server.close()
    assert TOKEN not in "".join(traceback.format_exception(found.value))
    assert sent < (MOST_BYTES // 2 if is_told else MOST_BYTES * 3 // 2), "it was read on"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda writer: writer.close(), Unreachable),
        (lambda writer: writer.write(b"what?\r\n\r\n"), Unreachable),
        (lambda writer: writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), Unreachable),
        (saying("502 Bad Gateway", "<html>"), Unreachable),
        (saying("302 Found", ""), Unreachable),
        (saying("404 Not Found", ""), Refused),
    ],
)
async def test_no_error_on_the_way_tells_the_token(answer: Answer, kind: type[CallError]) -> None:
    async with calling(answer) as (telegram, heard):
        with pytest.raises(CallError) as found:
            await telegram.download("photos/file 1", MOST_BYTES)
    assert heard[0].startswith(f"GET /file/bot{TOKEN}/photos/file%201 HTTP".encode())
    assert type(found.value) is kind
    assert TOKEN not in "".join(traceback.format_exception(found.value))


# Whoever leaves


def seconds_of(fakegram: Fakegram, use: Use[object]) -> float:
    """How long it takes until a file that never comes is given up."""

    async def timed(fetcher: Fetcher) -> float:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(FileGone):
            await use(fetcher)
        return asyncio.get_running_loop().time() - begun

    return run(fakegram, timed)


def test_whoever_leaves_does_not_wait_for_a_file_that_is_on_its_way(
    fakegram: Fakegram, ref: str
) -> None:
    fakegram.fault("delay", method="download", wait=5, times=None)

    async def leave_meanwhile(fetcher: Fetcher) -> None:
        asyncio.get_running_loop().call_later(1, fetcher.hurry, ref.partition(":")[0])
        await fetcher.fetch(ref)

    assert seconds_of(fakegram, leave_meanwhile) < LEAVING_SECONDS + 3


def test_nor_for_the_next_one_and_all_is_as_before_when_she_has_left(
    fakegram: Fakegram, ref: str
) -> None:
    fakegram.fault("delay", method="download", wait=5, times=2)
    chat = ref.partition(":")[0]

    async def leave_before(fetcher: Fetcher) -> None:
        fetcher.hurry(chat)
        with pytest.raises(FileGone):
            await fetcher.fetch(ref)
        await fetcher.fetch(ref)

    assert seconds_of(fakegram, leave_before) < LEAVING_SECONDS + 3

    async def come_back(fetcher: Fetcher) -> bytes:
        fetcher.hurry(chat)
        fetcher.relax(chat)
        return await fetcher.fetch(ref)

    fakegram.heal()
    assert run(fakegram, come_back) == BYTES


def test_somebody_else_who_leaves_changes_nothing(fakegram: Fakegram, ref: str) -> None:
    async def another_leaves(fetcher: Fetcher) -> bytes:
        fetcher.hurry("78")
        return await fetcher.fetch(ref)

    fakegram.fault("delay", method="download", wait=LEAVING_SECONDS / 5)
    assert run(fakegram, another_leaves) == BYTES


def test_there_is_a_connection_for_every_file_that_may_be_fetched_at_a_time() -> None:
    assert FILES == FETCHES
