"""`sidelight keys check` and `sidelight keys rotate`, as an operator meets them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.ports import Chat, Letter, Rewrapped
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_alone import alone
from bot.store.sqlite_reading import looked_at
from bot.vault import keyfiles
from bot.vault.deployment import open_vault
from bot.vault.keyring import Keyring
from bot.vault.rotation import begun
from bot.vault.vault import Held
from tests.vault.test_keyfiles import INDEX, MASTER, NEWER, digest

PEOPLE = 7


class Deployed:
    """A deployment in a folder, with some people, and what its commands say."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.keys = folder / "keys"
        self.store = folder / "data" / "notes.sqlite"
        self.config = folder / "config.yaml"
        self._capsys = capsys
        self.store.parent.mkdir()
        self.config.write_text("store: {url: 'sqlite:///data/notes.sqlite'}\n")
        keyfiles.create(self.keys, self.store)

    def run(self, *words: str) -> tuple[int, str]:
        """The status of a command, and all that it says."""
        status = main(["keys", *words, "--config", str(self.config)])
        said = self._capsys.readouterr()
        whole = said.out + said.err
        assert not any(secret in whole for secret in self._secrets())
        return status, whole

    def _secrets(self) -> set[str]:
        files = {path.read_text().strip()[:8] for path in self.keys.glob("*.key")}
        return {secret for secret in files | {MASTER[:8], NEWER[:8], INDEX[:8]} if secret}

    def names(self) -> set[str]:
        return {path.name for path in self.keys.iterdir()}

    def fill(self) -> None:
        asyncio.run(self._fill())

    async def _fill(self) -> None:
        store = SqliteStore.open(self.store)
        vault = await open_vault(store, self.ring())
        for number in range(PEOPLE):
            await vault.commit(Chat("tg", str(number)), Held(), b"words", b"")
        now = datetime(2026, 11, 21, tzinfo=UTC)
        await vault.receive([Letter(1, b"letter", Chat("tg", "1"))], now)
        await store.close()

    def ring(self) -> Keyring:
        return keyfiles.read(self.keys, self.store)

    def read(self) -> int:
        """How many people can be read with the keys that are there."""
        return asyncio.run(self._read())

    async def _read(self) -> int:
        store = SqliteStore.open(self.store)
        vault = await open_vault(store, self.ring())
        held = [await vault.load(Chat("tg", str(number))) for number in range(PEOPLE)]
        await store.close()
        return sum(each.session == b"words" for each in held)


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Deployed:
    """A deployment with people, and no process at work in it."""
    deployed = Deployed(tmp_path, capsys)
    deployed.fill()
    return deployed


# check


def test_good_keys_are_called_good_and_nothing_is_touched(place: Deployed) -> None:
    before = digest(place.folder)
    status, said = place.run("check")
    assert status == 0
    assert "master-1.key, index.key" in said
    assert "Nobody but this account can read them" in said
    assert f"They are the keys of {place.store}." in said
    assert "master-1.key opens the keys of 7 people and of 1 days of letters." in said
    assert "No change of the master secret is under way." in said
    assert digest(place.folder) == before


def test_before_the_first_run_there_is_no_store_yet(place: Deployed) -> None:
    place.store.unlink()
    status, said = place.run("check")
    assert status == 0
    assert "There is no store" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("7f" * 31 + "01", "is not the one of this store"), ("", "is empty"), ("zz", "hex digits")],
)
def test_keys_that_are_not_as_they_should_be_are_refused_with_78(
    place: Deployed, text: str, sentence: str
) -> None:
    (place.keys / "master-1.key").write_text(text)
    before = digest(place.folder)
    for words in (["check"], ["rotate"], ["rotate", "--finish"]):
        status, said = place.run(*words)
        assert status == 78
        assert sentence in said
    assert digest(place.folder) == before


def test_a_person_s_key_that_nothing_opens_is_counted(place: Deployed) -> None:
    asyncio.run(_spoil(place))
    status, said = place.run("check")
    assert status == 78
    assert "1 keys in the store can't be opened with any of these" in said


async def _spoil(place: Deployed) -> None:
    store = SqliteStore.open(place.store)
    uid, key = (await store.people_keys(b"", 1))[0]
    assert await store.rewrap([Rewrapped(uid, key, key[:-1] + bytes([key[-1] ^ 1]))]) == 1
    await store.close()


# rotate


def test_a_change_makes_a_new_secret_and_keeps_the_old_one_until_it_is_told(
    place: Deployed,
) -> None:
    old = (place.keys / "master-1.key").read_bytes()
    status, said = place.run("rotate")
    assert status == 0
    assert "8 keys were wrapped anew, and everything opens with the new one alone." in said
    assert f"no longer needs {place.keys / 'master-1.key'}." in said
    assert place.names() == {"master-1.key", "master-2.key", "index.key"}
    assert (place.keys / "master-1.key").read_bytes() == old
    status, said = place.run("check")
    assert status == 0
    assert "master-1.key opens the keys of 0 people and of 0 days" in said
    assert "master-2.key opens the keys of 7 people and of 1 days" in said
    assert "Only master-2.key is needed." in said
    assert place.read() == PEOPLE


def test_finishing_removes_the_old_secret_and_everybody_can_be_read(place: Deployed) -> None:
    place.run("rotate")
    status, said = place.run("rotate", "--finish")
    assert status == 0
    assert f"Removed {place.keys / 'master-1.key'}." in said
    assert place.names() == {"master-2.key", "index.key"}
    assert place.read() == PEOPLE
    status, said = place.run("rotate", "--finish")
    assert (status, "nothing was removed" in said) == (0, True)
    assert place.run("rotate")[0] == 0
    assert place.names() == {"master-2.key", "master-3.key", "index.key"}


def test_without_a_store_there_is_nothing_to_change(place: Deployed) -> None:
    place.store.unlink()
    before = digest(place.folder)
    assert place.run("rotate")[0] == 1
    assert digest(place.folder) == before


def _begin(place: Deployed) -> None:
    """As a change leaves it that is killed at once."""
    keyfiles.add_master(place.keys, place.store, 2)
    with alone(place.store) as store:
        deployment = store.deployment()
        assert deployment is not None
        store.change_check(deployment.kek_check, begun(deployment, place.ring()).kek_check)


def test_an_unfinished_change_is_told_of_nothing_is_removed_and_the_next_run_ends_it(
    place: Deployed,
) -> None:
    _begin(place)
    status, said = place.run("check")
    assert status == 0
    assert "not finished: run `sidelight keys rotate`" in said
    before = digest(place.keys)
    status, said = place.run("rotate", "--finish")
    assert (status, "Nothing was removed." in said) == (78, True)
    assert digest(place.keys) == before
    assert place.run("rotate")[0] == 0
    assert place.names() == {"master-1.key", "master-2.key", "index.key"}
    assert place.read() == PEOPLE


@pytest.mark.parametrize("lost", [1, 2])
def test_an_unfinished_change_needs_both_secrets(place: Deployed, lost: int) -> None:
    _begin(place)
    (place.keys / f"master-{lost}.key").unlink()
    before = digest(place.folder)
    for words in (["check"], ["rotate"], ["rotate", "--finish"]):
        status, said = place.run(*words)
        assert status == 78
        assert f"needs its master secret number {lost}" in said
    assert digest(place.folder) == before


def test_a_new_secret_that_a_killed_run_left_is_the_one_that_is_used(place: Deployed) -> None:
    keyfiles.add_master(place.keys, place.store, 2)
    assert "master-2.key is not used yet" in place.run("check")[1]
    assert place.run("rotate")[0] == 0
    assert place.names() == {"master-1.key", "master-2.key", "index.key"}


def test_while_a_bot_is_at_work_no_change_begins(place: Deployed) -> None:
    store = SqliteStore.open(place.store)
    try:
        before = digest(place.keys)
        status, said = place.run("rotate")
        assert status == 1
        assert "The bot is running" in said
        assert "Nothing was changed." in said
        assert digest(place.keys) == before
        assert place.run("check")[0] == 0
    finally:
        asyncio.run(store.close())
    assert place.read() == PEOPLE


def test_a_change_that_has_begun_goes_on_while_a_bot_is_at_work(place: Deployed) -> None:
    _begin(place)
    store = SqliteStore.open(place.store)
    try:
        assert place.run("rotate")[0] == 0
        assert place.run("check")[0] == 0
        assert place.run("rotate", "--finish")[0] == 0
    finally:
        asyncio.run(store.close())
    assert place.read() == PEOPLE


def test_while_one_key_can_t_be_opened_the_old_secret_stays(place: Deployed) -> None:
    asyncio.run(_spoil(place))
    status, said = place.run("rotate")
    assert status == 78
    assert "the old one is still needed: keep both" in said
    status, said = place.run("rotate", "--finish")
    assert (status, "Nothing was removed" in said) == (78, True)
    assert "master-1.key" in place.names()


def test_an_old_secret_that_a_key_in_the_store_needs_is_not_removed(place: Deployed) -> None:
    before = asyncio.run(_keys(place))
    place.run("rotate")
    asyncio.run(_put_back(place, before[0]))
    status, said = place.run("rotate", "--finish")
    assert status == 78
    assert "1 keys in the store can't be opened with the newest master secret alone" in said
    assert "master-1.key" in place.names()
    assert place.run("rotate")[0] == 0
    assert place.run("rotate", "--finish")[0] == 0
    assert place.read() == PEOPLE


async def _keys(place: Deployed) -> list[tuple[bytes, bytes]]:
    with looked_at(place.store) as store:
        return await store.people_keys(b"", PEOPLE)


async def _put_back(place: Deployed, before: tuple[bytes, bytes]) -> None:
    """As somebody does who restores a part of a copy."""
    store = SqliteStore.open(place.store)
    now = dict(await store.people_keys(b"", PEOPLE))
    assert await store.rewrap([Rewrapped(before[0], now[before[0]], before[1])]) == 1
    await store.close()


# From the environment


class Given(Deployed):
    """The same deployment, whose keys come in variables."""

    def __init__(self, place: Deployed) -> None:
        self.folder, self.keys, self.config = place.folder, place.keys, place.config
        self.config.write_text(self.config.read_text() + "keys: {from_environment: yes}\n")
        self.variables = {
            "SIDELIGHT_MASTER_KEY": (self.keys / "master-1.key").read_text().strip(),
            "SIDELIGHT_INDEX_KEY": (self.keys / "index.key").read_text().strip(),
        }

    def run(self, *words: str) -> tuple[int, str]:
        told = (sys.executable, "-m", "bot", "keys", *words, "--config", str(self.config))
        environment = {**os.environ, **self.variables}
        ended = subprocess.run(
            told, capture_output=True, text=True, timeout=60, check=False, env=environment
        )
        whole = ended.stdout + ended.stderr
        assert not any(secret[:8] in whole for secret in self.variables.values())
        return ended.returncode, whole


def test_a_secret_in_the_environment_is_the_operator_s_to_add_and_to_take_away(
    place: Deployed,
) -> None:
    given = Given(place)
    before = digest(given.folder)
    status, said = given.run("rotate")
    assert (status, "into SIDELIGHT_MASTER_KEY_2" in said) == (1, True)
    assert "SIDELIGHT_MASTER_KEY, SIDELIGHT_INDEX_KEY" in given.run("check")[1]
    assert digest(given.keys).items() <= before.items()
    given.variables["SIDELIGHT_MASTER_KEY_2"] = NEWER
    assert given.run("rotate")[0] == 0
    status, said = given.run("rotate", "--finish")
    assert (status, "take it out of the environment" in said) == (0, True)
    del given.variables["SIDELIGHT_MASTER_KEY"]
    status, said = given.run("check")
    assert status == 0
    assert "SIDELIGHT_MASTER_KEY_2 opens the keys of 7 people" in said


def test_no_file_of_keys_is_needed_then(place: Deployed) -> None:
    given = Given(place)
    for path in given.keys.iterdir():
        path.unlink()
    given.keys.rmdir()
    assert given.run("check")[0] == 0
