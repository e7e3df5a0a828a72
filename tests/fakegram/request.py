"""Reads a call off the wire: JSON, a form, or a form with files, and the query before it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.fakegram.spec import Entry

Json = dict[str, Any]
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
NAME = re.compile(r'[; ]name="([^"]*)"')
FILENAME = re.compile(r"filename\*=(?:utf-8|UTF-8)''(\S+)|filename=\"([^\"]*)\"")
WHOLE = re.compile(r"-?\d{1,19}")


class Unreadable(Exception):
    """A body that is not what its content type says."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes along with a call."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raw:
    """A call as it came; forms hold texts only, JSON has types already."""

    values: Json
    files: Mapping[str, Upload] = field(default_factory=dict)


def read(query: str, content_type: str, body: bytes) -> Raw:
    """Whatever the call carries."""
    values: Json = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("multipart/form-data"):
        return _multipart(values, content_type, body)
    if content_type.startswith("application/json"):
        return Raw(values | _json(body))
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Raw(values | dict(pairs))


def _json(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise Unreadable("the body is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("the body is not a JSON object")
    return found


def _multipart(values: Json, content_type: str, body: bytes) -> Raw:
    boundary = BOUNDARY.search(content_type)
    if boundary is None:
        raise Unreadable("the form names no boundary")
    files: dict[str, Upload] = {}
    for head, data in _parts(boundary[1].encode(), body):
        name, filename = NAME.search(head), FILENAME.search(head)
        if name is None:
            raise Unreadable("a part of the form has no name")
        if filename is None:
            values[name[1]] = data.decode("utf-8", "replace")
        else:
            files[name[1]] = Upload(unquote(filename[1] or filename[2]), data)
    return Raw(values, files)


def _parts(boundary: bytes, body: bytes) -> Iterator[tuple[str, bytes]]:
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, found, data = part.partition(b"\r\n\r\n")
        if found:
            yield head.decode("utf-8", "replace"), data


def typed(method: Entry, raw: Raw) -> tuple[Json, list[str]]:
    """The values with the types their parameters have, and complaints about those without one."""
    values: Json = {}
    complaints: list[str] = []
    for name, value in raw.values.items():
        kind = method.fields[name].type if name in method.fields else "String"
        try:
            values[name] = _typed(kind, value)
        except ValueError:
            complaints.append(f"{method.name}.{name}: not {kind} as JSON")
    return values, complaints


def _typed(kind: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if "String" in kind.split(" or "):
        return int(value) if "Integer" in kind and WHOLE.fullmatch(value) else value
    return json.loads(value)
