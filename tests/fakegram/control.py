"""The side of this server that tests talk to: `POST /control/<action>` with a JSON object."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakegram.account import BOT
from tests.fakegram.errors import Refusal, WrongControl
from tests.fakegram.people import ACTIONS as PEOPLE
from tests.fakegram.world import World

Json = dict[str, Any]


def bot(world: World) -> Json:
    """Who the bot is."""
    return {"token": world.account.token, **BOT}


def revoke(world: World) -> str:
    """Give the bot another token; the old one is refused from now on, also where it waits."""
    token = world.account.revoke()
    world.polling.terminate("the token was revoked")
    return token


def advance(world: World, seconds: float) -> float:
    """Let time pass; gives the new time."""
    world.advance(seconds)
    return world.clock.now()


def hold(world: World) -> None:
    """Let time pass only when a test says so."""
    world.clock.hold()


def fault(world: World, **described: Any) -> None:
    """Let something go wrong."""
    world.faults.add(described)


def heal(world: World) -> None:
    """Nothing goes wrong any more."""
    world.faults.clear()


def limit(world: World, *, on: bool = True) -> None:
    """Keep Telegram's rates from now on, or no longer."""
    world.flood.on = on


def calls(world: World, method: str | None = None, *, polls: bool = False) -> list[Json]:
    """What the bot called, oldest first; polls are left out unless they are wanted."""
    return [
        entry.wire()
        for entry in world.ledger.calls
        if method in (None, entry.method)
        and (polls or method == "getUpdates" or entry.method != "getUpdates")
    ]


def violations(world: World) -> list[Json]:
    """What broke the rules, oldest first."""
    return world.ledger.violations


def forgive(world: World) -> list[Json]:
    """What broke the rules; after that it is forgotten."""
    found, world.ledger.violations = world.ledger.violations, []
    return found


def pending(world: World) -> int:
    """How many updates wait."""
    return world.updates.pending()


def raw(world: World, update: Json) -> int:
    """Queue an update that no client may be able to read."""
    return world.updates.push_raw(update)


def repeat(world: World, update: int) -> None:
    """Deliver an update once more."""
    world.updates.repeat(update)


def shuffle(world: World, seed: int = 0) -> None:
    """Let the updates that wait arrive in another order."""
    world.updates.shuffle(seed)


def jump(world: World, update: int) -> None:
    """Go on with another update id."""
    world.updates.jump(update)


def many(world: World, actions: list[tuple[str, Json]]) -> list[Any]:
    """Carry out several actions at once, for tests with thousands of them."""
    return [_carry_out(world, name, body) for name, body in actions]


OWN = (many, bot, revoke, advance, hold, fault, heal, limit, calls, violations, forgive, pending)
QUEUE = (raw, repeat, shuffle, jump)
ACTIONS: dict[str, Callable[..., Any]] = {
    **PEOPLE,
    **{action.__name__: action for action in (*OWN, *QUEUE)},
}


async def control(request: Request) -> Response:
    """Carry out what a test wants."""
    name, body = request.path_params["action"], json.loads(await request.body() or b"{}")
    state = request.app.state
    if name == "reset":
        state.world.polling.terminate("fakegram was reset")
        state.world = World()
        return JSONResponse({"result": None})
    try:
        return JSONResponse({"result": _carry_out(state.world, name, body)})
    except (WrongControl, Refusal) as error:
        return JSONResponse({"error": str(error)}, 400)


def _carry_out(world: World, name: str, body: Json) -> Any:
    if name not in ACTIONS:
        raise WrongControl(f"there is no action {name!r}")
    try:
        inspect.signature(ACTIONS[name]).bind(world, **body)
    except TypeError as error:
        raise WrongControl(f"{name}: {error}") from None
    return ACTIONS[name](world, **body)
