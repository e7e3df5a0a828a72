"""Checks the package of a log: `python3 verify.py [FOLDER or ZIP] [--head ABCDE-FGHIJ-...]`.

Needs Python 3.8, and only reads. Without arguments it checks the folder that it lies in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any


def sha(content: bytes) -> bytes:
    """The SHA-256 of something."""
    return hashlib.sha256(content).digest()


def unhex(text: str) -> bytes:
    """What lower-case digits stand for; capitals, which would be read the same, are refused."""
    return base64.b16decode(text.swapcase())


def canonical(value: Any) -> bytes:
    """The one way in which it can be written."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def whole(text: str) -> int:
    """A number that every program reads the same; fractions are refused."""
    if not -(2**53) < int(text) < 2**53:
        raise ValueError(text)
    return int(text)


def load(content: bytes) -> Any:
    """The manifest; a ValueError unless it is written in the one way it can be."""
    value = json.loads(content, parse_float=whole, parse_int=whole, parse_constant=whole)
    if canonical(value) != content:
        raise ValueError("written in another way")
    return value


def read(path: Path) -> dict[str, bytes]:
    """All files of a folder or a ZIP, by their names in it."""
    if path.is_dir():
        found = (one for one in path.rglob("*") if one.is_file())
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if len(set(names)) != len(names):
            raise ValueError("two files of one name")
        return {name: archive.read(name) for name in names}


class Package:
    """A package and the problems that were found in it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.problems: list[str] = []
        self.digests: list[str] = []

    def check(self) -> None:
        """Look at everything."""
        try:
            manifest = load(self.files["manifest.json"])
            self.links, self.contents = manifest["links"], manifest["contents"]
            self.expect(manifest["format"] == 1 and len(manifest) == 4, "It has another format.")
            self.check_chain(unhex(manifest["log"]))
            self.bodies = {one["number"]: one["body"] for one in self.links if "body" in one}
            self.last = self.bodies.get(len(self.links), {})
            self.check_end()
            self.check_absences()
            self.check_exhibits()
            self.check_files()
            self.check_stamps()
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            self.problems.append("manifest.json is missing, or can't be understood.")

    def expect(self, holds: bool, problem: str) -> None:
        """Note a problem unless something holds."""
        if not holds:
            self.problems.append(problem)

    def check_chain(self, log_id: bytes) -> None:
        """Compute every leaf and every head anew."""
        before = bytes(32)
        for place, link in enumerate(self.links, 1):
            leaf = unhex(link["leaf"])
            fits = link["number"] == place and len(link) == (5 if "body" in link else 3)
            self.expect(fits, f"Link {place}: it has another number, or says more than it should.")
            if "body" in link or "salt" in link:
                made = sha(b"\0" + unhex(link["salt"]) + sha(canonical(link["body"])))
                self.expect(made == leaf, f"Link {place}: what it says was changed.")
            made = sha(b"\1" + log_id + place.to_bytes(8, "big") + before + leaf)
            before = unhex(link["head"])
            self.expect(made == before, f"Link {place}: it does not follow from the one before.")
        self.head = "-".join(base64.b32encode(before).decode()[n : n + 5] for n in range(0, 20, 5))

    def check_end(self) -> None:
        """The last link is this handover, of these contents."""
        self.expect(self.last.get("record") == "handover", "The end of the log was cut off.")
        bound = self.last.get("contents") == sha(canonical(self.contents)).hex()
        self.expect(bound, "The handover is of other contents than these.")
        before = self.links[-2]["head"] if len(self.links) > 1 else bytes(32).hex()
        self.expect(self.contents["before"] == before, "The head before is another one.")

    def check_absences(self) -> None:
        """What is not there was withheld or erased, and a link says which; nothing else is."""
        withheld = set(self.last.get("withheld", ()))
        gone = [body for body in self.bodies.values() if body["record"] == "removal"]
        erased = {body["of"] for body in gone if "file" not in body}
        bare = set(range(1, len(self.links) + 1)) - set(self.bodies)
        fits = bare == withheld | erased and not withheld & erased
        self.expect(fits, "What is withheld or erased does not fit what is there.")
        for number, body in self.bodies.items():
            about = body.get("amends", 0) or body.get("of", 0)
            entry = self.bodies.get(about, {"record": "incident"})["record"] == "incident"
            self.expect(about < number and entry, f"Link {number} is about no earlier entry.")
        self.absent = f"Entries withheld: {len(withheld)}. Entries erased: {len(erased)}."
        self.lacking = {body["file"] for body in gone if "file" in body}

    def check_exhibits(self) -> None:
        """Each exhibit that is not withheld or erased is there, and each file is one of them."""
        held = {one["name"]: (one["sha256"], one["size"]) for one in self.contents["files"]}
        withheld, known = set(self.last.get("withheld_files", ())), set()
        for number, body in self.bodies.items():
            for place, one in enumerate(body.get("exhibits", ())):
                file = f"{number:04}_{chr(ord('a') + place)}"
                known.add(file)
                wanted = [] if file in withheld | self.lacking else [(one["sha256"], one["size"])]
                names = [n for n in held if n.rpartition(".")[0] == f"originals/{file}"]
                found = [held.pop(name) for name in names]
                self.expect(found == wanted, f"Exhibit {file} is not what the log says.")
        others = {"log.csv", "log.pdf", "VERIFY.txt", "verify.py"}
        others |= {one["name"] for one in self.contents["derived"] + self.contents["stamps"]}
        self.expect(set(held) <= others, "A file belongs to nothing in the log.")
        spoken = withheld | {one["of"] for one in self.contents["derived"]}
        self.expect(spoken <= known, "A file is spoken of that is no exhibit.")

    def check_files(self) -> None:
        """Every file by its size and hash; none is missing and none was added."""
        held = {one["name"]: (one["sha256"], one["size"]) for one in self.contents["files"]}
        self.expect(len(held) == len(self.contents["files"]), "A file is listed twice.")
        here = set(self.files) - {"manifest.json", "SHA256SUMS"}
        self.problems += [f"{name} is missing." for name in sorted(set(held) - here)]
        for name in sorted(here):
            self.expect(name in held, f"{name} was added.")
            found = (sha(self.files[name]).hex(), len(self.files[name]))
            self.expect(found == held.get(name, found), f"{name} was changed.")
        names = sorted(set(self.files) - {"SHA256SUMS"})
        sums = "".join(f"{sha(self.files[name]).hex()}  {name}\n" for name in names).encode()
        self.expect(self.files.get("SHA256SUMS") == sums, "SHA256SUMS does not fit the files.")

    def check_stamps(self) -> None:
        """Each time stamp is of what it has to be; whether it is genuine, openssl can say."""
        for stamp in self.contents["stamps"]:
            root = sha(b"\2" + unhex(self.links[:-1][stamp["number"] - 1]["head"]))
            for beside in stamp["way"]:
                other, left = unhex(beside["digest"]), beside["side"] == "left"
                root = sha(b"\3" + (other + root if left else root + other))
            fits = b"\x04\x20" + root in self.files.get(stamp["name"], b"")
            self.expect(fits, f"{stamp['name']} is a time stamp of something else.")
            self.digests.append(f"Digest of {stamp['name']}: {root.hex()}")


def told(problems: list[str]) -> int:
    """Print what is wrong, in signs that no terminal obeys; the answer is the exit status."""
    for problem in problems:
        print("PROBLEM: " + "".join(sign if " " <= sign <= "~" else "?" for sign in problem))
    print("This package was changed or damaged after it was made, or is another one.")
    return 1


def main(arguments: list[str]) -> int:
    """Check one package, and say what was found."""
    at = [*arguments, "--head"].index("--head")
    named = arguments[:at] + arguments[at + 2 :]
    try:
        package = Package(read(Path(named[0] if named else Path(__file__).parent)))
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return told(["this package can't be read."])
    package.check()
    for wanted in arguments[at + 1 : at + 2] if not package.problems else ():
        package.expect(wanted.upper() == package.head, "The head is not the one you named.")
    if package.problems:
        return told(package.problems)
    print(*package.digests, "Everything in this package holds together.", sep="\n")
    print(f"{package.absent} Head: {package.head} (compare it as VERIFY.txt says)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
