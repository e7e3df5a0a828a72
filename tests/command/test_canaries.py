"""Whatever an operator does with a store that is full of words, none of them is ever printed.

Every command that has a store or settings is given over a store with a thousand words in sessions,
drafts, letters and locks: as it should be, and with everything broken that an operator may meet. A
command that is new has to be given here too, or the first test fails.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.channels.telegram.updates import Update, dump
from bot.cli import _parser
from bot.core import session as sessions
from bot.core.events import Said
from bot.core.session import Frame, Kept, Session
from bot.ports import Chat, Letter
from bot.service import Service
from bot.store.sqlite import SqliteStore
from bot.vault import keyfiles, locks
from bot.vault.deployment import open_vault
from bot.vault.lockbox import Lockbox
from bot.vault.locks import Lock
from bot.vault.vault import NOTHING_HELD, Vault
from tests.command.capturing import Words, commands, told
from tests.command.test_doctor import CANARIES, damage, set_webhook
from tests.copies.deployed import Deployed
from tests.ports.fakes import FixedWorld, NotedChannel
from tests.support import BASE, shipped_content
from tests.telegram.running import FIRST_PERSON, RunningBot

SESSIONS, DRAFTS, LETTERS, LOCKS = (CANARIES[at : at + 250] for at in range(0, 1_000, 250))
WITHOUT_A_STORE = {
    ("try",),
    ("talk",),
    ("check",),
    ("test",),
    ("keys", "charity-new"),
    ("verify",),
    ("lock", "open"),
}
"""They know neither settings nor a store: what is said there is in their own memory only."""
WORLD = FixedWorld()
COPY = "(the newest copy)"
GIVEN: list[Words] = [
    ("doctor",),
    ("doctor", "--remove-webhook"),
    ("profile",),
    ("stats",),
    ("stats", "--json", "--weeks", "104"),
    ("pause",),
    ("resume",),
    ("sunset",),
    ("sunset", "begin", "--on", "2096-06-30"),
    ("sunset", "show"),
    ("sunset", "cancel"),
    ("lock", "letter", "7KQ2M-9XDA0"),
    ("lock", "admit", "appeal.grant"),
    ("receipt", "abandon", "ability", "able", "about"),
    ("release", "copies"),
    ("keys", "new"),
    ("keys", "check"),
    ("keys", "rotate"),
    ("keys", "rotate", "--finish"),
    ("backup", "data", "--to", "copies"),
    ("backup", "keys", "--to", "key-copies"),
    ("restore", COPY),
    ("restore", COPY, "--ledger-lost"),
    ("run",),
]
"""Every command, as it is given to a store that is as it should be, in this order."""
OFTEN = [
    *(("doctor",), ("profile",), ("stats",), ("pause",), ("keys", "check"), ("keys", "rotate")),
    *(GIVEN[-5], GIVEN[-4], GIVEN[-2]),
]
"""Those that can meet each fault in a way of their own."""


# The words


async def _seed(deployed: Deployed) -> None:
    store = SqliteStore.open(deployed.store, synchronous="OFF")
    vault = await open_vault(store, deployed.ring)
    chats = [Chat("tg", str(FIRST_PERSON + number)) for number in range(1_000)]
    await asyncio.gather(*(_answer(vault, *each) for each in zip(chats, SESSIONS, strict=False)))
    service = Service(vault, NotedChannel(), shipped_content, idles=True)
    for chat, word in zip(chats[250:], DRAFTS, strict=False):
        await service.handle(chat, Said("/start", WORLD.now(), WORLD.chance()))
        await service.handle(chat, Said(word, WORLD.now(), WORLD.chance()))
    letters = [
        Letter(number, dump(Update(number, "said", 1, text=word)), chats[500], number % 2 > 0)
        for number, word in enumerate(LETTERS)
    ]
    await vault.receive(letters, WORLD.now())
    box = Lockbox(store, vault, _unstretched)
    await asyncio.gather(*(_lock(box, *each) for each in zip(chats, LOCKS, strict=False)))
    await store.close()


async def _answer(vault: Vault, chat: Chat, word: str) -> None:
    """Let somebody have said a word: as an answer, and as something that is kept."""
    kept = {"plan": Kept(word, 2_000_000_000)}
    session = Session((Frame("home", "menu", {"note": word}),), kept=kept)
    assert await vault.commit(chat, NOTHING_HELD, sessions.dump(session), b"")


async def _lock(box: Lockbox, chat: Chat, word: str) -> None:
    """Let somebody entrust her lock with a word by which she is known."""

    async def entrust(lock: Lock) -> Lock:
        return locks.entrusted(lock, lock.private, lock.public, word)

    await box.change(chat, entrust)


async def _unstretched(secret: bytes, salt: bytes) -> bytes:
    raise AssertionError("no lock is opened here")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys and a store that is full of words, made once."""
    deployed = Deployed(tmp_path_factory.mktemp("seeded")).make()
    asyncio.run(_seed(deployed))
    assert (
        told("backup", "data", "--to", str(deployed.copies), "--config", str(deployed.config))[0]
        == 0
    )
    return deployed.folder


@pytest.fixture
def full(deployment: RunningBot, seeded: Path) -> RunningBot:
    """A deployment with these words, that does not run."""
    shutil.rmtree(deployment.folder / "keys")
    for name in ("keys", "copies", "key-copies"):
        shutil.copytree(seeded / name, deployment.folder / name)
    shutil.copy(seeded / "data" / "rows", deployment.store)
    shutil.copytree(BASE, deployment.folder / "flows")  # few, so that reading them is quick
    with (deployment.folder / "config.yaml").open("a") as settings:
        settings.write("flows: flows\n")
    return deployment


# What may not come out


def leaks(deployment: RunningBot, printed: str) -> list[str]:
    """What of it came out: words, numbers of people, the token, keys in any spelling."""
    return [secret for secret in hidden(deployment) if secret in printed]


def hidden(deployment: RunningBot) -> Iterator[str]:
    token = deployment.fakegram.token
    yield from (*CANARIES, token, token.partition(":")[2], "elsewhere.example")
    yield from (str(FIRST_PERSON + number) for number in range(len(CANARIES)))
    for path in deployment.folder.rglob("*.key"):
        key = bytes.fromhex(path.read_text().strip())
        yield from (key.hex(), key.hex().upper(), repr(key)[2:-1])
        yield from (
            base64.b64encode(key).decode()[:40],
            base64.urlsafe_b64encode(key).decode()[:40],
        )


def given(deployment: RunningBot, words: Words) -> tuple[int, str]:
    """Give a command as an operator would."""
    newest = max((deployment.folder / "copies").glob("*.sqlite"), default=deployment.store)
    places = {COPY: str(newest)}
    places |= {name: str(deployment.folder / name) for name in ("copies", "key-copies")}
    spelled = [places.get(word, word) for word in words]
    return told(*spelled, "--config", str(deployment.folder / "config.yaml"), typed=CANARIES[5])


def test_every_command_there_is_is_given_here() -> None:
    known = {words[: len(command)] for command in commands() for words in GIVEN}
    assert {command for command in commands() if command not in known} == WITHOUT_A_STORE


def test_a_command_that_is_new_would_be_missed() -> None:
    parser = _parser()
    (inner,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    inner.add_parser("show-everything")
    assert set(commands(parser)) - set(commands()) == {("show-everything",)}


def test_no_command_prints_anything_of_anybody(full: RunningBot) -> None:
    statuses = {}
    for words in GIVEN[:-1]:
        statuses[words], printed = given(full, words)
        assert leaks(full, printed) == [], words
    refused = [words for words, status in statuses.items() if status]
    assert [words[:2] for words in refused] == [
        *(("lock", "letter"), ("lock", "admit"), ("receipt", "abandon"), ("release", "copies")),
        *(("keys", "new"), ("restore", COPY)),
    ], "nobody is helped or erased here, nothing waits, there are keys, and no ledger yet"
    full.start()
    full.fakegram.until(lambda: full.lines("started"))
    full.stop()
    assert leaks(full, full.log.read_text()) == []


def lose_the_keys(deployment: RunningBot) -> None:
    shutil.rmtree(deployment.folder / "keys")


def exchange_the_keys(deployment: RunningBot) -> None:
    lose_the_keys(deployment)
    keyfiles.create(deployment.folder / "keys", deployment.store)


def paste_words(deployment: RunningBot) -> None:
    with (deployment.folder / "config.yaml").open("a") as file:
        file.write(f"{deployment.fakegram.token}: {CANARIES[0]}\n{CANARIES[1]}: 2\n")


def write_words_as_token(deployment: RunningBot) -> None:
    (deployment.folder / "token").write_text(f"{CANARIES[2]}\n{deployment.fakegram.token}x\n")


def write_words_as_ledger(deployment: RunningBot) -> None:
    (deployment.folder / "erasures.ledger").write_text(f"{CANARIES[3]}\n")


def break_flows(deployment: RunningBot) -> None:
    (deployment.folder / "flows" / "home.yaml").write_text("flow: home\nsteps: {}\n")


def write_words_as_store(deployment: RunningBot) -> None:
    deployment.store.write_text(f"{CANARIES[4]}\n" * 999)


def drop_all(deployment: RunningBot) -> None:
    deployment.fakegram.fault("drop", seconds=600)


RUNS_ON = (set_webhook, damage, drop_all)
"""With these a bot runs, so that it is not given here to wait for its end."""
BROKEN: list[Callable[[RunningBot], object]] = [
    *(lose_the_keys, exchange_the_keys, paste_words, write_words_as_token),
    *(write_words_as_ledger, write_words_as_store, damage, break_flows, set_webhook),
    drop_all,
]


@pytest.mark.parametrize("breaks", BROKEN)
def test_nor_does_it_whatever_is_broken(
    full: RunningBot, breaks: Callable[[RunningBot], object]
) -> None:
    before = list(hidden(full))
    breaks(full)
    if breaks not in RUNS_ON:  # a process of its own, since it would not end if it began
        run = full.command("run")
        assert run.returncode
        assert [secret for secret in before if secret in run.stdout + run.stderr] == []
    for words in OFTEN:
        _, printed = given(full, words)
        assert [secret for secret in before if secret in printed] == [], words


# What would be noticed


def test_words_people_tokens_and_keys_would_be_noticed_if_they_came_out(full: RunningBot) -> None:
    async def shown() -> str:
        store = SqliteStore.open(full.store)
        vault = await open_vault(store, keyfiles.read(full.folder / "keys", full.store))
        chats = [Chat("tg", str(FIRST_PERSON + number)) for number in (0, 250)]
        found = [str((await vault.load(chat)).session) for chat in chats]
        found += [str(letter.content) for letter in await vault.waiting()]
        await store.close()
        return "".join(found)

    printed = asyncio.run(shown())
    assert {SESSIONS[0], DRAFTS[0], LETTERS[0]} <= set(leaks(full, printed))
    assert leaks(full, f"chat {FIRST_PERSON + 7} fails") == [str(FIRST_PERSON + 7)]
    assert full.fakegram.token in leaks(full, f"GET /bot{full.fakegram.token}/getMe")
    key = bytes.fromhex((full.folder / "keys" / "index.key").read_text().strip())
    for spelled in (key.hex(), base64.b64encode(key).decode(), str(key)):
        assert leaks(full, f"the key {spelled}")
