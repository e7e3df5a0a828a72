"""The master secret is changed under people's hands, and their conversations go on."""

from __future__ import annotations

import subprocess

from bot.store.sqlite_alone import alone as held_alone
from bot.vault import keyfiles
from bot.vault.rotation import begun
from tests.fakegram.person import Person
from tests.telegram.held import held
from tests.telegram.running import RunningBot
from tests.telegram.talk import MENU, TICKS, alone, begin, leave, say, tap, to_menu


def begin_to_change(bot: RunningBot) -> None:
    """As a change leaves it that is killed before the first key is wrapped anew."""
    keyfiles.add_master(bot.folder / "keys", bot.store, 2)
    with held_alone(bot.store) as store:
        deployment = store.deployment()
        assert deployment is not None
        both = keyfiles.read(bot.folder / "keys", bot.store)
        store.change_check(deployment.kek_check, begun(deployment, both).kek_check)


def keys(bot: RunningBot, *words: str) -> subprocess.CompletedProcess[str]:
    return bot.command("keys", *words)


def test_the_operator_stops_the_bot_changes_the_secret_and_starts_it_again(
    running: RunningBot, she: Person
) -> None:
    to_menu(she)
    refused = keys(running, "rotate")
    assert (refused.returncode, "The bot is running" in refused.stderr) == (1, True)
    say(she, "words before", MENU)
    running.stop()
    assert keys(running, "rotate").returncode == 0
    running.start()
    assert keys(running, "rotate", "--finish").returncode == 0
    say(she, "words behind", MENU)
    running.stop()
    assert held(running, she)[0].draft.splitlines() == ["words before", "words behind"]
    assert not (running.folder / "keys" / "master-1.key").exists()
    running.start()
    leave(she)


def test_a_change_that_was_cut_off_is_ended_while_people_talk(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    running.stop()
    begin_to_change(running)
    running.start()
    tap(she, "Yes", TICKS)
    newcomer = running.person(2)
    begin(newcomer)
    assert keys(running, "rotate").returncode == 0
    assert keys(running, "rotate", "--finish").returncode == 0
    tap(she, "None, or skip", MENU)
    tap(newcomer, "Yes", TICKS)
    running.stop()
    running.start()
    alone(she, MENU)
    leave(she)
    leave(newcomer)


def test_a_bot_that_lacks_a_secret_the_store_asks_for_does_not_start(
    running: RunningBot, she: Person
) -> None:
    begin(she)
    running.stop()
    begin_to_change(running)
    called = len(running.fakegram.calls(polls=True))
    for version in (1, 2):
        path = running.folder / "keys" / keyfiles.master_file(version)
        path.rename(path.with_suffix(".away"))
        ended = running.command("run")
        assert ended.returncode == 78
        assert f"needs its master secret number {version}" in ended.stderr
        path.with_suffix(".away").rename(path)
    assert len(running.fakegram.calls(polls=True)) == called
    running.start()
    leave(she)
