"""`sidelight pause`: a running bot tells everybody emergency numbers, and `resume` ends that."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.session import Session
from bot.wiring.doctor import Machine, examine
from bot.wiring.machine import PAUSE_SECONDS, pause_file
from bot.wiring.world import SystemWorld
from tests.fakegram.person import Fakegram, Person
from tests.http.test_health import ask
from tests.telegram.conftest import failures
from tests.telegram.doors import DOOR
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.scan import findings, secrets_of
from tests.telegram.talk import FIRST, MENU, begin, gone, leave, to_menu
from tests.telegram.test_numbers import free_port

PAUSED = "This service is paused."
ERASE = "Erase what is held"
WORDS = "ibis 4711 harbour"
SECONDS = 5


class Watchable(RunningBot):
    """A bot that tells how it is."""

    def __init__(self, folder: Path, fakegram: Fakegram) -> None:
        self.port = free_port()
        super().__init__(folder, fakegram, settings=f"metrics: {{port: {self.port}}}\n")

    def told(self, command: str) -> str:
        """Give a command, in this process since that is quicker; gives what it prints."""
        printed = StringIO()
        with redirect_stdout(printed):
            assert main([command, "--config", str(self.folder / "config.yaml")]) == 0
        return printed.getvalue()

    def diagnosis(self) -> str:
        """What the doctor says of the pause."""
        machine = Machine(SystemWorld())
        looks = examine(self.folder / "config.yaml", machine)
        return next(str(look) for look in looks if look.name == "pause")

    def becomes(self, *, paused: bool) -> float:
        """Wait until it is paused, or goes on; gives the seconds that took."""
        begun = time.monotonic()
        self.fakegram.until(lambda: self.says_paused() is paused, SECONDS)
        return time.monotonic() - begun

    def says_paused(self) -> bool:
        status, said = ask(self.port, "/health")
        assert (status, said.splitlines()[0]) == (200, "ok")
        return "is paused" in said


@pytest.fixture
def bot(fakegram: Fakegram, tmp_path: Path) -> Iterator[Watchable]:
    """A bot, running."""
    bot = Watchable(tmp_path / "bot", fakegram)
    try:
        bot.start()
        yield bot
        bot.stop()
    finally:
        bot.kill()
    assert failures(bot) == []
    assert list(findings(bot.folder, secrets_of(bot))) == []


def of_bot(person: Person) -> list[str]:
    return [seen.text for seen in person.visible() if seen.by_bot]


def alone_of_bot(person: Person, part: str) -> str:
    """Wait until one screen is all that the bot shows; gives its text."""
    person.fakegram.until(lambda: [part in text for text in of_bot(person)] == [True])
    return of_bot(person)[0]


def held_up(person: Person) -> str:
    """Wait until that is the screen of a pause."""
    return alone_of_bot(person, PAUSED)


def test_a_running_bot_is_paused_within_seconds_and_goes_on_where_people_were(
    bot: Watchable,
) -> None:
    she, other = bot.person(1), bot.person(2)
    to_menu(she)
    assert not bot.says_paused()
    assert "United Kingdom: 999" in bot.told("pause")
    assert bot.becomes(paused=True) < 2 * PAUSE_SECONDS
    she.say(WORDS)
    other.start()
    for person in (she, other):
        text = held_up(person)
        assert "United States: 911" in text
    assert WORDS in she.texts()
    bot.told("resume")
    assert bot.becomes(paused=False) < 2 * PAUSE_SECONDS
    for person, place in ((she, MENU), (other, FIRST)):
        person.say("hm")
        alone_of_bot(person, place)
    leave(she)
    assert bot.lines("paused") == bot.lines("resumed") == 1


def test_a_pause_outlives_a_restart_and_leaving_and_erasing_work_in_it(bot: Watchable) -> None:
    she, other = bot.person(1), bot.person(2)
    begin(she)
    begin(other)
    bot.stop()
    pause_file(bot.store).touch()  # as an operator may, by hand
    bot.start()
    for person in (she, other):
        person.say(WORDS)
        held_up(person)
    she.say("exit")
    gone(she)
    other.tap(ERASE)
    other.fakegram.until(lambda: [t for t in of_bot(other) if DOOR in t])
    other.tap("I have none")
    other.fakegram.until(lambda: [t for t in of_bot(other) if "Erase it all?" in t])
    tap_erase(other)
    bot.stop()
    assert not held(bot, she)[0].is_open
    assert held(bot, other)[0] == Session()
    bot.told("resume")
    bot.start()


def tap_erase(person: Person) -> None:
    person.tap("Yes, erase it all")
    gone(person)


def test_it_is_told_wherever_an_operator_looks(bot: Watchable) -> None:
    assert bot.diagnosis() == "ok    pause     the bot is not paused."
    bot.told("pause")
    bot.told("pause")  # once more changes nothing
    assert bot.diagnosis().startswith("warn  pause     The bot is paused")
    assert bot.becomes(paused=True) < 2 * PAUSE_SECONDS
    assert "sidelight_paused 1" in ask(bot.port, "/metrics")[1].splitlines()
    assert bot.told("resume") == "The bot goes on.\n"
    assert bot.told("resume") == "The bot was not paused: nothing was changed.\n"


def test_flows_with_errors_and_a_missing_folder_are_told(bot: Watchable) -> None:
    settings = bot.folder / "config.yaml"
    before = settings.read_text()
    broken = bot.folder / "broken"
    broken.mkdir()
    (broken / "home.yaml").write_text("flow: home\n")
    settings.write_text(f"{before}flows: broken\n")
    assert "the flows have errors" in bot.told("pause")
    assert pause_file(bot.store).exists(), "a pause needs no flows"
    settings.write_text(before.replace("data/notes", "elsewhere/notes"))
    refused = bot.command("pause")
    assert (refused.returncode, "there is no bot to pause here" in refused.stderr) == (78, True)
    settings.write_text(before)
    bot.told("resume")
