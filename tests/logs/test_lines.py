"""A line holds a time, a level, an event and a few short values, whatever it is given."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot import logs

BOT = Path(logs.__file__).parent
LINE = re.compile(
    r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) (\?|[a-z_]+)"
    r"( (\?|[a-z_]+)=(\?|[A-Za-z0-9_]+|-?\d+(\.\d{3})?))*"
)
ANYTHING = some.one_of(
    some.text(), some.integers(), some.floats(), some.booleans(), some.none(), some.binary()
)
POSSIBLE = {
    "count": 3,
    "flow": "safe_phone",
    "kind": "NetworkError",
    "method": "sendMessage",
    "ms": 12,
    "outcome": "done",
    "seconds": 1.5,
    "status": 429,
    "step": "are_you_alone",
    "tries": 2,
    "update_count": 100,
    "who": "0a1b2c3d",
}
NAMES = some.one_of(some.sampled_from(sorted(POSSIBLE)), some.text(max_size=20))


def without_time(text: str) -> str:
    return text.partition("Z ")[2].strip()


def test_a_line_tells_what_is_known_by_name(printed: StringIO) -> None:
    logs.log("turn", **POSSIBLE)
    assert LINE.fullmatch(printed.getvalue().strip())
    assert without_time(printed.getvalue()) == (
        "INFO turn count=3 flow=safe_phone kind=NetworkError method=sendMessage ms=12 outcome=done "
        "seconds=1.500 status=429 step=are_you_alone tries=2 update_count=100 who=0a1b2c3d"
    )


def test_every_name_that_may_be_told_is_in_this_test() -> None:
    assert set(POSSIBLE) == logs.FIELDS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flow", "Ana"),
        ("flow", "he is here"),
        ("step", "a" * 41),
        ("step", "12345"),
        ("step", 5),
        ("count", "5"),
        ("count", 1_000_000),
        ("count", -1_000_000),
        ("count", True),
        ("seconds", float("nan")),
        ("seconds", float("inf")),
        ("seconds", 5e9),
        ("who", "77"),
        ("who", "0a1b2c3"),
        ("who", "0a1b2c3d\n"),
        ("who", "0A1B2C3D"),
        ("method", "send message"),
        ("kind", "Error: he said"),
        ("outcome", None),
        ("ms", b"5"),
    ],
)
def test_a_value_that_does_not_fit_is_not_printed(
    printed: StringIO, name: str, value: object
) -> None:
    logs.log("turn", **{name: value})
    assert without_time(printed.getvalue()) == f"INFO turn {name}=?"


def test_names_and_events_that_are_unknown_are_not_printed(printed: StringIO) -> None:
    logs.log("turn", **{"Ana": 1, "text": "hello"})
    logs.log("Ana said: hello")
    assert [without_time(line) for line in printed.getvalue().splitlines()] == [
        "INFO turn ?=? ?=?",
        "INFO ?",
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=500)
@given(event=some.text(), fields=some.dictionaries(NAMES, ANYTHING, max_size=5))
def test_whatever_is_given_one_line_comes_out_that_has_the_form_of_one(
    printed: StringIO, event: str, fields: dict[str, object]
) -> None:
    printed.seek(0)
    printed.truncate()
    for tell in (logs.log, logs.warn):
        tell(event, **{name: value for name, value in fields.items() if name != "event"})
    lines = printed.getvalue().split("\n")
    assert len(lines) == 3
    assert all(LINE.fullmatch(line) for line in lines[:2])


def test_the_level_holds_back_our_own_lines(printed: StringIO) -> None:
    logs.set_up("warning", printed)
    logs.log("turn")
    logs.warn("late")
    assert without_time(printed.getvalue()) == "WARNING late"


def test_an_exception_is_told_by_its_kind_and_its_place(printed: StringIO) -> None:
    try:
        int("".join(("can", "ary")))
    except ValueError as error:
        logs.fail("turn_failed", error, flow="home")
    said = printed.getvalue()
    assert "ERROR turn_failed flow=home kind=ValueError\n" in said
    assert "in test_an_exception_is_told_by_its_kind_and_its_place" in said
    assert "canary" not in said


def test_others_may_print_our_lines_too() -> None:
    heard = StringIO()
    handler = logging.StreamHandler(heard)
    handler.handle(logging.makeLogRecord({"msg": logs.Line("turn ms=5")}))
    assert heard.getvalue() == "turn ms=5\n"


# Who calls it, and with what


def calls(code: str) -> Iterator[ast.Call]:
    """The calls that log, in a module's code."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("logs"), "log" | "warn" | "fail")):
                yield node
            case _:
                pass


def faults(code: str) -> list[str]:
    """What is wrong with how a module logs."""
    found = []
    for call in calls(code):
        if not (call.args and isinstance(call.args[0], ast.Constant)):
            found.append("an event that is not written out")
        names = {word.arg or "**" for word in call.keywords}
        found += sorted(names - logs.FIELDS)
    return found


def test_all_of_the_bot_logs_events_that_are_written_out_and_fields_that_exist() -> None:
    paths = sorted(BOT.rglob("*.py"))
    assert {
        str(path): wrong for path in paths if (wrong := faults(path.read_text(encoding="utf-8")))
    } == {}


def test_a_call_that_logs_something_else_would_be_noticed() -> None:
    assert faults("logs.log(said)\nlogs.warn('late', text=said, ms=5)\nlogs.fail('a', e, **b)") == [
        "an event that is not written out",
        "text",
        "**",
    ]
