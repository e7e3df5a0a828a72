"""`sidelight doctor` says what is wrong and what mends it; it changes nothing and tells nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import disk
from bot.channels.telegram.inquiry import Answers, inquire
from bot.channels.telegram.updates import Update, dump
from bot.ports import Chat, Erasure, Letter
from bot.store.sqlite import SqliteStore
from bot.vault import charity_files, keyfiles
from bot.vault.charity_files import Kind
from bot.vault.deployment import open_vault
from bot.vault.ledger import Ledger
from bot.vault.seal import new_private, public_of
from bot.wiring import diagnosis
from bot.wiring.diagnosis import Diagnosis, Grade
from bot.wiring.doctor import Machine, examine
from bot.wiring.keys import settings
from bot.wiring.world import SystemWorld
from tests.fakegram.plain_bot import PlainBot
from tests.store.rows import change
from tests.telegram.running import FIRST_PERSON, RunningBot

EVERYTHING = [
    *(
        "version",
        "settings",
        "operator",
        "pause",
        "stamps",
        "token",
        "telegram",
        "web hook",
        "clock",
    ),
    *("keys", "database", "due", "disk", "flows"),
]
CANARIES = [f"Kanarie{number:04}vogel" for number in range(1_000)]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def roomy(_: Path) -> tuple[int, int]:
    return 100, 50


def full(_: Path) -> tuple[int, int]:
    return 1_000, 25


def looks(deployment: RunningBot, space: disk.Space = roomy) -> dict[str, Diagnosis]:
    """What is found, by name, in order."""
    machine = Machine(SystemWorld(), space)
    return {look.name: look for look in examine(deployment.folder / "config.yaml", machine)}


def grades(found: dict[str, Diagnosis]) -> set[Grade]:
    return {look.grade for look in found.values()}


async def leave_due(deployment: RunningBot, minute: int) -> None:
    """Let somebody be due, as whoever stopped the bot then would."""
    store = SqliteStore.open(deployment.store, synchronous="OFF")
    assert await store.commit(replace(change(b"ana"), due=minute))
    await store.close()


def add_setting(deployment: RunningBot, text: str) -> None:
    with (deployment.folder / "config.yaml").open("a") as file:
        file.write(text)


def seed(deployment: RunningBot) -> None:
    """Found the store once, and put the canaries into sessions, slates, addresses and letters."""
    if not deployment.store.exists():
        asyncio.run(_seed(deployment))


async def _seed(deployment: RunningBot) -> None:
    store = SqliteStore.open(deployment.store, synchronous="OFF")
    vault = await open_vault(store, keyfiles.read(deployment.folder / "keys", deployment.store))

    async def keep(number: int, word: str) -> None:
        chat = Chat("tg", str(FIRST_PERSON + number))
        held = await vault.load(chat)
        await vault.commit(chat, held, word.encode(), word.encode())

    await asyncio.gather(*(keep(number, word) for number, word in enumerate(CANARIES)))
    letters = [
        Letter(number, dump(Update(number, "said", 1, text=word)), poison=number % 2 > 0)
        for number, word in enumerate(CANARIES)
    ]
    await vault.receive(letters, NOW)
    await store.close()


# Faults, each with the look that has to find it and words that help


def damage(deployment: RunningBot) -> None:
    seed(deployment)
    size = deployment.store.stat().st_size
    with deployment.store.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))


def age(deployment: RunningBot) -> None:
    seed(deployment)
    with closing(sqlite3.connect(deployment.store)) as connection:
        connection.execute("PRAGMA user_version = 99")


def swap_keys(deployment: RunningBot) -> None:
    seed(deployment)
    shutil.rmtree(deployment.folder / "keys")
    keyfiles.create(deployment.folder / "keys", deployment.store)


def break_flows(deployment: RunningBot) -> None:
    folder = deployment.folder / "ours"
    folder.mkdir()
    (folder / "home.yaml").write_text("flow: home\nsteps: {}\n")
    add_setting(deployment, "flows: ours\n")


def forget_an_erasure(deployment: RunningBot) -> None:
    """Put an older copy in place of the store, by hand."""
    seed(deployment)
    ledger = Ledger(deployment.folder / "erasures.ledger", deployment.store)
    ledger.add([Erasure(bytes(range(16)), int(time.time() // 86_400))])


def name_charity_key(deployment: RunningBot, kind: Kind | None) -> None:
    add_setting(deployment, "lock: {charity_key: charity.key}\n")
    if kind is not None:
        key = public_of(new_private())
        (deployment.folder / "charity.key").write_text(charity_files.text_of(kind, key))


def set_webhook(deployment: RunningBot) -> None:
    deployment.fakegram.plain_bot().ask("setWebhook", url="https://elsewhere.example/hook")


def write_token(deployment: RunningBot, text: str) -> None:
    (deployment.folder / "token").write_text(text)


FAULTS: list[tuple[str, str, Callable[[RunningBot], object]]] = [
    ("settings", "there is no setting", lambda d: add_setting(d, "colour: red\n")),
    ("settings", "take neutral words", lambda d: add_setting(d, "profile: {name: Safe}\n")),
    ("token", "make it, with only the token", lambda d: (d.folder / "token").unlink()),
    ("token", "chmod 600", lambda d: (d.folder / "token").chmod(0o644)),
    ("token", "holds no token", lambda d: write_token(d, "Kanarie0001vogel")),
    ("telegram", "does not know this token", lambda d: write_token(d, f"12345:{'x' * 35}")),
    ("telegram", "look at the network", lambda d: d.fakegram.fault("drop", seconds=60)),
    ("telegram", "some minutes", lambda d: d.fakegram.fault("too_many", seconds=60)),
    ("telegram", "can't be reached", lambda d: d.fakegram.fault("html", seconds=60)),
    ("web hook", "/revoke", set_webhook),
    ("clock", "behind Telegram's", lambda d: d.fakegram.advance(200)),
    ("clock", "ahead of Telegram's", lambda d: d.fakegram.advance(-200)),
    ("keys", "bring it back", lambda d: (d.folder / "keys" / "index.key").unlink()),
    ("keys", "not the one of this store", swap_keys),
    ("keys", "charity.key can't be read", lambda d: name_charity_key(d, None)),
    ("keys", "is the charity's PRIVATE key", lambda d: name_charity_key(d, Kind.PRIVATE)),
    ("database", "keep a copy", damage),
    ("database", "newer Sidelight", age),
    ("database", "make it", lambda d: shutil.rmtree(d.folder / "data")),
    ("database", "`sidelight restore`", forget_an_erasure),
    ("flows", "`sidelight check", break_flows),
    ("flows", "no folder of flows", lambda d: add_setting(d, "flows: elsewhere\n")),
]


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # of its own 429
@pytest.mark.parametrize(("name", "mend", "breaks"), FAULTS)
def test_each_fault_is_found_in_one_place_with_what_mends_it(
    deployment: RunningBot, name: str, mend: str, breaks: Callable[[RunningBot], object]
) -> None:
    breaks(deployment)
    found = looks(deployment)
    assert list(found) == EVERYTHING
    assert [look.name for look in found.values() if look.grade is Grade.FAILED] == [name]
    assert mend in found[name].said
    assert "\n" not in found[name].said


def test_a_charitys_public_key_is_looked_at_too(deployment: RunningBot) -> None:
    name_charity_key(deployment, Kind.PUBLIC)
    for is_founded in (False, True):
        if is_founded:
            seed(deployment)
        look = looks(deployment)["keys"]
        assert look.grade is Grade.FINE
        assert "So can the charity's public key." in look.said


def test_a_bot_that_can_work_has_nothing_to_mend(deployment: RunningBot) -> None:
    seed(deployment)
    found = looks(deployment)
    assert list(found) == EVERYTHING
    assert grades(found) == {Grade.FINE}


def test_nothing_is_looked_at_that_needs_what_is_broken(deployment: RunningBot) -> None:
    (deployment.folder / "config.yaml").unlink()
    assert set(looks(deployment)) == set(EVERYTHING)
    assert deployment.fakegram.calls() == []


def test_an_operator_who_is_not_named_is_a_warning_that_says_where(deployment: RunningBot) -> None:
    settings = (deployment.folder / "config.yaml").read_text()
    (deployment.folder / "config.yaml").write_text(settings.replace("name: The Lamp House", ""))
    look = looks(deployment)["operator"]
    assert (look.grade, "operator: in the settings" in look.said) == (Grade.WARNING, True)


# The clock


@pytest.mark.parametrize(("seconds", "grade"), [(20, Grade.FINE), (60, Grade.WARNING)])
def test_a_clock_may_be_a_little_wrong(
    deployment: RunningBot, seconds: float, grade: Grade
) -> None:
    deployment.fakegram.advance(seconds)
    assert looks(deployment)["clock"].grade is grade


class Told:
    """A Telegram that says what time it is, if it says so."""

    def __init__(self, there: datetime | None) -> None:
        self._there = there

    async def call(self, method: str, parameters: object) -> object:
        return {"url": ""}

    def time_there(self) -> datetime | None:
        return self._there


def asked(there: datetime | None, before: datetime, after: datetime) -> Answers:
    looks_at_the_clock = iter((before, after))
    return asyncio.run(inquire(Told(there), lambda: next(looks_at_the_clock)))


@given(
    wrong=some.integers(-10_000, 10_000),
    took=some.floats(0, 15),
    reached=some.floats(0, 1),
    second=some.floats(0, 0.999),
)
def test_a_slow_answer_never_makes_a_right_clock_wrong(
    wrong: int, took: float, reached: float, second: float
) -> None:
    right = NOW + timedelta(seconds=second)
    there = (right + timedelta(seconds=took * reached)).replace(microsecond=0)
    before = right + timedelta(seconds=wrong)
    found = asked(there, before, before + timedelta(seconds=took)).ahead
    assert found is not None
    assert abs(found) <= abs(wrong) + 1e-3
    assert abs(found) >= abs(wrong) - took - 1.001


def test_without_a_time_there_the_clock_is_not_judged() -> None:
    answers = asked(None, NOW, NOW)
    assert diagnosis.clock(answers).grade is Grade.UNSEEN


# The disk, and reviews


@pytest.mark.parametrize(
    ("left", "grade"),
    [(101, Grade.FINE), (100, Grade.WARNING), (31, Grade.WARNING), (30, Grade.FAILED)],
)
def test_a_disk_warns_at_ninety_percent_and_fails_at_ninety_seven(
    deployment: RunningBot, left: int, grade: Grade
) -> None:
    assert looks(deployment, lambda _: (1_000, left))["disk"].grade is grade


def test_the_real_disk_can_be_asked(tmp_path: Path) -> None:
    whole, left = disk.space(tmp_path)
    assert 0 <= left <= whole


def test_an_overdue_review_warns(deployment: RunningBot) -> None:
    folder = deployment.folder / "ours"
    shutil.copytree(Path(__file__).parents[1] / "sets" / "base", folder)
    table = folder / "data" / "example.csv"
    table.parent.mkdir(exist_ok=True)
    table.write_text("what,source,seen,recheck\nrow,https://example.org,2020-01-01,2020-06-01\n")
    add_setting(deployment, "flows: ours\n")
    look = looks(deployment)["flows"]
    assert (look.grade, "1 overdue" in look.said) == (Grade.WARNING, True)


@pytest.mark.parametrize(
    ("minutes", "grade"), [(-5, Grade.FINE), (1, Grade.FINE), (7, Grade.WARNING)]
)
def test_what_is_due_and_was_not_done_warns_and_says_what_to_look_at(
    deployment: RunningBot, minutes: int, grade: Grade
) -> None:
    config = settings(deployment.folder / "config.yaml")
    asyncio.run(leave_due(deployment, int(NOW.timestamp()) // 60 - minutes))
    look = diagnosis.due(config, NOW)
    assert look.grade is grade
    assert ("lags by 6 minutes" in look.said) is (grade is Grade.WARNING)
    assert ("start it" in look.said) is (grade is Grade.WARNING)


def test_of_a_file_that_can_t_be_read_only_one_look_says_so(deployment: RunningBot) -> None:
    deployment.store.write_bytes(b"These are my notes.\n" * 100)
    found = looks(deployment)
    assert found["due"].grade is Grade.UNSEEN
    assert "database" in found["due"].said


# As its user would


def test_the_command_prints_a_line_for_each_and_its_status_says_whether_all_is_well(
    deployment: RunningBot,
) -> None:
    well = deployment.command("doctor")
    assert (well.returncode, well.stderr) == (0, "")
    assert len(well.stdout.splitlines()) == len(EVERYTHING)
    set_webhook(deployment)
    ill = deployment.command("doctor")
    assert ill.returncode == 1
    assert [line for line in ill.stdout.splitlines() if line.startswith("FAIL  web hook ")]


def test_a_web_hook_is_removed_when_that_is_asked_for_and_what_waits_is_kept(
    deployment: RunningBot, bot: PlainBot
) -> None:
    deployment.person().start()
    set_webhook(deployment)
    assert deployment.command("doctor", "--remove-webhook").returncode == 0
    assert bot.ask("getWebhookInfo")["url"] == ""
    assert deployment.fakegram.pending() == 1


def test_a_running_bot_is_looked_at_and_so_is_one_that_was_killed(deployment: RunningBot) -> None:
    deployment.start()
    try:
        assert grades(looks(deployment)) == {Grade.FINE}
    finally:
        deployment.kill()
    assert deployment.store.with_name(f"{deployment.store.name}-wal").exists()
    assert grades(looks(deployment)) == {Grade.FINE}
    deployment.start()
    deployment.stop()


@pytest.mark.parametrize("founded", [True, False])
def test_looking_changes_no_file_and_makes_none(deployment: RunningBot, *, founded: bool) -> None:
    if founded:
        seed(deployment)

    def contents() -> dict[Path, bytes]:
        files = (path for path in deployment.folder.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}

    before = contents()
    looks(deployment)
    assert contents() == before
