"""`sidelight verify`: whether a package of a log is whole, wherever it came from.

It reads one package and contacts nobody. The program in the package is not trusted: whoever altered
the one could have altered the other.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from bot.errors import PackageProblem, UsageError
from bot.reports import sealing, verifying
from bot.reports.sealing import WORDS, WrongPassphrase
from bot.reports.verifying import Verdict
from bot.vault import words

Ask = Callable[[str], str]
TRIES = 3


def run_verify(path: Path, head: str, ask: Ask = getpass.getpass) -> int:
    """Check a folder, a ZIP, or a ZIP with a passphrase; the answer is 0 if it is whole."""
    verdict = verifying.verdict(_files(path, ask))
    problems = [*verdict.problems, *_other_head(verdict, head)]
    for problem in problems:
        print(f"PROBLEM: {_printable(problem)}")
    if problems:
        print("This package was changed or damaged after it was made, or is another one.")
        return 1
    _tell(verdict, is_known=bool(head))
    return 0


def _files(path: Path, ask: Ask) -> dict[str, bytes]:
    try:
        if path.is_dir():
            return verifying.read_folder(path)
        content = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path} can't be read: {problem.strerror}.") from None
    if sealing.is_sealed(content):
        content = _opened(content, ask)
    return verifying.read_zip(content)


def _opened(content: bytes, ask: Ask) -> bytes:
    for _ in range(TRIES):
        try:
            return sealing.opened(content, _passphrase(ask("Passphrase of the package: ")))
        except WrongPassphrase as wrong:
            print(wrong.reason)
        except EOFError:
            raise UsageError("This package needs a passphrase: a terminal to type it.") from None
    raise PackageProblem("The package was not opened.")


def _passphrase(typed: str) -> str:
    """The six words as they were given, however they are written; or what was typed."""
    try:
        return " ".join(words.read(typed, WORDS))
    except words.NotWords:
        return typed


def _printable(problem: str) -> str:
    """Without signs, in the name of a file, that would tell the terminal to do something."""
    return "".join(sign if sign.isprintable() else "?" for sign in problem)


def _other_head(verdict: Verdict, head: str) -> list[str]:
    if head and verdict.head and head.upper().replace("-", "") != verdict.head.replace("-", ""):
        return ["The head is not the one you named: this is another package, or was made anew."]
    return []


def _tell(verdict: Verdict, *, is_known: bool) -> None:
    print(f"Everything in this package holds together. Entries: {verdict.entries}.")
    print(f"Withheld: {_listed(verdict.withheld)}. Erased: {_listed(verdict.erased)}.")
    for name, digest in verdict.stamps:
        print(f"{name} has to be of {digest}: openssl ts -verify -digest … (see VERIFY.txt)")
    print(f"Head: {verdict.head}")
    if is_known:
        print("It is the head that you named, so this is the package that was made.")
    else:
        print("Compare it with one you got by another way: without that, nothing here can tell")
        print("this package from one that somebody made anew, with other words in it.")


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "none"
