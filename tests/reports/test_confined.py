"""What runs apart has so much time and memory, no network, and nothing that it could let out."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotMade
from bot.reports.confined import confined
from bot.reports.inside import Limits, packed, unpacked

ENOUGH = Limits(10, 256)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can take all of it away")


async def made(function: str, limits: Limits = ENOUGH, **parts: bytes) -> bytes:
    return await confined(f"tests.reports.confinable:{function}", parts, limits)


@settings(max_examples=25)
@given(st.dictionaries(st.text(), st.binary()))
def test_what_is_packed_is_unpacked(parts: dict[str, bytes]) -> None:
    assert unpacked(packed(parts)) == parts


async def test_bytes_go_in_and_come_back() -> None:
    assert await made("echoes", a=b"\0\xff", b=b"") == b"a=\0\xff|b="


async def test_more_than_a_pipe_holds_goes_through() -> None:
    whole = os.urandom(3_000_000)
    assert await made("echoes", a=whole) == b"a=" + whole


async def test_whoever_takes_too_long_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(NotMade, match="longer than 1 seconds"):
        await made("sleeps", Limits(1, 256))
    assert time.monotonic() - begun < 5


async def test_the_bot_goes_on_meanwhile_and_can_end_it() -> None:
    task = asyncio.create_task(made("sleeps"))
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 2


@linux
async def test_whoever_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(NotMade, match="more than 256 MB"):
        await made("hogs")


async def test_what_can_not_be_read_is_said_to_be_so() -> None:
    with pytest.raises(NotMade, match="can't be read"):
        await made("refuses")


@pytest.mark.parametrize("function", ["fails", "dies"])
async def test_a_process_that_ends_badly_says_nothing_of_what_it_knew(
    function: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotMade, match="stopped before it was done") as problem:
        await made(function, words=b"my mother's house")
    assert problem.value.__context__ is None
    assert capfd.readouterr() == ("", "")


async def test_what_is_printed_is_no_answer_and_is_seen_by_nobody(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert await made("prints") == b"answer"
    assert capfd.readouterr() == ("", "")


async def test_it_knows_nothing_of_the_environment() -> None:
    known = json.loads(await made("environment"))
    assert set(known) <= {"RAYON_NUM_THREADS", "MALLOC_ARENA_MAX", "LC_CTYPE", "SYSTEMROOT"}


@linux
async def test_nothing_plain_touches_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "words"
    with pytest.raises(NotMade):
        await made("writes", path=str(path).encode(), words=b"her words")
    assert not path.exists() or path.read_bytes() == b""


@linux
async def test_it_reaches_nobody_not_even_on_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        assert await made("connects", port=port) in {b"PermissionError", b"OSError"}


@linux
def test_its_network_is_its_own_where_the_system_allows_that() -> None:
    if subprocess.run(["unshare", "--user", "--net", "true"], check=False).returncode:
        pytest.skip("this system gives nobody a network of their own")
    ours = str(Path("/proc/self/ns/net").readlink())
    assert asyncio.run(made("names_its_network")).decode() != ours


@linux
async def test_the_kernel_gives_it_no_socket() -> None:
    assert json.loads(await made("asks_for_a_socket")) == [-1, errno.EPERM]


async def test_only_so_many_run_at_once() -> None:
    spans = [json.loads(span) for span in await asyncio.gather(*(made("naps") for _ in range(4)))]
    for moment in (begun for begun, _ in spans):
        assert sum(begun <= moment < ended for begun, ended in spans) <= 2
