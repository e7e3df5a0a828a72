"""The simplest bot: calls methods and reads answers, as any client library would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakegram.request import Upload
from tests.fakegram.wire import form, get, post

Json = dict[str, Any]


class CallFailed(AssertionError):
    """A call that should have been answered with `ok` was not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    wire: Json

    @property
    def ok(self) -> bool:
        """Whether the call was carried out."""
        return bool(self.wire["ok"])

    @property
    def error(self) -> str:
        """Why it was not; empty where it was."""
        return str(self.wire.get("description", ""))

    @property
    def retry_after(self) -> int | None:
        """How long to wait, if there is too much at once."""
        seconds: int | None = self.wire.get("parameters", {}).get("retry_after")
        return seconds


class PlainBot:
    """Calls what it is told to; sends forms, as python-telegram-bot does."""

    def __init__(self, address: str, token: str) -> None:
        self._base = f"{address}/bot{token}"
        self._file_base = f"{address}/file/bot{token}"

    def call(
        self, method: str, files: Mapping[str, Upload] | None = None, /, **values: Any
    ) -> Answer:
        """Call a method and take whatever comes."""
        body, content_type = form(values, files or {})
        status, said = post(f"{self._base}/{method}", body, content_type)
        return Answer(status, json.loads(said))

    def ask(self, method: str, files: Mapping[str, Upload] | None = None, /, **values: Any) -> Any:
        """Call a method that must succeed; gives the result."""
        answer = self.call(method, files, **values)
        if not answer.ok:
            raise CallFailed(f"{method}: {answer.status} {answer.error}")
        return answer.wire["result"]

    def updates(self, offset: int = 0, **values: Any) -> list[Json]:
        """The updates that wait now."""
        found: list[Json] = self.ask("getUpdates", offset=offset, **values)
        return found

    def drain(self) -> list[Json]:
        """All updates that wait, now confirmed."""
        found: list[Json] = []
        while batch := self.updates(found[-1]["update_id"] + 1 if found else 0):
            found += batch
        return found

    def download(self, file_id: str) -> bytes:
        """The bytes of a file."""
        path = self.ask("getFile", file_id=file_id)["file_path"]
        status, data = get(f"{self._file_base}/{path}")
        if status != 200:
            raise CallFailed(f"{path}: {status}")
        return data
