"""The whole bot: who erases herself stays erased, and a copy put back by hand is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.session import Session
from tests.fakegram.fixtures import fakegram, server
from tests.fakegram.person import Fakegram, Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.vault.test_keyfiles import digest

__all__ = ["fakegram", "server"]

ERASES = "Yes, erase it all"


@pytest.fixture
def running(fakegram: Fakegram, tmp_path: Path) -> Iterator[RunningBot]:
    """The bot, running."""
    bot = RunningBot(tmp_path / "bot", fakegram)
    try:
        bot.start()
        yield bot
    finally:
        bot.kill()


def erased(bot: RunningBot) -> int:
    """How many people stand in its ledger."""
    return len((bot.folder / "erasures.ledger").read_text().splitlines()) - 1


def wait_for_more(bot: RunningBot, known: int) -> None:
    """Wait until more people stand in it."""
    bot.fakegram.until(lambda: erased(bot) > known)


def copied(bot: RunningBot, folder: Path) -> str:
    """Copy the data into a folder; gives the copy."""
    folder.mkdir()
    done = bot.command("backup", "data", "--to", str(folder))
    assert done.returncode == 0, done.stderr
    (copy,) = folder.iterdir()
    return str(copy)


def begin(person: Person) -> None:
    """Write for the first time, and be answered."""
    person.start()
    person.fakegram.until(lambda: any(seen.by_bot for seen in person.visible()))


def erase_herself(she: Person) -> None:
    """Come to an answer of hers, and erase everything."""
    she.say("/forget")
    she.sees("PIN")
    she.tap("I have none")
    she.sees("erase")
    she.tap(ERASES)
    she.fakegram.until(lambda: not she.visible())


def test_who_erases_herself_stays_erased_when_an_older_copy_comes_back(
    running: RunningBot, tmp_path: Path
) -> None:
    she, other = running.person(1), running.person(2)
    for person in (she, other):
        begin(person)
    copy = copied(running, tmp_path / "copies")
    refused = running.command("restore", copy)
    assert (refused.returncode, "stop it first" in refused.stderr) == (1, True)
    erase_herself(she)
    wait_for_more(running, 0)
    running.stop()

    shutil.copyfile(copy, running.store)
    before, calls = digest(running.folder), running.fakegram.calls(polls=True)
    refused = running.command("run")
    assert (refused.returncode, "older copy" in refused.stderr) == (78, True)
    assert digest(running.folder) == before
    assert running.fakegram.calls(polls=True) == calls

    restored = running.command("restore", copy)
    assert restored.returncode == 0, restored.stderr
    assert "erased again: 1." in restored.stdout
    assert held(running, she)[0] == Session()
    assert held(running, other)[0] != Session()
    running.start()
    begin(she)


def test_killed_right_after_an_erasure_it_starts_again(running: RunningBot) -> None:
    for number in range(3):
        person, known = running.person(number), erased(running)
        begin(person)
        person.say("/forget")
        person.sees("PIN")
        person.tap("I have none")
        person.sees("erase")
        person.tap(ERASES)
        wait_for_more(running, known)
        running.kill()
        running.start()


def test_without_its_ledger_it_does_not_start(running: RunningBot) -> None:
    she = running.person()
    begin(she)
    erase_herself(she)
    wait_for_more(running, 0)
    running.stop()
    (running.folder / "erasures.ledger").unlink()
    before = digest(running.folder)
    refused = running.command("run")
    assert (refused.returncode, "bring it back" in refused.stderr) == (78, True)
    assert digest(running.folder) == before


def test_a_second_one_does_not_start_on_the_same_store(running: RunningBot) -> None:
    refused = running.command("run")
    assert (refused.returncode, "stop it first" in refused.stderr) == (1, True)
