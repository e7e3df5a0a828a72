"""Speaks HTTP to this server, one connection a call, with the standard library alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.fakegram.request import Upload

Json = dict[str, Any]
PATIENCE = 60
BOUNDARY = "fakegramboundary"


def post(url: str, body: bytes = b"", content_type: str = "application/json") -> tuple[int, bytes]:
    """Send a body and read the whole answer."""
    return _exchange("POST", url, body, {"Content-Type": content_type})


def get(url: str) -> tuple[int, bytes]:
    """Read a page or a file."""
    return _exchange("GET", url, None, {})


def _exchange(verb: str, url: str, body: bytes | None, headers: Json) -> tuple[int, bytes]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request(verb, parts.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def form(values: Json, files: Mapping[str, Upload]) -> tuple[bytes, str]:
    """A body as client libraries make it: texts stay, everything else is JSON."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }
    if not files:
        return urlencode(texts).encode(), "application/x-www-form-urlencoded"
    parts = [_part(f'name="{name}"', text.encode()) for name, text in texts.items()]
    for name, file in files.items():
        parts.append(_part(f'name="{name}"; filename="{quote(file.name)}"', file.data))
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def _part(disposition: str, data: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + data + b"\r\n"
