"""From the first words about what happened to a package that others open and check for themselves.

It is the whole bot on Telegram, with an authority for time stamps and other people's programs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakegram.person import Fakegram, Person
from tests.fakegram.seen import Seen
from tests.stamps.authority import Authority, authority_in, served
from tests.support import missing, write_set
from tests.telegram import talk
from tests.telegram.conftest import failures
from tests.telegram.running import SIDELIGHT, RunningBot
from tests.telegram.scan import findings, secrets_of
from tests.telegram.talk import DAY, alone, gone

PHOTO, PAPER, VOICE = b"\xff\xd8\xff wheatear photo", b"%PDF wheatear paper", b"OggS wheatear"
HOME = """
flow: home
title: Home
steps:
  start:
    say: Hello.
    choices: {yes: Yes -> menu, urgent: Urgent -> danger/start}
  menu:
    say: This is the menu.
    choices: {log: Write -> log/start, mine: Read -> mine/start, lines: A line -> lines/start}
"""
LOG = """
flow: log
title: Write something down
steps:
  start:
    say: Are you 18 or over?
    choices: {adult: I am 18 -> naked, young: I am younger -> over, unsure: Not sure -> over}
  naked:
    say: Does a file show anyone naked?
    choices: {nobody_naked: Nobody -> what, shows: It does -> over, maybe: Maybe -> over}
  what:
    ask: What happened?
    as: text up to 500
    save: what
    goto: keep
  keep:
    incident: {what: what}
    save: entry
    goto: files
  files:
    say: Send files now.
    attach: anything
    to: entry
    enough: Enough -> more
  more:
    say: What else?
    marks: line
    choices: {correct: Correct it -> correct, another: Another -> what, over: Over -> over}
  correct:
    ask: What should it say?
    as: text up to 500
    save: what
    goto: put_right
  put_right:
    incident: {what: what}
    adds_to: entry
    goto: more
  over: {say: That is all., end: noted}
"""
MINE = """
flow: mine
title: My notes
private: yes
steps:
  start:
    say: Leave any out?
    log: leave_out
    save: left
    goto: who
  who:
    ask: Who is it for?
    as: text up to 60
    save: for
    goto: key
  key:
    ask: Which key?
    as: text up to 100
    save: key
    skip: None
    goto: make
  make:
    hand_over: package
    for: for
    leaves_out: left
    key: key
    goto: over
  over: {say: That is all., marks: line, end: seen}
"""


@dataclass(frozen=True, slots=True)
class Evening:
    """A running bot, and the authority that stamps what it keeps."""

    bot: RunningBot
    authority: Authority


@pytest.fixture
def evening(
    fakegram: Fakegram, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evening]:
    """The bot with small flows for a log, and one stamp a day."""
    for program in ("age", "age-keygen", "sha256sum"):
        if shutil.which(program) is None:
            missing(f"{program} is not installed: whether others can open a package is not tried")
    authority = authority_in(tmp_path_factory.mktemp("authority"))
    flows = write_set(tmp_path / "flows", {"home.yaml": HOME, "log.yaml": LOG, "mine.yaml": MINE})
    with served(authority) as url:
        stamps = f"stamps: {{url: '{url}', hour: 0, certificate: {authority.certificate}}}\n"
        bot = RunningBot(tmp_path / "bot", fakegram, settings=f"flows: {flows}\n{stamps}")
        try:
            bot.start()
            yield Evening(bot, authority)
            bot.stop()
        finally:
            bot.kill()
    assert failures(bot) == []
    assert list(findings(bot.folder, secrets_of(bot))) == []
    assert bare(bot) == []


def bare(bot: RunningBot) -> list[Path]:
    """The files of a deployment in which something of what was sent stands as it was sent."""
    files = [at for at in bot.folder.rglob("*") if at.is_file()]
    return [at for at in files if b"wheatear" in at.read_bytes()]


def to_menu(she: Person) -> None:
    """She begins, and comes to the menu."""
    she.start()
    alone(she, "Hello.")
    she.tap("Yes")
    alone(she, "This is the menu.")


def writes(she: Person, what: str) -> None:
    """An entry, up to where files can be sent."""
    she.say(what)
    alone(she, "Kept.")
    she.tap("Done")
    alone(she, "Saved. You can stop here.")


def sends(she: Person, kind: str, content: bytes, **how: object) -> None:
    """A file: it goes from the chat once it is kept."""
    message = she.send_file(kind, content, **how)
    she.fakegram.until(lambda: all(seen.id != message for seen in she.visible()))
    alone(she, "Saved. You can stop here.")


def hands_over(she: Person, leaves_out: str, recipient: str = "") -> Seen:
    """She has a package made."""
    she.tap("Read")
    she.fakegram.until(lambda: "Open what" in told(she) or "Leave any out?" in told(she))
    if "Open what" in told(she):  # two minutes later it is shut again
        she.tap("I have none")
    alone(she, "Leave any out?")
    if leaves_out:
        she.tap(f"◻️ {leaves_out}")
        leaves_out = f"✅ {leaves_out}"
        she.fakegram.until(lambda: leaves_out in alone(she, "Leave any out?").labels)
    she.tap("Done")
    alone(she, "Who is it for?")
    she.say("The police")
    alone(she, "Kept.")
    she.tap("Done")
    alone(she, "Which key?")
    if not recipient:
        she.tap("None")
    else:
        she.say(recipient)
        alone(she, "Kept.")
        she.tap("Done")
    she.fakegram.until(lambda: any(seen.kind == "document" for seen in she.visible()), 60)
    return next(seen for seen in she.visible() if seen.kind == "document")


def told(she: Person) -> str:
    """All that the bot says now."""
    return "\n".join(seen.text for seen in she.visible() if seen.by_bot)


def run(folder: Path, *command: str) -> str:
    """What a program of somebody else says; an error if it finds something wrong."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def checked(folder: Path, authority: Authority) -> None:
    """A police officer follows VERIFY.txt, step by step."""
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    assert run(folder, "sha256sum", "-c", "SHA256SUMS").count(": OK") == len(sums)
    assert len([at for at in folder.rglob("*") if at.is_file()]) == len(sums) + 1
    said = run(folder, sys.executable, "-I", "verify.py")
    assert "Everything in this package holds together." in said
    stamps = sorted((folder / "stamps").iterdir())
    assert stamps
    for stamp in stamps:
        digest = next(line for line in said.splitlines() if stamp.name in line).split()[-1]
        assert authority.confirms(stamp.read_bytes(), digest)


def documents(she: Person) -> None:
    """An entry with three files, a correction, and an entry that nobody else should see."""
    to_menu(she)
    for tap, then in (("Write", "18 or over"), ("I am 18", "naked"), ("Nobody", "What happened?")):
        she.tap(tap)
        alone(she, then)
    writes(she, "He waited at the gate.")
    sends(she, "photo", PHOTO)
    sends(she, "document", PAPER, told={"file_name": "letter.pdf", "mime_type": "application/pdf"})
    sends(she, "voice", VOICE)
    for tap, then in (("Enough", "What else?"), ("Correct it", "What should it say?")):
        she.tap(tap)
        alone(she, then)
    writes(she, "He waited at the back gate.")
    she.tap("Another")
    alone(she, "What happened?")
    writes(she, "My address is Larch Lane.")
    she.say("/exit")
    gone(she)


def a_day_later(evening: Evening) -> None:
    """The night passes, and the authority is asked."""
    evening.bot.stop()
    evening.bot.advance(DAY)
    stamps = evening.bot.lines("stamped")
    evening.bot.start()
    evening.bot.fakegram.until(lambda: evening.bot.lines("stamped") > stamps, 60)


def opened_with_seven_zip(folder: Path, sealed: bytes, said: str) -> Path:
    """A sealed package, opened as somebody does who has the words."""
    program = shutil.which("7z") or shutil.which("7zz")
    if program is None:
        missing("7-Zip is not installed: whether others can open a package is not tried")
    secret = " ".join(line.split(". ")[1] for line in said.splitlines() if line[:1].isdigit())
    (folder / "sealed.zip").write_bytes(sealed)
    run(folder, program, "x", "-y", f"-p{secret}", "sealed.zip")
    run(folder, program, "x", "-y", f"-o{folder / 'package'}", "package.zip")
    return folder / "package"


def opened_with_age(folder: Path, sealed: bytes) -> Path:
    """A package for one recipient, opened with her key."""
    (folder / "sealed.age").write_bytes(sealed)
    run(folder, "age", "-d", "-i", "key.txt", "-o", "opened.zip", "sealed.age")
    with zipfile.ZipFile(folder / "opened.zip") as archive:
        archive.extractall(folder / "for one")
    return folder / "for one"


def test_what_she_wrote_and_sent_reaches_others_who_can_check_it(
    evening: Evening, tmp_path: Path
) -> None:
    she = evening.bot.person()
    documents(she)
    a_day_later(evening)
    to_menu(she)
    sent = hands_over(she, "6 · day not known")
    she.sees("\n6. ")
    package = opened_with_seven_zip(tmp_path, she.open_file(sent.id), told(she))
    checked(package, evening.authority)
    originals = {at.name: at.read_bytes() for at in (package / "originals").iterdir()}
    assert originals == {"0002_a.jpg": PHOTO, "0003_a.pdf": PAPER, "0004_a.ogg": VOICE}
    assert (package / "log.pdf").read_bytes().startswith(b"%PDF")
    whole = b"".join(at.read_bytes() for at in package.rglob("*") if at.is_file())
    assert b"back gate" in whole
    assert b"Larch Lane" not in whole
    assert "holds together" in run(tmp_path, str(SIDELIGHT), "verify", "package.zip")

    she.tap("I have written them down")
    alone(she, "This is the menu.")
    run(tmp_path, "age-keygen", "-o", "key.txt")
    (public,) = [word for word in (tmp_path / "key.txt").read_text().split() if word[:4] == "age1"]
    sent = hands_over(she, "", public)
    checked(opened_with_age(tmp_path, she.open_file(sent.id)), evening.authority)


def test_the_short_way_of_the_shipped_flow_keeps_an_entry_in_a_few_taps(
    running: RunningBot,
) -> None:
    she = running.person()
    talk.to_menu(she)
    for tap, then in (
        ("Write down what happened", "Could this person hurt you"),
        ("No", "May I keep what you write here?"),
        ("Yes, keep it", "What happened?"),
    ):
        she.tap(tap)
        alone(she, then)
    she.say("It rained all day, and the wheatear sang.")
    alone(she, "Kept.")
    she.tap("Done")
    alone(she, "When was it?")
    she.tap("I don't know")
    alone(she, "Saved. You can stop here.")
    assert bare(running) == []
