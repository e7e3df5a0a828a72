"""Ways to alter a package: each changes one thing, as somebody would who wants it to say more.

A way answers with the files as altered, or with nothing where the package has no such thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from random import Random
from typing import Any

from bot.core.canonical import canonical
from bot.core.chain import head_of, leaf_of
from bot.reports.package import sums

Altered = Mapping[str, bytes]
Draft = dict[str, bytes]
Tampering = Callable[[Draft, Random], Draft | None]
EFFORTS = (0, 1, 2)
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


def mended(altered: Altered, effort: int) -> Draft:
    """What was altered, with the checksums made to fit (1), and the manifest's list too (2)."""
    files = dict(altered)
    if effort == 2 and MANIFEST in files:
        _list_anew(files)
    if effort >= 1:
        others = {name: content for name, content in files.items() if name != SUMS}
        files[SUMS] = sums(others)
    return files


def rewritten(files: Draft) -> Draft:
    """All of a package made anew to fit, from the first link to the last: nothing of it is wrong."""
    files = mended(files, 2)
    manifest = json.loads(files[MANIFEST])
    links, before = manifest["links"], bytes(32)
    links[-1]["body"]["contents"] = sha256(canonical(manifest["contents"])).hexdigest()
    for effort in range(2):  # the contents name the head before the last link
        before = bytes(32)
        for link in links:
            if "body" in link:
                link["leaf"] = leaf_of(bytes.fromhex(link["salt"]), canonical(link["body"])).hex()
            leaf = bytes.fromhex(link["leaf"])
            before = head_of(bytes.fromhex(manifest["log"]), link["number"], before, leaf)
            link["head"] = before.hex()
        if effort == 0:
            manifest["contents"]["before"] = links[-2]["head"]
            bound = sha256(canonical(manifest["contents"])).hexdigest()
            links[-1]["body"]["contents"] = bound
    return mended(files | {MANIFEST: canonical(manifest)}, 1)


def _list_anew(files: Draft) -> None:
    try:
        manifest = json.loads(files[MANIFEST])
        manifest["contents"]["files"] = [
            {"name": name, "sha256": sha256(files[name]).hexdigest(), "size": len(files[name])}
            for name in sorted(files)
            if name not in (MANIFEST, SUMS)
        ]
        files[MANIFEST] = canonical(manifest)
    except (ValueError, KeyError, TypeError):
        pass  # it can't be read any more


# Files


def _flipped(files: Draft, chance: Random, begins: str) -> Draft | None:
    names = [name for name in files if name.startswith(begins) and files[name]]
    if not names:
        return None
    name = chance.choice(names)
    at, bit = chance.randrange(len(files[name])), 1 << chance.randrange(8)
    content = bytearray(files[name])
    content[at] ^= bit
    return files | {name: bytes(content)}


def flip_in_manifest(files: Draft, chance: Random) -> Draft | None:
    """One bit of what counts."""
    return _flipped(files, chance, MANIFEST)


def flip_in_original(files: Draft, chance: Random) -> Draft | None:
    """One bit of a file that she added."""
    return _flipped(files, chance, "originals/")


def flip_in_derived(files: Draft, chance: Random) -> Draft | None:
    """One bit of a file that was made of one."""
    return _flipped(files, chance, "derived/")


def flip_in_stamp(files: Draft, chance: Random) -> Draft | None:
    """One bit of a time stamp."""
    return _flipped(files, chance, "stamps/")


def flip_in_pdf(files: Draft, chance: Random) -> Draft | None:
    """One bit of what is printed."""
    return _flipped(files, chance, "log.pdf")


def flip_in_sums(files: Draft, chance: Random) -> Draft | None:
    """One bit of the checksums."""
    return _flipped(files, chance, SUMS)


def flip_in_verify(files: Draft, chance: Random) -> Draft | None:
    """One bit of the program that checks."""
    return _flipped(files, chance, "verify.py")


def flip_in_guide(files: Draft, chance: Random) -> Draft | None:
    """One bit of the page for the police."""
    return _flipped(files, chance, "VERIFY.txt")


def edit_table(files: Draft, _: Random) -> Draft | None:
    """The table says something else."""
    return files | {"log.csv": files["log.csv"].replace(b"hers", b"his ") + b"x"}


def drop_file(files: Draft, chance: Random) -> Draft | None:
    """Any file is not there."""
    name = chance.choice(sorted(files))
    return {one: content for one, content in files.items() if one != name}


def add_file(files: Draft, chance: Random) -> Draft | None:
    """A file more."""
    name = chance.choice(("originals/0001_z.jpg", "note.txt", "originals/.hidden", "verify2.py"))
    return files | {name: b"x"}


def _originals(files: Draft) -> list[str]:
    return sorted(name for name in files if name.startswith("originals/"))


def rename_original(files: Draft, chance: Random) -> Draft | None:
    """A file that she added is called otherwise."""
    if not (names := _originals(files)):
        return None
    name = chance.choice(names)
    renamed = chance.choice((name.replace("_", "-"), name + ".exe", "originals/0099_a.jpg"))
    return {renamed if one == name else one: content for one, content in files.items()}


def swap_originals(files: Draft, chance: Random) -> Draft | None:
    """Two files change places."""
    if len(names := _originals(files)) < 2:
        return None
    one, other = chance.sample(names, 2)
    return files | {one: files[other], other: files[one]}


def swap_stamps(files: Draft, _: Random) -> Draft | None:
    """Two time stamps change places."""
    names = sorted(name for name in files if name.startswith("stamps/"))
    if len(names) < 2:
        return None
    return files | {names[0]: files[names[1]], names[1]: files[names[0]]}


# The manifest

Way = Callable[[dict[str, Any], Random], bool]


def _edited(files: Draft, chance: Random, edit: Way) -> Draft | None:
    manifest = json.loads(files[MANIFEST])
    if not edit(manifest, chance):
        return None
    return files | {MANIFEST: canonical(manifest)}


def _bodies(manifest: dict[str, Any], record: str, *fields: str) -> list[dict[str, Any]]:
    bodies = [link["body"] for link in manifest["links"] if "body" in link]
    return [b for b in bodies if b["record"] == record and all(field in b for field in fields)]


def reformat(files: Draft, _: Random) -> Draft | None:
    """The same values, written otherwise."""
    return files | {MANIFEST: json.dumps(json.loads(files[MANIFEST]), indent=1).encode()}


def edit_words(files: Draft, chance: Random) -> Draft | None:
    """An entry says something else."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if bodies := _bodies(manifest, "incident"):
            chance.choice(bodies)["what"] += "."
        return bool(bodies)

    return _edited(files, chance, edit)


def change_zone(files: Draft, chance: Random) -> Draft | None:
    """It happened on another clock."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        bodies = [b for b in _bodies(manifest, "incident", "occurred") if "zone" in b["occurred"]]
        if bodies:
            chance.choice(bodies)["occurred"]["zone"] = "Asia/Tokyo"
        return bool(bodies)

    return _edited(files, chance, edit)


def change_recorded(files: Draft, chance: Random) -> Draft | None:
    """It was written down earlier than it was."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links = [link for link in manifest["links"] if "body" in link]
        chance.choice(links)["body"]["recorded"] = "2025-01-01T00:00:00Z"
        return True

    return _edited(files, chance, edit)


def change_amended(files: Draft, chance: Random) -> Draft | None:
    """An amendment is of another entry."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if bodies := _bodies(manifest, "incident", "amends"):
            body = chance.choice(bodies)
            body["amends"] += chance.choice((-1, 1)) if body["amends"] > 1 else 1
        return bool(bodies)

    return _edited(files, chance, edit)


def change_claim(files: Draft, chance: Random) -> Draft | None:
    """What she did not say is hers is hers now."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if bodies := _bodies(manifest, "incident", "locked"):
            del chance.choice(bodies)["locked"]
        return bool(bodies)

    return _edited(files, chance, edit)


def change_exhibit(files: Draft, chance: Random) -> Draft | None:
    """A file is another one, and its entry says so too."""
    if not (names := _originals(files)):
        return None
    name = chance.choice(names)
    number, letter = int(name[10:14]), ord(name[15]) - ord("a")

    def edit(manifest: dict[str, Any], _: Random) -> bool:
        exhibit = manifest["links"][number - 1]["body"]["exhibits"][letter]
        exhibit |= {"sha256": sha256(b"another").hexdigest(), "size": 7}
        return True

    return _edited(files | {name: b"another"}, chance, edit)


def change_log_id(files: Draft, chance: Random) -> Draft | None:
    """It is another person's log."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        manifest["log"] = chance.randbytes(16).hex()
        return True

    return _edited(files, chance, edit)


def change_salt(files: Draft, chance: Random) -> Draft | None:
    """Another salt."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links = [link for link in manifest["links"] if "salt" in link]
        chance.choice(links)["salt"] = chance.randbytes(32).hex()
        return True

    return _edited(files, chance, edit)


def drop_link(files: Draft, chance: Random) -> Draft | None:
    """An entry was never there, and the numbers are made to fit."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        del manifest["links"][chance.randrange(len(manifest["links"]))]
        for number, link in enumerate(manifest["links"], 1):
            link["number"] = number
        return True

    return _edited(files, chance, edit)


def truncate(files: Draft, chance: Random) -> Draft | None:
    """The end of the log was never there, but for the handover."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links = manifest["links"]
        kept = chance.randrange(1, len(links))
        manifest["links"] = links[:kept] + (links[-1:] if chance.random() < 0.5 else [])
        return len(manifest["links"]) < len(links)

    return _edited(files, chance, edit)


def reorder(files: Draft, chance: Random) -> Draft | None:
    """Two entries change places, with or without their numbers."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links = manifest["links"]
        one, other = chance.sample(range(len(links)), 2)
        links[one], links[other] = links[other], links[one]
        if chance.random() < 0.5:
            links[one]["number"], links[other]["number"] = one + 1, other + 1
        return True

    return _edited(files, chance, edit)


def duplicate(files: Draft, chance: Random) -> Draft | None:
    """An entry stands there twice."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links = manifest["links"]
        at = chance.randrange(len(links))
        links.insert(at, dict(links[at]))
        if chance.random() < 0.5:
            for number, link in enumerate(links, 1):
                link["number"] = number
        return True

    return _edited(files, chance, edit)


def add_link(files: Draft, chance: Random) -> Draft | None:
    """An entry more at the end, which follows from the one before as it should."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        links, salt = manifest["links"], chance.randbytes(32)
        record = {"record": "incident", "what": "more", "recorded": "2026-11-28T00:00:00Z"}
        body = {"format": 1, **record}
        leaf, number = leaf_of(salt, canonical(body)), len(links) + 1
        before = bytes.fromhex(links[-1]["head"])
        head = head_of(bytes.fromhex(manifest["log"]), number, before, leaf).hex()
        link = {"number": number, "salt": salt.hex(), "leaf": leaf.hex(), "head": head}
        links.append({**link, "body": body})
        return True

    return _edited(files, chance, edit)


def hide(files: Draft, chance: Random) -> Draft | None:
    """An entry is made to look withheld."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        link = chance.choice([link for link in manifest["links"] if "body" in link])
        del link["body"], link["salt"]
        return True

    return _edited(files, chance, edit)


def fill_in(files: Draft, chance: Random) -> Draft | None:
    """Words are put into an entry that was withheld or erased."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if bare := [link for link in manifest["links"] if "body" not in link]:
            body = {"format": 1, "record": "incident", "what": "I made it up"}
            said = {"body": {**body, "recorded": "2026-11-11T00:00:00Z"}}
            chance.choice(bare).update(said | {"salt": chance.randbytes(32).hex()})
        return bool(bare)

    return _edited(files, chance, edit)


def withheld_as_erased(files: Draft, chance: Random) -> Draft | None:
    """What was withheld looks as if it had been erased: the handover does not name it any more."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        body = manifest["links"][-1]["body"]
        if withheld := body.get("withheld"):
            withheld.remove(chance.choice(withheld))
        return "withheld" in body

    return _edited(files, chance, edit)


def erased_as_withheld(files: Draft, chance: Random) -> Draft | None:
    """What was erased looks as if it were withheld: the link that says so is of another entry."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if bodies := [body for body in _bodies(manifest, "removal") if "file" not in body]:
            body = chance.choice(bodies)
            last = manifest["links"][-1]["body"]
            last["withheld"] = sorted({*last.get("withheld", []), body["of"]})
            body["of"] += 1
        return bool(bodies)

    return _edited(files, chance, edit)


def edit_custody(files: Draft, chance: Random) -> Draft | None:
    """Nobody has opened the log."""

    def edit(manifest: dict[str, Any], _: Random) -> bool:
        manifest["contents"]["accesses"] = []
        return True

    return _edited(files, chance, edit)


def edit_software(files: Draft, chance: Random) -> Draft | None:
    """Another version made it."""

    def edit(manifest: dict[str, Any], _: Random) -> bool:
        manifest["contents"]["software"] += "1"
        return True

    return _edited(files, chance, edit)


def restamp(files: Draft, chance: Random) -> Draft | None:
    """A time stamp is said to be of another entry."""

    def edit(manifest: dict[str, Any], chance: Random) -> bool:
        if stamps := manifest["contents"]["stamps"]:
            chance.choice(stamps)["number"] += 1
        return bool(stamps)

    return _edited(files, chance, edit)


TAMPERINGS: tuple[Tampering, ...] = (
    *(flip_in_manifest, flip_in_original, flip_in_derived, flip_in_stamp, flip_in_pdf),
    *(flip_in_sums, flip_in_verify, flip_in_guide, edit_table, drop_file, add_file),
    *(rename_original, swap_originals, swap_stamps, reformat, edit_words, change_zone),
    *(change_recorded, change_amended, change_claim, change_exhibit, change_log_id, change_salt),
    *(drop_link, truncate, reorder, duplicate, add_link, hide, fill_in, withheld_as_erased),
    *(erased_as_withheld, edit_custody, edit_software, restamp),
)
