"""`sidelight sunset`, as an operator meets it: before the day nothing is erased, then all."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.config import load
from bot.content import yaml_tree
from bot.core.sunset import NOTICE, Sunset, read, written
from bot.store import lock
from bot.store.sqlite_opening import founded_as
from bot.wiring import diagnosis
from bot.wiring.machine import sunset_file, watched
from bot.wiring.sunset import shown
from tests.copies.deployed import Deployed, now
from tests.copies.killing import at_touch, killed

ANA, BEA, CLO = PEOPLE = ["ana", "bea", "clo"]
Said = pytest.CaptureFixture[str]


def today() -> date:
    return now().date()


def far(days: int = 100) -> str:
    return str(today() + timedelta(days))


def sunset(deployed: Deployed, *told: str) -> int:
    return deployed.command("sunset", *told)


def announced(deployed: Deployed, ends: date, *, over: bool = False) -> str:
    """Announce a day as it was long ago; gives the day."""
    found = Sunset(ends - timedelta(days=200), ends, over)
    sunset_file(deployed.store).write_text(written(found))
    return str(ends)


def noted(deployed: Deployed) -> Sunset:
    return read(sunset_file(deployed.store).read_text())


def people(deployed: Deployed) -> int:
    """How many people the file has; it is read as it lies there."""
    connection = sqlite3.connect(deployed.store)
    found: int = connection.execute("SELECT count(*) FROM person").fetchone()[0]
    connection.close()
    return found


@pytest.fixture
def held(deployed: Deployed) -> Deployed:
    """One in which three people are."""
    deployed.hold(PEOPLE)
    return deployed


# Announcing


def test_a_day_is_announced_three_months_ahead_and_shown_with_what_happens_when(
    held: Deployed, capsys: Said
) -> None:
    assert sunset(held) == 0
    assert "Nothing was announced" in capsys.readouterr().out
    assert sunset(held, "begin", "--on", far()) == 0
    told = capsys.readouterr().out
    for part in (f"ends on {far()}, in 100 days", f"{far(70)} and {far(93)}", "a few."):
        assert part in told
    assert f"sidelight sunset finish --on {far()}" in told
    assert noted(held) == Sunset(today(), date.fromisoformat(far()))


@pytest.mark.parametrize("days", [-1, 0, 1, NOTICE.days - 1])
def test_a_day_that_is_too_near_is_refused(held: Deployed, capsys: Said, days: int) -> None:
    assert sunset(held, "begin", "--on", far(days)) == 1
    assert f"name {far(NOTICE.days)} or a later day" in capsys.readouterr().err
    assert not sunset_file(held.store).exists()


@pytest.mark.parametrize("told", [(), ("--on", "soon"), ("--on", "2027-02-30")])
def test_what_is_no_day_is_refused(held: Deployed, capsys: Said, told: tuple[str, ...]) -> None:
    assert sunset(held, "begin", *told) == 1
    assert "Name the day" in capsys.readouterr().err
    assert not sunset_file(held.store).exists()


def test_it_can_be_moved_later_and_called_off_but_not_brought_nearer(
    held: Deployed, capsys: Said
) -> None:
    assert sunset(held, "begin", "--on", far()) == 0
    assert sunset(held, "begin", "--on", far(99)) == 1
    assert f"People were told {far()}" in capsys.readouterr().err
    assert sunset(held, "begin", "--on", far(120)) == 0
    assert noted(held) == Sunset(today(), date.fromisoformat(far(120)))
    assert sunset(held, "cancel") == sunset(held, "cancel") == 0
    assert not sunset_file(held.store).exists()
    assert "Nothing was announced: nothing was changed." in capsys.readouterr().out


def test_counts_below_ten_are_a_few() -> None:
    told = ["\n".join(shown(None, today(), keepers)) for keepers in (0, 9, 10)]
    assert told[0] == told[1]
    assert told[1].endswith("a few.")
    assert told[2].endswith("10.")


def test_a_missing_folder_and_a_damaged_file_are_told_with_the_mend(
    held: Deployed, capsys: Said
) -> None:
    sunset_file(held.store).write_text("some day")
    for told in ((), ("begin", "--on", far()), ("cancel",), ("finish",)):
        assert sunset(held, *told) == 78
        assert "Remove it, and announce the day again" in capsys.readouterr().err
    shutil.rmtree(held.store.parent)
    assert sunset(held, "begin", "--on", far()) == 78
    assert "no bot to end here" in capsys.readouterr().err


def test_a_file_that_can_not_be_used_is_told(held: Deployed, capsys: Said) -> None:
    sunset_file(held.store).mkdir()
    assert sunset(held) == 78
    assert "can't be read" in capsys.readouterr().err
    sunset_file(held.store).rmdir()
    part = sunset_file(held.store).with_name("sunset.part")
    part.mkdir()
    assert sunset(held, "begin", "--on", far()) == 78
    assert "can't be written" in capsys.readouterr().err


def test_doctor_tells_of_it(held: Deployed) -> None:
    config, machine = load(held.config, yaml_tree.read, None), watched(held.store, now)
    assert diagnosis.pause(config).said == "the bot is not paused."
    assert machine.sunset() is None
    announced(held, today() + timedelta(days=90))
    assert "its last day is" in diagnosis.pause(config).said
    assert watched(held.store, now).sunset() == noted(held)
    announced(held, today(), over=True)
    assert "has ended" in diagnosis.pause(config).said
    found = watched(held.store, now)
    assert found.sunset() == noted(held)


def test_a_running_bot_takes_a_damaged_file_for_what_it_knew(held: Deployed) -> None:
    sunset_file(held.store).write_text("some day")
    assert watched(held.store, now).sunset() is None


# Ending


def test_before_the_day_and_without_naming_it_nothing_is_erased(
    held: Deployed, capsys: Said
) -> None:
    assert sunset(held, "finish", "--on", far()) == 1
    assert "Nothing was announced" in capsys.readouterr().err
    tomorrow = announced(held, today() + timedelta(days=1))
    assert sunset(held, "finish", "--on", tomorrow) == 1
    assert f"nothing is erased before {tomorrow} 12:00 UTC" in capsys.readouterr().err
    day = announced(held, today() - timedelta(days=1))
    for told in ((), ("--on", far())):
        assert sunset(held, "finish", *told) == 1
        assert f"finish --on {day}" in capsys.readouterr().err
    assert not noted(held).is_over
    assert held.opened(PEOPLE) == set(PEOPLE)


def test_as_long_as_the_bot_runs_nothing_is_erased(held: Deployed, capsys: Said) -> None:
    day = announced(held, today() - timedelta(days=1))
    with lock.held(held.store):
        assert sunset(held, "finish", "--on", day) == 1
    assert "stop it first" in capsys.readouterr().err
    assert not noted(held).is_over
    assert people(held) == 3


def test_at_the_end_everybody_is_erased_and_the_store_can_be_opened_again(held: Deployed) -> None:
    copy, founded = held.backup(), founded_as(held.store)
    assert held.restore(copy) == 0
    day = announced(held, today() - timedelta(days=1))
    assert list(held.store.parent.glob("*.before-*"))
    assert sunset(held, "finish", "--on", day) == 0
    assert people(held) == 0
    assert founded_as(held.store) == founded
    left = {path.name for path in held.store.parent.iterdir()}
    assert left == {"rows", "rows.lock", "sunset"}
    assert not any(name.encode() in held.store.read_bytes() for name in PEOPLE)
    held.check()
    assert len(held.ledger.read() or ()) == len(PEOPLE)
    assert held.restore(copy) == 0
    assert held.opened(PEOPLE) == set(), "an older copy brings nobody back"


def test_what_has_ended_can_be_ended_again_but_neither_moved_nor_called_off(
    held: Deployed, capsys: Said
) -> None:
    day = announced(held, today() - timedelta(days=1), over=True)
    for told in (("begin", "--on", far()), ("cancel",)):
        assert sunset(held, *told) == 1
        assert "what was erased can't come back" in capsys.readouterr().err
    assert sunset(held) == 0
    assert "give it again" in capsys.readouterr().out
    assert sunset(held, "finish", "--on", day) == 0
    assert people(held) == 0


def test_a_store_that_never_was_can_end_too(deployed: Deployed) -> None:
    day = announced(deployed, today() - timedelta(days=1))
    assert sunset(deployed) == sunset(deployed, "finish", "--on", day) == 0
    assert not deployed.store.exists()


def test_wherever_it_is_killed_it_has_ended_and_goes_on_when_it_is_given_again(
    tmp_path: Path,
) -> None:
    first = Deployed(tmp_path / "first").make()
    first.hold(PEOPLE)
    day = announced(first, today() - timedelta(days=1))
    for touch in count(1):
        deployed = Deployed(tmp_path / f"at{touch}")
        shutil.copytree(first.folder, deployed.folder)
        arm = at_touch(deployed.folder, touch)
        if not killed(deployed, lambda one: sunset(one, "finish", "--on", day), arm):
            break
        assert people(deployed) in (0, 3)
        assert people(deployed) == 3 or noted(deployed).is_over
        assert sunset(deployed, "finish", "--on", day) == 0
        assert people(deployed) == 0
        assert len(deployed.ledger.read() or ()) == len(PEOPLE)
        deployed.check()
    assert touch > 8


TOLD = some.one_of(
    some.just(()),
    some.just(("cancel",)),
    *(
        some.tuples(some.just(what), some.just("--on"), some.integers(-5, 300).map(far))
        for what in ("begin", "finish")
    ),
)
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(commands=some.lists(TOLD, max_size=5))
def test_before_the_day_no_command_erases_anybody(
    held: Deployed, commands: list[tuple[str, ...]]
) -> None:
    sunset_file(held.store).unlink(missing_ok=True)
    for told in commands:
        sunset(held, *told)
    assert people(held) == 3
    assert not (held.ledger.read() or ())


def test_a_bot_does_not_start_on_a_file_that_says_nothing(held: Deployed, capsys: Said) -> None:
    (held.folder / "token").write_text("7301946000:" + "a" * 35)
    (held.folder / "token").chmod(0o600)
    held.config.write_text(held.config.read_text() + "telegram:\n  token_file: token\n")
    sunset_file(held.store).write_text("some day")
    assert held.command("run") == 78
    assert "can't be understood" in capsys.readouterr().err
