"""A process that answers as the Bot API, at once and always alike: raw asyncio streams.

It prints its address. `getUpdates` is held open for ever, and the first one is printed too. It ends
with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from asyncio import StreamReader, StreamWriter

SENT = {"message_id": 1, "date": 1_795_262_400, "chat": {"id": 1, "type": "private"}, "text": "…"}
ME = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
POLLED = "polled"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_said: list[str] = []


HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return HEAD.format(length=len(body)).encode() + body


ANSWERS = {b"sendmessage": _answer(SENT), b"getme": _answer(ME)}
DONE = _answer(result=True)


async def _serve(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            await _drop_body(reader, head)
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].lower()
            if method == b"getupdates":
                _tell(POLLED)
                await reader.read()
                return
            writer.write(ANSWERS.get(method, DONE))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _drop_body(reader: StreamReader, head: bytes) -> None:
    if (length := _LENGTH.search(head)) is not None:
        await reader.readexactly(int(length[1]))
    elif b"chunked" in head.lower():
        await reader.readuntil(b"0\r\n\r\n")


def _tell(word: str) -> None:
    if word not in _said:
        _said.append(word)
        print(word, flush=True)


async def main() -> None:
    """Serve until the input ends."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    _tell(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
