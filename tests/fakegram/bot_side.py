"""The side of this server that a bot talks to: `/bot<token>/<method>` and `/file/bot<token>/…`."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tests.fakegram.check import Checker
from tests.fakegram.errors import Breach, NotModelled, Refusal
from tests.fakegram.faults import AFTER, Fault
from tests.fakegram.ledger import Line
from tests.fakegram.methods import METHODS, Call
from tests.fakegram.request import Raw, Unreadable, Upload, read, typed
from tests.fakegram.spec import Entry
from tests.fakegram.trouble import CutOff, instead, plain, spoilt
from tests.fakegram.world import World

Json = dict[str, Any]
DOWNLOAD = "download"
"""What fetching a file is called in faults and in the list of calls."""


@dataclass(slots=True)
class Asked:
    """A call on its way: what is wrong with it is found first and told last."""

    method: str
    params: Json = field(default_factory=dict, repr=False)
    files: dict[str, Upload] = field(default_factory=dict, repr=False)
    refusal: Refusal | None = None
    complaints: list[str] = field(default_factory=list)


async def call_method(request: Request) -> Response:
    """Answer one call."""
    world: World = request.app.state.world
    if (denied := _denied(request, world)) is not None:
        return plain(denied.answer(), denied.code)
    try:
        untrusted = await _read(request)
    except ClientDisconnect:  # the bot was killed while it spoke, and nothing was asked
        return CutOff()
    asked = _understand(world, request.path_params["method"], untrusted)
    world.ledger.violated("bot", asked.complaints)
    entry = world.ledger.open(asked.method, asked.params, asked.files)
    fault = world.faults.take(asked.method, asked.params.get("chat_id"))
    entry.fault = fault.kind if fault else ""
    if fault is not None and (stopped := await _before(world, fault, entry)) is not None:
        return stopped
    answer, status = await _answer(world, asked, entry)
    world.ledger.close(entry, status, answer.get("description", ""))
    if fault is not None and fault.kind in AFTER:
        return spoilt(fault, answer)
    return plain(answer, status)


def _denied(request: Request, world: World) -> Refusal | None:
    if request.path_params["token"] != world.account.token:
        return Refusal(401, "Unauthorized")
    # What a bot hears that left this server [Client.cpp, get_closing_error].
    return Refusal(400, "Logged out") if world.account.logged_out else None


async def _read(request: Request) -> Raw | Unreadable:
    content_type = request.headers.get("content-type", "")
    try:
        return read(request.url.query, content_type, await request.body())
    except Unreadable as error:
        return error


def _understand(world: World, untrusted_name: str, raw: Raw | Unreadable) -> Asked:
    method = world.spec.method(untrusted_name)
    if method is None:
        unknown = Refusal(404, "Not Found: method not found")
        complaint = f"there is no method {untrusted_name!r}"
        return Asked(untrusted_name, refusal=unknown, complaints=[complaint])
    if isinstance(raw, Unreadable):
        said = f"{method.name}: {raw}"
        return Asked(method.name, refusal=Breach(said), complaints=[said])
    params, complaints = typed(method, raw)
    complaints += Checker(world.spec, frozenset(raw.files)).call(method, params)
    refusal = (
        Breach("; ".join(complaints))
        if complaints
        else _not_modelled(method, {*params, *raw.files})
    )
    if isinstance(refusal, NotModelled):
        complaints = [refusal.description]
    return Asked(method.name, params, dict(raw.files), refusal, complaints)


def _not_modelled(method: Entry, given: set[str]) -> NotModelled | None:
    if method.name not in METHODS:
        return NotModelled(method.name)
    missing = given & set(method.fields) - set(METHODS[method.name].takes.split())
    return NotModelled(f"{method.name} with {', '.join(sorted(missing))}") if missing else None


async def _before(world: World, fault: Fault, entry: Line) -> Response | None:
    if fault.kind == "delay":
        await asyncio.sleep(fault.wait)
    stopped = instead(fault, world.clock.now())
    if isinstance(stopped, Refusal):
        world.ledger.close(entry, stopped.code, stopped.description)
        return plain(stopped.answer(), stopped.code)
    return stopped


async def _answer(world: World, asked: Asked, entry: Line) -> tuple[Json, int]:
    try:
        result = await _carry_out(world, asked)
    except Refusal as refusal:
        if isinstance(refusal, Breach) and refusal is not asked.refusal:
            world.ledger.violated("bot", [f"{asked.method}: {refusal.description}"])
        return refusal.answer(), refusal.code
    entry.accepted = True
    return {"ok": True, "result": result}, 200


async def _carry_out(world: World, asked: Asked) -> Any:
    if asked.refusal is not None:
        raise asked.refusal
    method = METHODS[asked.method]
    world.flood.check(method.name, asked.params.get("chat_id"))
    result = method.run(Call(world, asked.params, asked.files))
    if inspect.isawaitable(result):
        return await result  # updates were checked when they were queued
    world.check_result(method.returns, result, method.name)
    return result


async def nowhere(request: Request) -> Response:
    """Answer a call of something that is not there: somebody has a wrong address."""
    token = request.app.state.world.account.token
    complaint = f"there is nothing at {request.url.path.replace(token, '<token>')}"
    request.app.state.world.ledger.violated("bot", [complaint])
    return plain(Refusal(404, "Not Found").answer(), 404)


async def broken(request: Request, error: Exception) -> Response:
    """A mistake of this server is its own violation, and must not look like a day of Telegram's."""
    complaint = f"{request.url.path.rpartition('/')[2]} broke here: {error!r}"
    request.app.state.world.ledger.violated("fakegram", [complaint])
    return plain(Refusal(500, "Internal Server Error: fakegram broke").answer(), 500)


async def download(request: Request) -> Response:
    """Send a file, if a fresh link leads to it."""
    world: World = request.app.state.world
    if (denied := _denied(request, world)) is not None:
        return plain(denied.answer(), denied.code)
    path = request.path_params["path"]
    entry = world.ledger.open(DOWNLOAD, {"path": path}, ())
    fault = world.faults.take(DOWNLOAD, None)
    entry.fault = fault.kind if fault else ""
    if fault is not None and (stopped := await _before(world, fault, entry)) is not None:
        return stopped
    stored = world.files.linked(path)
    world.ledger.close(entry, 200 if stored else 404)
    if stored is None:
        return plain(Refusal(404, "Not Found").answer(), 404)
    if fault is not None and fault.kind == "cut_body":
        return CutOff(stored.data, media_type="application/octet-stream")
    return Response(stored.data, media_type="application/octet-stream")
