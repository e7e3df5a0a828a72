"""Files that somebody wrote to do harm, or that an accident left behind: one function each.

Each lays its files into a folder that holds a good set. `FILES` are all of them, by name; those in
`HARMLESS` are taken up, and all others have to be refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Lay = Callable[[Path], None]
HEAD = "flow: x\ntitle: X\nsteps:\n"
END = "    goto: lines/start\n"
CSV = "source,seen,recheck\n"
DAYS = "test,2026-11-21,2027-11-21\n"
CANARY = "somebody_was_here"


@dataclass(frozen=True)
class Files:
    """Files as they are, under their names."""

    texts: Mapping[str, str | bytes]

    def __call__(self, folder: Path) -> None:
        for name, text in self.texts.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def flow(text: str | bytes, name: str = "x") -> Files:
    return Files({f"{name}.yaml": text})


def step(body: str) -> Files:
    """A flow of one step, and the steps it names."""
    return flow(f"{HEAD}  start:\n{body}{END}")


def steps(*bodies: str) -> Files:
    """A flow of many steps."""
    return flow(HEAD + "".join(bodies))


def table(text: str | bytes, name: str = "extra") -> Files:
    return Files({f"data/{name}.csv": text})


def said(text: str) -> Files:
    return step(f"    say: {text}\n")


def chosen(condition: str) -> Files:
    """A flow that goes on under a condition."""
    lines = f"    goto:\n      - lines/start if {condition}\n      - lines/start\n"
    return flow(f"{HEAD}  start:\n    say: Hello.\n{lines}")


# Too much of something


LEVELS = "abcdefghi"
ALIAS_BOMB = f"a: &a [{', '.join(['lol'] * 9)}]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in pairwise(LEVELS)
)
CHAIN = [f"  s{n}:\n    goto: s{n + 1}\n" for n in range(290)]
MESHED = [
    f"  s{n}:\n    goto:\n"
    + "".join(f"      - s{m} if country is known\n" for m in range(20))
    + END
    for n in range(290)
]
STEEP = "".join(f"{' ' * depth}a:\n" for depth in range(600))


def twice(n: int) -> str:
    """A flow that calls the next one twice."""
    call = f"    do: f{n + 1}\n" if n < 12 else ""
    head = f"flow: f{n}\ntitle: X\nsteps:\n"
    last = "  on:\n    changes: visible\n    end: e\n"
    return f"{head}  start:\n{call}    goto: two\n  two:\n{call}    goto: on\n{last}"


TOO_MUCH: dict[str, Lay] = {
    "an alias bomb of 342 bytes": flow(ALIAS_BOMB[:342]),
    "an alias bomb": flow(ALIAS_BOMB),
    "5,000 open brackets": flow("a: " + "[" * 4_990),
    "250,000 open brackets": flow("a:\n" + ("  " + "[" * 4_000 + "\n") * 62),
    "5,000 open braces": flow("a: " + "{" * 4_990),
    "braces with keys": flow("a: " + "{a: " * 1_200),
    "closed brackets": flow("a: " + "[" * 2_400 + "]" * 2_400),
    "lists in lists": flow("- " * 2_400),
    "lists in lists on many lines": flow("".join(f"{' ' * n}-\n" for n in range(600))),
    "keys of keys": flow("? " * 2_400),
    "keys that are lists": flow("? [a, b]\n: c\n" * 3_000),
    "600 levels": flow(STEEP),
    "25,000 nodes": flow("a:\n" + "- x\n" * 25_000),
    "25,000 nodes in many lists": flow("a:\n" + ("- [" + "x," * 200 + "x]\n") * 125),
    "25,000 keys": flow("".join(f"k{n}: v\n" for n in range(25_000))),
    "9,000 keys in braces": flow("a: {" + ",\n ".join(f"k{n}: v" for n in range(9_000)) + "}"),
    "a line of 200 KB": said("a " * 100_000),
    "a line of 1 MB": said("a" * 1_000_000),
    "a file of 300 KB": flow(HEAD + "# and on\n" * 34_000),
    "a file of 20 MB": flow(b"a: b\n" * 4_000_000),
    "250,000 empty lines": flow("\n" * 250_000),
    "10,000 steps": steps(*(f"  s{n}: {{end: e}}\n" for n in range(10_000))),
    "290 steps in a circle": steps("  start:\n    goto: s0\n", *CHAIN, "  s290:\n    goto: s0\n"),
    "290 steps, each with 20 ways": steps("  start:\n    goto: s0\n", *MESHED),
    "16,000 unknown keys": steps(
        *(f"  s{n}: {{" + ", ".join(f"k{k}: v" for k in range(30)) + "}\n" for n in range(250))
    ),
    "290 ways that lead nowhere, each like all the others": steps(
        "  start:\n    goto: tepsab_0\n",
        *(f"  step_ab{n}:\n    goto: step_ba{n}\n" for n in range(290)),
    ),
    "5,000 unknown names": steps(
        *(
            f"  s{n}:\n    goto:\n      - lines/start if "
            + " and ".join(f"name_{n}_{k} is x" for k in range(20))
            + "\n      - lines/start\n"
            for n in range(250)
        )
    ),
    "290 calls of one flow": steps(
        "  start:\n    goto: s0\n",
        *(f"  s{n}:\n    do: lines\n    goto: s{n + 1}\n" for n in range(290)),
        "  s290:\n    changes: visible\n    goto: lines/start\n",
    ),
    "290 questions about danger": steps(
        "  start:\n    goto: s0\n",
        *(
            f"  s{n}:\n    marks: danger_question\n    choices:\n      no_danger: A -> s{n + 1}\n"
            f"      b: B -> s{n + 1}\n      c: C -> s{n + 1}\n    save: n{n}\n"
            for n in range(290)
        ),
        "  s290:\n    changes: visible\n    goto: lines/start\n",
    ),
    "flows that call each other": Files(
        {
            f"{one}.yaml": f"flow: {one}\ntitle: X\nsteps:\n  start:\n    do: {two}\n"
            "    goto: on\n  on:\n    changes: visible\n    goto: lines/start\n"
            for one, two in (("x", "y"), ("y", "x"))
        }
    ),
    "calls that double at every level": Files({f"f{n}.yaml": twice(n) for n in range(13)}),
}


# Words that mean something to a machine


def tagged(tag: str) -> Files:
    return step(f'    say: !!python/{tag} ["touch {CANARY}"]\n')


TRICKS: dict[str, Lay] = {
    "a tag that runs a command": tagged("object/apply:os.system"),
    "a tag that makes an object": tagged("object/new:subprocess.Popen"),
    "a tag that names a module": tagged("module:antigravity"),
    "a tag of our own": said("!exec [x]"),
    "a tag for bytes": said("!!binary aGVsbG8="),
    "a tag for a set": flow("!!set {a, b}\n"),
    "a directive for tags": flow("%TAG ! tag:yaml.org,2002:python/\n---\na: b\n"),
    "a directive for the version": flow(f"%YAML 1.2\n---\n{HEAD}"),
    "an anchor": step("    say: &a Hello.\n"),
    "an alias of nothing": said("*a"),
    "an alias of itself": flow("a: &a\n  b: *a\n"),
    "a merge key": flow(f"base: &b {{end: e}}\n{HEAD}  start:\n    <<: *b\n"),
    "a merge key without an alias": step("    <<: {end: e}\n"),
    "a key that stands twice": steps("  start:\n    end: a\n", "  start:\n    end: b\n"),
    "a second document": flow(f"{HEAD}  start:\n    say: Hi.\n{END}---\n{HEAD}"),
    "braces that reach into an object": said("'{x.__class__}'"),
    "braces with an index": said("'{x[0]}'"),
    "braces with a number": said("'{0}'"),
    "braces in braces": said("'{{}}'"),
    "braces with a format": said("'{country!r:>999999999}'"),
    "200,000 open braces": step("    say: |\n" + ("      " + "{a" * 2_000 + "\n") * 50),
    "a condition of 100,000 nots": chosen("\n      ".join(["not " * 1_000] * 60) + " a is b"),
    "a condition of 100,000 brackets": chosen("\n      ".join(["(" * 4_000] * 25)),
    "a condition that never ends": chosen("\n      ".join(["country is known and " * 200] * 50)),
    "a condition of quotes": chosen("\n      ".join(['"' * 4_001] * 25)),
    "a condition that calls": chosen("__import__('os').system('x')"),
    "a condition with numbers too large": chosen("country at least " + "9" * 4_800),
    "a label of arrows": step("    choices:\n      a: '" + " -> a" * 900 + "'\n"),
    "most rows, as a number of 4,800 digits": step(
        "    show: helplines\n    each: '{name}'\n    empty: start\n    most: 0001"
        + "0" * 4_800
        + "\n"
    ),
    "a number without end": step(
        "    ask: How many?\n    as: number from 1 to " + "9" * 4_800 + "\n    save: n\n"
    ),
    "a review at the end of time": flow(
        f"reviewed: {{on: 9999-12-31, by: x, again: 999 years}}\n{HEAD}  start:\n    end: e\n"
    ),
    "a review on no day": flow(f"reviewed: {{on: 2026-13-45, by: x}}\n{HEAD}  start:\n{END}"),
    "a review without a day": flow(f"reviewed: {{by: x}}\n{HEAD}  start:\n{END}"),
    "a time without end": step("    keep: {n: 999999999999999 years}\n"),
    "remarks of allow": step(("    # allow F301" + " # allow F301" * 370 + "\n") * 45),
    "texts that are nearly cut off": said("\n      ".join(["x" + " " * 4_000 + "x"] * 50) + " #x"),
    "a silenced order": step("    say: Hello.\n    # allow F401: why not\n    changes: visible\n"),
}


# Names


def linked(name: str, target: str) -> Lay:
    def lay(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(target)
        if name.startswith("media"):
            said(f"[{{photo: {name}, alt: A secret}}]")(folder)

    return lay


def named(name: bytes) -> Lay:
    def lay(folder: Path) -> None:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(f"{HEAD}  start:\n{END}")

    return lay


def piped(name: str) -> Lay:
    def lay(folder: Path) -> None:
        os.mkfifo(folder / name)

    return lay


def foldered(name: str) -> Lay:
    def lay(folder: Path) -> None:
        (folder / name).mkdir()

    return lay


def locked(folder: Path) -> None:
    said("Hello.")(folder)
    (folder / "x.yaml").chmod(0)


NAMES: dict[str, Lay] = {
    "a text from outside": step("    say:\n      - include: ../../etc/passwd\n"),
    "a picture from above": said("[{photo: media/../../../etc/passwd, alt: x}]"),
    "a picture from the root": said("[{photo: /etc/passwd, alt: x}]"),
    "a picture from a Windows disk": said("[{photo: 'C:\\Windows\\win.ini', alt: x}]"),
    "a picture from above on Windows": said("[{photo: 'media\\..\\..\\secret', alt: x}]"),
    "a picture from the web": said("[{photo: 'https://example.org/x.png', alt: x}]"),
    "a picture that links outside": linked("media/x.png", "/etc/passwd"),
    "a folder of pictures that links outside": linked("media/etc", "/etc"),
    "a table from above": step("    show: ../../etc/passwd\n    each: '{a}'\n    empty: start\n"),
    "a way out of the folder": step("    choices: {a: 'A -> ../home/start'}\n"),
    "a flow called like a path": flow("flow: ../../x\ntitle: X\nsteps:\n  start:\n" + END),
    "a flow called like another": flow(HEAD + "  start:\n" + END, "y"),
    "a step called __proto__": steps("  start:\n", END, "  __proto__:\n", END),
    "a step called with dots": steps("  start:\n", END, "  a.b:\n", END),
    "a step called with a slash": steps("  start:\n", END, "  home/start:\n", END),
    "a step with a name of 5,000 letters": steps(
        "  start:\n", END, f"  ? {'a' * 4_900}\n  :\n", END
    ),
    "a file that links outside": linked("x.yaml", "/etc/passwd"),
    "a file that links to itself": linked("x.yaml", "x.yaml"),
    "a file that links to an endless one": linked("x.yaml", "/dev/zero"),
    "a file that links to nothing": linked("x.yaml", "gone.yaml"),
    "a file that is a folder": foldered("x.yaml"),
    "a file that is a pipe": piped("x.yaml"),
    "a file that may not be read": locked,
    "a file with a name that is not text": named(b"\xff\xfe.yaml"),
    "a file with a name that paints the screen": named(b"\x1b[31mx.yaml"),
    "a file with a name of two lines": named(b"x\nhome.yaml"),
    "a table that is a folder": foldered("data/extra.csv"),
    "a table that is a pipe": piped("data/extra.csv"),
    "a table that links outside": linked("data/extra.csv", "/etc/passwd"),
}


# Letters


GOOD = f"{HEAD}  start:\n    say: Hello.\n{END}"
LETTERS: dict[str, Lay] = {
    "nothing": flow(""),
    "nothing but remarks": flow("# nothing\n# here\n"),
    "nothing but spaces": flow("   \n \n"),
    "nothing but a document mark": flow("---\n"),
    "a list": flow("- a\n- b\n"),
    "a text": flow("Hello.\n"),
    "null": flow("null\n"),
    "a NUL": flow(GOOD.replace("Hello", "He\x00llo")),
    "a control character": flow(GOOD.replace("Hello", "He\x07llo")),
    "signs that paint the screen": flow(GOOD.replace("Hello", "\x1b[2J\x1b[31mHello")),
    "text that is turned round": flow(GOOD.replace("Hello", "Call \u202e999")),
    "text that is set apart": flow(GOOD.replace("Hello", "Call \u2066999\u2069")),
    "a break that only YAML sees": flow(GOOD.replace("Hello", "Hello\u2028evil")),
    "a break of old machines": flow(GOOD.replace("Hello", "Hello\x85evil")),
    "a hyphen without width": flow(GOOD.replace("Hello", "Hel\u00adlo")),
    "a space without width before a key": flow(GOOD.replace("    say", "\u200b   say")),
    "Latin-1": flow(GOOD.replace("Hello", "Café").encode("latin-1")),
    "UTF-16": flow(GOOD.encode("utf-16")),
    "UTF-16 without its mark": flow(GOOD.encode("utf-16-le")),
    "UTF-32": flow(GOOD.encode("utf-32")),
    "half a letter": flow(GOOD.replace("Hello", "é").encode()[:-30] + b"\xc3"),
    "a letter in too many bytes": flow(GOOD.encode().replace(b"Hello", b"\xc0\xafHello")),
    "half of a pair": flow(GOOD.encode().replace(b"Hello", b"\xed\xa0\x80Hello")),
    "a picture": flow(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "an archive": flow(b"PK\x03\x04" + bytes(200)),
    "a tab": flow(GOOD.replace("    say", "\tsay")),
    "a tab after a key": flow(GOOD.replace("say: ", "say:\t")),
    "no-break spaces": flow(GOOD.replace("    say", "\u00a0\u00a0\u00a0\u00a0say")),
    "curly quotes": flow(GOOD.replace("Hello.", "“Hello.”")),
    "an open quote": flow(GOOD.replace("Hello.", '"Hello.')),
    "an open quote of 200 KB": flow(GOOD.replace("Hello.", '"' + "Hello.\n      " * 15_000)),
}


HARMLESS: dict[str, Lay] = {
    "Windows line ends": flow(GOOD.replace("\n", "\r\n")),
    "old line ends": flow(GOOD.replace("\n", "\r")),
    "a mark of the byte order": flow(b"\xef\xbb\xbf" + GOOD.encode()),
    "no line end at the end": flow(GOOD.rstrip()),
    "letters of many languages": flow(
        GOOD.replace("Hello.", "ជំរាប\u200bសួរ שלום שָׁלוֹם 你好 नमस्ते 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿")
    ),
    "words that look like other things": said("[no, 'null', 0x1F, 1e999, ~, 2026-11-21, .inf]"),
    "words that look like code": said("'<script>alert(1)</script> $(id) `id` %n%s $HOME && rm'"),
    "braces of a message that are no names": said("This } and that {."),
    "steps called start, end and constructor": steps(
        "  start:\n    goto: end\n  end:\n    goto: constructor\n  constructor:\n    goto: then\n"
        "  then:\n    goto: lines/start\n"
    ),
    "remarks that a slow search would choke on": step(
        ("    # allow F301: " + "x " + " " * 4_900 + "x\n") * 45
    ),
    "290 steps in a row": steps("  start:\n    goto: s0\n", *CHAIN, "  s290:\n" + END),
    "what an editor left behind": named(b".#x.yaml"),
    "a dangling lock of an editor": linked(".#home.yaml", "somebody@host.4711"),
    "what a Mac left behind": Files({"._x.yaml": b"\x00\x05\x16\x07", "data/._x.csv": b"\x00"}),
    "a file of another kind": Files(
        {"notes.txt": b"\xff" * 9, "x.yaml.swp": b"\x00", "x.yml~": b"\x00"}
    ),
}
FILES: dict[str, Lay] = TOO_MUCH | TRICKS | NAMES | LETTERS
