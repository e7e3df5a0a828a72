"""`sidelight keys charity-new` and `sidelight lock`, as a charity's worker meets them."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import CharityProblem, UsageError
from bot.ports import Chat
from bot.store.sqlite import SqliteStore
from bot.vault import charity_files, keyfiles, locks, words
from bot.vault.deployment import open_vault
from bot.vault.lockbox import By, Lockbox
from bot.vault.locks import Lock
from bot.vault.seal import stretch
from bot.vault.vault import NOTHING_HELD
from bot.wiring.charity import run_open
from bot.wiring.world import SystemWorld
from tests.vault.test_lockbox import Quickly

ANA, BEA = Chat("tg", "1"), Chat("tg", "2")
CODE_WORD = "he\x1bron"
STORE = "store: {url: 'sqlite:///data/notes.sqlite'}\n"
OWN_WORDS = b"abandon ability able"


@dataclass
class Worker:
    """Types what a worker would type, and keeps what she was shown."""

    passphrase: str
    confirms: str = "yes"
    shown: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.shown.append(line)

    def ask(self, question: str) -> str:
        self.shown.append(question)
        return self.confirms

    def ask_hidden(self, question: str) -> str:
        self.shown.append(question)
        return self.passphrase

    @property
    def words(self) -> bytes:
        """The new words that she was shown."""
        found = [line for line in self.shown if re.fullmatch(r" +\d  [a-z]+", line)]
        return " ".join(line.split()[1] for line in found).encode()


class Place:
    """A server with two people who asked for help, and a computer without a network.

    One appeal was answered already: `grant` lies on the other computer.
    """

    def __init__(self, folder: Path, passphrase: str, references: list[str]) -> None:
        self.folder, self.passphrase, self.references = folder, passphrase, references
        self.server, self.offline = folder / "server", folder / "offline"
        self.config = self.server / "config.yaml"
        self.store = self.server / "data" / "notes.sqlite"
        self.grant = self.offline / "appeal.grant"
        self.words = b""

    @classmethod
    def new(cls, folder: Path) -> Place:
        place = cls(folder, "", [])
        for made in (place.server, place.offline, place.store.parent):
            made.mkdir()
        place.config.write_text(f"{STORE}lock: {{charity_key: charity-public.key}}\n")
        keyfiles.create(place.server / "keys", place.store)
        place.passphrase = place.new_pair()
        public = place.offline / charity_files.PUBLIC_NAME
        public.rename(place.server / public.name)
        asyncio.run(place._fill(charity_files.read_public(place.server / public.name)))
        _, place.words = place.open(place.letter())
        return place

    def copied(self, folder: Path) -> Place:
        shutil.copytree(self.folder, folder)
        copy = Place(folder, self.passphrase, self.references)
        copy.words = self.words
        return copy

    async def _fill(self, public: bytes) -> None:
        store = SqliteStore.open(self.store, synchronous="OFF")
        vault = await open_vault(store, keyfiles.read(self.server / "keys", self.store))
        box = Lockbox(store, vault, Real())
        for chat in (ANA, BEA):
            await vault.commit(chat, NOTHING_HELD, b"words", b"")
            await box.change(chat, partial(_entrusted, OWN_WORDS + chat.id.encode(), public))
            self.references.append(vault.reference((await vault.load(chat)).uid))
        await store.close()

    def run(self, *arguments: str) -> tuple[int, str]:
        """The status of a command, and what it says."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            status = main(arguments)
        return status, said.getvalue()

    def on_server(self, *arguments: str) -> tuple[int, str]:
        return self.run("lock", *arguments, "--config", str(self.config))

    def new_pair(self) -> str:
        """Make a pair; gives the passphrase that was shown."""
        status, said = self.run("keys", "charity-new", "--to", str(self.offline))
        assert status == 0
        (passphrase,) = re.findall(r"^ {4}((?:[a-z]+ ){7}[a-z]+)$", said, re.MULTILINE)
        return str(passphrase)

    def letter(self) -> Path:
        """An appeal for Ana that was carried to the other computer."""
        said = io.StringIO()
        arguments = ("lock", "letter", self.references[0], "--config", str(self.config))
        with redirect_stdout(said):
            assert main(arguments) == 0
        path = self.offline / "appeal"
        path.write_text(said.getvalue())
        return path

    def open(self, letter: Path, worker: Worker | None = None) -> tuple[Path, bytes]:
        worker = worker or Worker(self.passphrase)
        run_open(letter, self.offline, self.grant, worker)
        return self.grant, worker.words

    def opens(self, secret: bytes, chat: Chat = ANA) -> bool:
        return asyncio.run(self._opens(secret, chat))

    async def _opens(self, secret: bytes, chat: Chat) -> bool:
        store = SqliteStore.open(self.store, synchronous="OFF")
        vault = await open_vault(store, keyfiles.read(self.server / "keys", self.store))
        now = int(SystemWorld().now().timestamp())
        tried = await Lockbox(store, vault, Real()).tried(chat, secret, now, By.WORDS)
        await store.close()
        return tried.opened is not None


async def _entrusted(own_words: bytes, public: bytes, lock: Lock) -> Lock:
    private = lock.private
    lock = await locks.recoverable(lock, private, own_words, Real())
    lock = locks.entrusted(lock, private, public, CODE_WORD)
    return await locks.locked(lock, private, b"135790", Quickly())


class Real(Quickly):
    """What the commands stretch with, where words were made by them; else as in the tests."""

    async def __call__(self, secret: bytes, salt: bytes) -> bytes:
        if secret.startswith(OWN_WORDS):
            return await super().__call__(secret, salt)
        return stretch(secret, salt)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place.new(tmp_path_factory.mktemp("place"))


@pytest.fixture
def place(answered: Place, tmp_path: Path) -> Place:
    return answered.copied(tmp_path / "place")


@pytest.fixture
def unanswered(place: Place) -> Place:
    """The same, before the appeal was answered."""
    place.grant.unlink()
    return place


def test_from_the_reference_to_words_that_open(unanswered: Place) -> None:
    place, worker = unanswered, Worker(unanswered.passphrase)
    letter = place.letter()
    assert letter.read_text().startswith("Sidelight: an appeal")
    assert place.references[0] not in letter.read_text()
    grant, new_words = place.open(letter, worker)
    shown = "\n".join(worker.shown)
    assert f"Reference: {place.references[0]}." in shown
    assert "Code word: he?ron" in shown
    assert len(words.read(new_words.decode(), 8)) == 8
    status, said = place.on_server("admit", str(grant))
    assert status == 0
    assert re.search(r"The words work until 20\d\d-\d\d-\d\d", said)
    assert place.opens(new_words)
    assert place.opens(OWN_WORDS + b"1")
    assert not place.opens(new_words, BEA)


def test_the_log_says_that_it_was_done_and_not_for_whom(place: Place) -> None:
    _, said = place.on_server("admit", str(place.grant))
    assert len([line for line in said.splitlines() if "lock_admitted" in line]) == 1
    for secret in (place.references[0], place.words.decode(), "he?ron", place.passphrase):
        assert secret not in said
    status, said = place.on_server("admit", str(place.grant))
    assert status == 1
    assert "let in already" in said
    assert "lock_admit_refused kind=CharityProblem" in said


def test_no_file_that_travels_has_words_or_her_code_word_in_it(place: Place) -> None:
    secrets = [*place.words.split(), CODE_WORD.encode(), *place.passphrase.encode().split()]
    private = place.offline / charity_files.PRIVATE_NAME
    for path in (place.offline / "appeal", place.grant, private):
        content = path.read_bytes().split(b"\n", 1)[1]
        for secret in secrets:
            assert not re.search(rb"\b" + re.escape(secret) + rb"\b", content)
    for path in (place.grant, private):
        assert path.stat().st_mode & 0o077 == 0


def test_without_a_yes_nothing_is_made(unanswered: Place) -> None:
    worker = Worker(unanswered.passphrase, confirms="no")
    with pytest.raises(CharityProblem, match="nothing was written"):
        unanswered.open(unanswered.offline / "appeal", worker)
    assert worker.words == b""
    assert not unanswered.grant.exists()


def test_where_nobody_can_type_nothing_is_opened(unanswered: Place) -> None:
    class Nobody(Worker):
        def ask_hidden(self, question: str) -> str:
            raise EOFError

    with pytest.raises(UsageError, match="needs a terminal"):
        unanswered.open(unanswered.offline / "appeal", Nobody(""))


@pytest.mark.parametrize("typed", ["abandon " * 8, "abandon", "xyzzy " * 8])
def test_a_wrong_passphrase_is_asked_for_three_times(unanswered: Place, typed: str) -> None:
    worker = Worker(typed)
    with pytest.raises(CharityProblem, match="not opened"):
        unanswered.open(unanswered.offline / "appeal", worker)
    assert sum("eight words of the private key" in line for line in worker.shown) == 3
    assert "Code word" not in "".join(worker.shown)
    assert not unanswered.grant.exists()


def test_a_grant_is_never_written_over_another(place: Place) -> None:
    before = place.grant.read_bytes()
    with pytest.raises(UsageError, match="there already"):
        place.open(place.offline / "appeal")
    assert place.grant.read_bytes() == before


def test_one_persons_grant_lets_nobody_else_in(place: Place) -> None:
    hers, his = place.references
    swapped = place.grant.read_text().replace(hers, his)
    assert swapped != place.grant.read_text()
    place.grant.write_text(swapped)
    status, said = place.on_server("admit", str(place.grant))
    assert status == 1
    assert "belongs to somebody else" in said
    assert not place.opens(place.words)
    assert not place.opens(place.words, BEA)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("7KQ2M", "ten letters and digits"),
        ("00000-00000", "Nobody here has this reference"),
    ],
)
def test_a_reference_that_is_nobodys_is_said_in_plain_words(
    place: Place, typed: str, sentence: str
) -> None:
    status, said = place.on_server("letter", typed)
    assert status == 1
    assert sentence in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("Sidelight", "Spotlight"), "is not a grant"),
        (lambda text: text.replace("as of", "at"), "is damaged"),
        (lambda text: text.replace("Reference ", "Reference X"), "is damaged"),
        (lambda text: re.sub("second [0-9]+", "second 12", text), "more than a week old"),
        (lambda text: text[:-30], "altered|damaged"),
        (lambda text: text + "!", "is damaged"),
        (lambda text: "", "is not a grant"),
    ],
)
def test_a_grant_that_was_altered_is_refused_in_plain_words(
    place: Place, change: Callable[[str], str], sentence: str
) -> None:
    place.grant.write_text(change(place.grant.read_text()))
    status, said = place.on_server("admit", str(place.grant))
    assert status == 1
    assert re.search(sentence, said)
    assert "Traceback" not in said


def test_a_appeal_is_no_grant_and_a_grant_no_appeal(place: Place) -> None:
    appeal, grant = place.offline / "appeal", place.grant.rename(place.offline / "other")
    assert "is not a grant" in place.on_server("admit", str(appeal))[1]
    with pytest.raises(CharityProblem, match="is not an appeal"):
        place.open(grant)


def test_a_appeal_for_another_key_is_refused_in_plain_words(unanswered: Place) -> None:
    (unanswered.offline / charity_files.PRIVATE_NAME).unlink()
    passphrase = unanswered.new_pair()
    with pytest.raises(CharityProblem, match="another key of the charity"):
        unanswered.open(unanswered.offline / "appeal", Worker(passphrase))


# The pair


def test_a_pair_is_made_once_and_never_among_a_servers_keys(place: Place) -> None:
    status, said = place.run("keys", "charity-new", "--to", str(place.offline))
    assert status == 1
    assert "has such a pair already" in said
    status, said = place.run("keys", "charity-new", "--to", str(place.server / "keys"))
    assert status == 1
    assert "on another computer" in said
    status, said = place.run("keys", "charity-new", "--to", str(place.offline / "nowhere"))
    assert status == 1
    assert "no folder" in said


def test_without_a_key_in_the_settings_there_is_no_letter(place: Place) -> None:
    place.config.write_text(STORE)
    status, said = place.on_server("letter", place.references[0])
    assert status == 1
    assert "lock.charity_key" in said


def test_where_there_is_no_store_nobody_has_a_lock(place: Place) -> None:
    place.store.rename(place.store.with_name("elsewhere"))
    status, said = place.on_server("letter", place.references[0])
    assert status == 1
    assert "There is no store" in said


def test_a_private_key_on_the_server_is_called_by_its_name(place: Place) -> None:
    private = place.offline / charity_files.PRIVATE_NAME
    (place.server / charity_files.PUBLIC_NAME).write_bytes(private.read_bytes())
    status, said = place.on_server("letter", place.references[0])
    assert status == 78
    assert "PRIVATE key: take it off this computer" in said


@pytest.mark.parametrize("content", ["", "x", None])
def test_a_public_key_that_can_not_be_used_is_refused(place: Place, content: str | None) -> None:
    public = place.server / charity_files.PUBLIC_NAME
    if content is None:
        public.unlink()
    else:
        public.write_text(charity_files.Kind.PUBLIC.value + "\n" + content)
    status, said = place.on_server("letter", place.references[0])
    assert status == 78
    assert re.search("can't be read|is damaged", said)


def test_a_bot_does_not_start_with_a_key_of_a_charity_that_can_not_be_used(place: Place) -> None:
    token = place.server / "token"
    token.write_text("12345:" + "x" * 35)
    token.chmod(0o600)
    (place.server / charity_files.PUBLIC_NAME).unlink()
    status, said = place.run("run", "--config", str(place.config))
    assert status == 78
    assert "lock.charity_key" in said


def test_no_file_is_written_over_and_one_that_can_not_be_made_is_named(place: Place) -> None:
    before = place.grant.read_bytes()
    with pytest.raises(CharityProblem, match="there already"):
        charity_files.write(place.grant, "other")
    with pytest.raises(CharityProblem, match="can't be written: No such file"):
        charity_files.write(place.offline / "nowhere" / "grant", "other")
    assert place.grant.read_bytes() == before
