"""`sidelight release`, as an advocate meets it who was given eight words."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import LedgerProblem, PackageProblem, UsageError
from bot.store.sqlite import SqliteStore
from bot.vault import words
from bot.vault.deployment import open_vault
from bot.vault.lockbox import Lockbox
from bot.vault.locks import Stretch
from bot.vault.locksmith import PACE, Time
from bot.vault.pieces import Pieces
from bot.vault.releases import WORKS, Found, Releases
from bot.vault.stretcher import Stretcher
from bot.vault.vault import Vault
from bot.wiring.releases import (
    NOTHING,
    TRIES,
    WRONG_SECONDS,
    Counter,
    _found,
    _written,
    run_release,
)
from tests.command.capturing import told
from tests.copies.deployed import Deployed, chat, now
from tests.reports.packed import packed
from tests.vault.test_lockbox import Quickly

PACKAGE = packed().content
WRONG = "abandon ability able about above absent absorb zoo"


@dataclass
class Typist:
    """Types these lines, and notes how long she had to wait."""

    lines: list[str]
    at: datetime = field(default_factory=now)
    waited: list[float] = field(default_factory=list)

    def ask(self, question: str) -> str:
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def counter(self) -> Counter:
        return Counter(self.ask, lambda: self.at, Time(lambda: 0.0, self.sleep), Quickly())


class Given:
    """A deployment in which Ana gave a code, and a folder for what is collected."""

    def __init__(self, folder: Path, code: tuple[str, ...]) -> None:
        self.deployed, self.folder, self.code = Deployed(folder), folder / "collected", code

    @classmethod
    def new(cls, folder: Path) -> Given:
        deployed = Deployed(folder).make()
        deployed.hold(["ana"])
        (folder / "collected").mkdir()
        return cls(folder, asyncio.run(deployed.use(_given)))

    def copied(self, folder: Path) -> Given:
        shutil.copytree(self.deployed.folder, folder)
        return Given(folder, self.code)

    @property
    def spelled(self) -> str:
        return " ".join(self.code)

    def run(self, *lines: str, later: timedelta = timedelta(), folder: Path | None = None) -> int:
        typist = Typist(list(lines), now() + later)
        return run_release(self.deployed.config, folder or self.folder, typist.counter)

    @property
    def collected(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*.zip"))]

    def rows(self, table: str) -> int:
        with closing(sqlite3.connect(self.deployed.store)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def openings(self) -> list[str]:
        """What is noted in Ana's lock, the newest first."""

        async def read(vault: Vault) -> list[str]:
            box = Lockbox(vault.store, vault, _unstretched)
            private = (await box.of(chat("ana"))).private
            return [line.split()[0] for line in await box.openings(chat("ana"), private)]

        return asyncio.run(self.deployed.use(read))


async def _unstretched(secret: bytes, salt: bytes) -> bytes:
    raise AssertionError("nothing is tried here")


async def _given(vault: Vault, stretch: Stretch | None = None) -> tuple[str, ...]:
    releases = _over(vault, stretch or Quickly())
    prepared = await releases.prepare(chat("ana"), PACKAGE)
    await releases.keep(chat("ana"), prepared, "Sam", int(now().timestamp()))
    return prepared.words


def _over(vault: Vault, stretch: Stretch) -> Releases:
    return Releases(vault, Lockbox(vault.store, vault, stretch), stretch, Pieces(vault))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return Given.new(tmp_path_factory.mktemp("given"))


@pytest.fixture
def given(made: Given, tmp_path: Path) -> Given:
    return made.copied(tmp_path / "given")


def test_eight_words_write_a_package_that_can_be_verified_and_open_nothing_more(
    given: Given, capfd: pytest.CaptureFixture[str]
) -> None:
    assert given.run(given.spelled) == 0
    said = "".join(capfd.readouterr())
    (path,) = given.folder.iterdir()
    assert path.read_bytes() == PACKAGE
    assert path.stat().st_mode & 0o077 == 0
    assert f"sidelight verify {path}" in said
    assert not any(word in said.split() for word in given.code)
    assert told("verify", str(path))[0] == 0
    assert (given.rows("release"), given.rows("piece")) == (0, 0)
    assert given.openings() == ["collected"]
    with pytest.raises(PackageProblem):
        given.run(*[given.spelled] * TRIES)
    assert len(given.collected) == 1


def test_the_command_stretches_words_and_tells_the_log_that_it_was_done_and_no_more(
    given: Given,
) -> None:
    async def anew(vault: Vault) -> tuple[str, ...]:
        return await _given(vault, Stretcher())

    given.code = asyncio.run(given.deployed.use(anew))
    config = ("--config", str(given.deployed.config))
    status, said = told("release", str(given.folder), *config, typed=given.spelled)
    assert (status, given.collected) == (0, [PACKAGE])
    assert len([line for line in said.splitlines() if "package_collected" in line]) == 1
    assert not any(word in said.split() for word in given.code)


def test_words_are_understood_however_they_are_written(given: Given) -> None:
    lines = (WRONG, "\n".join(f"{at}. {word.upper()}" for at, word in enumerate(given.code, 1)))
    assert given.run(*lines) == 0
    assert given.collected == [PACKAGE]


def test_wrong_words_are_asked_for_three_times_with_one_sentence_and_after_a_pause(
    given: Given, capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Typist([WRONG, "no words at all", "", "never typed"])
    with pytest.raises(PackageProblem, match="Nothing was opened"):
        run_release(given.deployed.config, given.folder, typist.counter)
    assert capsys.readouterr().out == f"{NOTHING}\n" * TRIES
    assert typist.waited == [PACE, WRONG_SECONDS] * TRIES
    assert typist.lines == ["never typed"]
    assert (given.collected, given.openings()) == ([], [])


def test_after_seven_days_they_open_nothing(given: Given) -> None:
    with pytest.raises(PackageProblem):
        given.run(*[given.spelled] * TRIES, later=timedelta(seconds=WORKS))
    assert given.run(given.spelled, later=timedelta(seconds=WORKS - 60)) == 0


def test_beside_a_running_bot_it_is_collected_and_the_bot_goes_on(given: Given) -> None:
    async def work() -> None:
        store = SqliteStore.open(given.deployed.store)
        vault = await open_vault(store, given.deployed.ring)
        before = await vault.load(chat("ana"))
        assert await asyncio.to_thread(given.run, given.spelled) == 0
        assert list(await store.releases(before.uid)) == []
        assert await vault.commit(chat("ana"), before, b"more", b"slate")
        await store.close()

    asyncio.run(work())
    assert given.collected == [PACKAGE]


def test_of_who_was_erased_nothing_is_collected(given: Given) -> None:
    given.deployed.erase(["ana"])
    with pytest.raises(PackageProblem):
        given.run(*[given.spelled] * TRIES)


def test_nor_by_putting_an_older_file_back_by_hand(given: Given, tmp_path: Path) -> None:
    shutil.copytree(given.deployed.store.parent, tmp_path / "older")
    given.deployed.erase(["ana"])
    shutil.copytree(tmp_path / "older", given.deployed.store.parent, dirs_exist_ok=True)
    with pytest.raises(LedgerProblem, match="older copy"):
        given.run(given.spelled)


def test_a_restored_copy_brings_no_code_back(given: Given) -> None:
    copy = given.deployed.backup()
    assert given.run(given.spelled) == 0
    assert given.deployed.restore(copy) == 0
    with pytest.raises(PackageProblem):
        given.run(*[given.spelled] * TRIES)
    assert given.rows("release") == 0


def test_what_was_altered_is_said_to_be_damaged_and_not_written(given: Given) -> None:
    with closing(sqlite3.connect(given.deployed.store)) as connection:
        connection.execute("UPDATE piece SET content = zeroblob(length(content))")
        connection.commit()
    with pytest.raises(PackageProblem, match="damaged"):
        given.run(given.spelled)
    assert list(given.folder.iterdir()) == []


# A process that ends on the way


class Ended(BaseException):
    """The process is killed here."""


@dataclass
class Killed(Releases):
    """Ends the process before or after something."""

    releases: Releases
    before: str

    async def note(self, found: Found, now: int) -> None:
        self._may_end("note")
        await self.releases.note(found, now)
        self._may_end("write")

    async def drop(self, found: Found) -> bool:
        self._may_end("drop")
        return await self.releases.drop(found)

    def _may_end(self, at: str) -> None:
        if self.before == at:
            raise Ended


def killed(given: Given, before: str) -> None:
    async def work(vault: Vault) -> None:
        releases = _over(vault, Quickly())
        found = await _found(releases, Typist([given.spelled]).counter)
        assert found is not None
        with pytest.raises(Ended):
            await _written(Killed(releases, before), found, given.folder, now())

    asyncio.run(given.deployed.use(work))


@pytest.mark.parametrize(
    ("before", "noted", "there"), [("note", 0, 0), ("write", 1, 0), ("drop", 1, 1)]
)
def test_killed_on_the_way_nothing_is_lost_and_nothing_is_there_that_she_can_not_see(
    before: str, noted: int, there: int, given: Given
) -> None:
    killed(given, before)
    assert (len(given.openings()), len(given.collected)) == (noted, there)
    assert not any(PACKAGE[:100] in path.read_bytes() for path in given.folder.glob("*.part"))
    assert given.run(given.spelled) == 0
    assert given.collected == [PACKAGE] * (there + 1)
    assert given.openings() == ["collected"] * (noted + 1)


def test_who_was_slower_than_somebody_else_keeps_no_package(given: Given) -> None:
    class Slower(Killed):
        async def drop(self, found: Found) -> bool:
            assert await self.releases.drop(found)
            return await self.releases.drop(found)

    async def work(vault: Vault) -> None:
        releases = _over(vault, Quickly())
        found = await _found(releases, Typist([given.spelled]).counter)
        assert found is not None
        with pytest.raises(PackageProblem, match="open nothing"):
            await _written(Slower(releases, ""), found, given.folder, now())

    asyncio.run(given.deployed.use(work))
    assert list(given.folder.iterdir()) == []


# What can't be done


def removed(given: Given) -> Iterator[str]:
    given.folder.rmdir()
    yield given.spelled


def test_a_folder_that_can_not_be_written_costs_nothing(given: Given) -> None:
    typist = Typist([])
    lines = removed(given)
    counter = replace(typist.counter, ask=lambda question: next(lines))
    with pytest.raises(PackageProblem, match="still open the package"):
        run_release(given.deployed.config, given.folder, counter)
    given.folder.mkdir()
    assert given.run(given.spelled) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda given: given.folder.rmdir(), "There is no folder"),
        (lambda given: shutil.rmtree(given.deployed.store.parent), "There is no store"),
    ],
)
def test_what_is_missing_is_said(
    change: Callable[[Given], object], sentence: str, given: Given
) -> None:
    change(given)
    with pytest.raises(UsageError, match=sentence):
        given.run(given.spelled)


def test_no_package_is_put_beside_the_data(given: Given) -> None:
    with pytest.raises(UsageError, match="take a folder elsewhere"):
        given.run(given.spelled, folder=given.deployed.store.parent)


def test_where_nobody_types_nothing_is_opened(given: Given) -> None:
    with pytest.raises(UsageError, match="has to type the eight words"):
        given.run()


def test_the_words_of_a_code_are_not_those_of_a_lock(given: Given) -> None:
    """What collects a package opens no lock, and is found by another code."""

    async def work(vault: Vault) -> bool:
        secret = words.secret(given.code)
        box = Lockbox(vault.store, vault, Quickly())
        tried = await box.tried(chat("ana"), secret, int(now().timestamp()))
        return tried.opened is None and vault.words_index(secret) != vault.release_index(secret)

    assert asyncio.run(given.deployed.use(work))
    assert json.dumps(given.spelled) not in given.deployed.store.read_bytes().decode("latin-1")
