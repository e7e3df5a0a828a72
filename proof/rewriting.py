"""Ways to alter the manifest of a package, each in one thing.

A way changes the manifest and says whether there was something to change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from random import Random
from typing import Any

from bot.core.canonical import canonical
from bot.core.chain import head_of, leaf_of
from proof.mending import MANIFEST, Draft, Tampering

Manifest = dict[str, Any]


def _edits(way: Callable[[Manifest, Random], bool]) -> Tampering:
    """A way to alter the manifest as a way to alter a package."""

    @wraps(way)
    def altered(files: Draft, chance: Random) -> Draft | None:
        manifest = json.loads(files[MANIFEST])
        return files | {MANIFEST: canonical(manifest)} if way(manifest, chance) else None

    return altered


def _bodies(manifest: Manifest, record: str, *fields: str) -> list[Manifest]:
    bodies = [link["body"] for link in manifest["links"] if "body" in link]
    return [b for b in bodies if b["record"] == record and all(field in b for field in fields)]


@_edits
def edit_words(manifest: Manifest, chance: Random) -> bool:
    """An entry says something else."""
    if bodies := _bodies(manifest, "incident"):
        chance.choice(bodies)["what"] += "."
    return bool(bodies)


@_edits
def change_zone(manifest: Manifest, chance: Random) -> bool:
    """It happened on another clock."""
    bodies = [b for b in _bodies(manifest, "incident", "occurred") if "zone" in b["occurred"]]
    if bodies:
        chance.choice(bodies)["occurred"]["zone"] = "Asia/Tokyo"
    return bool(bodies)


@_edits
def change_recorded(manifest: Manifest, chance: Random) -> bool:
    """It was written down earlier than it was."""
    links = [link for link in manifest["links"] if "body" in link]
    chance.choice(links)["body"]["recorded"] = "2025-01-01T00:00:00Z"
    return True


@_edits
def change_amended(manifest: Manifest, chance: Random) -> bool:
    """An amendment is of another entry."""
    if bodies := _bodies(manifest, "incident", "amends"):
        body = chance.choice(bodies)
        body["amends"] += chance.choice((-1, 1)) if body["amends"] > 1 else 1
    return bool(bodies)


@_edits
def amend_later(manifest: Manifest, chance: Random) -> bool:
    """An amendment is of something that is not before it."""
    if bodies := _bodies(manifest, "incident", "amends"):
        chance.choice(bodies)["amends"] = len(manifest["links"])
    return bool(bodies)


@_edits
def change_claim(manifest: Manifest, chance: Random) -> bool:
    """What she did not say is hers is hers now."""
    if bodies := _bodies(manifest, "incident", "locked"):
        del chance.choice(bodies)["locked"]
    return bool(bodies)


def change_exhibit(files: Draft, chance: Random) -> Draft | None:
    """A file is another one, and its entry says so too."""
    names = sorted(name for name in files if name.startswith("originals/"))
    if not names:
        return None
    name, manifest = chance.choice(names), json.loads(files[MANIFEST])
    number, letter = int(name[10:14]), ord(name[15]) - ord("a")
    exhibit = manifest["links"][number - 1]["body"]["exhibits"][letter]
    exhibit |= {"sha256": sha256(b"another").hexdigest(), "size": 7}
    return files | {name: b"another", MANIFEST: canonical(manifest)}


@_edits
def change_log_id(manifest: Manifest, chance: Random) -> bool:
    """It is another person's log."""
    manifest["log"] = chance.randbytes(16).hex()
    return True


@_edits
def change_salt(manifest: Manifest, chance: Random) -> bool:
    """Another salt."""
    links = [link for link in manifest["links"] if "salt" in link]
    chance.choice(links)["salt"] = chance.randbytes(32).hex()
    return True


@_edits
def change_digits(manifest: Manifest, chance: Random) -> bool:
    """The same values in capital digits, which not everybody notices."""
    name = chance.choice(("leaf", "head", "salt"))
    link = chance.choice([link for link in manifest["links"] if name in link])
    link[name] = link[name].upper()
    return True


@_edits
def drop_link(manifest: Manifest, chance: Random) -> bool:
    """An entry was never there, and the numbers are made to fit."""
    del manifest["links"][chance.randrange(len(manifest["links"]))]
    for number, link in enumerate(manifest["links"], 1):
        link["number"] = number
    return True


@_edits
def truncate(manifest: Manifest, chance: Random) -> bool:
    """The end of the log was never there, but for the handover."""
    links = manifest["links"]
    kept = chance.randrange(1, len(links))
    manifest["links"] = links[:kept] + (links[-1:] if chance.random() < 0.5 else [])
    return len(manifest["links"]) < len(links)


@_edits
def reorder(manifest: Manifest, chance: Random) -> bool:
    """Two entries change places, with or without their numbers."""
    links = manifest["links"]
    one, other = chance.sample(range(len(links)), 2)
    links[one], links[other] = links[other], links[one]
    if chance.random() < 0.5:
        links[one]["number"], links[other]["number"] = one + 1, other + 1
    return True


@_edits
def renumber(manifest: Manifest, chance: Random) -> bool:
    """Two entries are called by each other's numbers."""
    one, other = chance.sample(manifest["links"], 2)
    one["number"], other["number"] = other["number"], one["number"]
    return True


@_edits
def duplicate(manifest: Manifest, chance: Random) -> bool:
    """An entry stands there twice."""
    links = manifest["links"]
    at = chance.randrange(len(links))
    links.insert(at, dict(links[at]))
    if chance.random() < 0.5:
        for number, link in enumerate(links, 1):
            link["number"] = number
    return True


@_edits
def add_link(manifest: Manifest, chance: Random) -> bool:
    """An entry more at the end, which follows from the one before as it should."""
    links, salt = manifest["links"], chance.randbytes(32)
    record = {"record": "incident", "what": "more", "recorded": "2026-11-28T00:00:00Z"}
    body = {"format": 1, **record}
    leaf, number = leaf_of(salt, canonical(body)), len(links) + 1
    before = bytes.fromhex(links[-1]["head"])
    head = head_of(bytes.fromhex(manifest["log"]), number, before, leaf).hex()
    link = {"number": number, "salt": salt.hex(), "leaf": leaf.hex(), "head": head}
    links.append({**link, "body": body})
    return True


@_edits
def hide(manifest: Manifest, chance: Random) -> bool:
    """An entry is made to look withheld."""
    link = chance.choice([link for link in manifest["links"] if "body" in link])
    del link["body"], link["salt"]
    return True


@_edits
def fill_in(manifest: Manifest, chance: Random) -> bool:
    """Words are put into an entry that was withheld or erased."""
    if bare := [link for link in manifest["links"] if "body" not in link]:
        body = {"format": 1, "record": "incident", "what": "I made it up"}
        said = {"body": {**body, "recorded": "2026-11-11T00:00:00Z"}}
        chance.choice(bare).update(said | {"salt": chance.randbytes(32).hex()})
    return bool(bare)


@_edits
def withheld_as_erased(manifest: Manifest, chance: Random) -> bool:
    """What was withheld looks as if it had been erased: the handover does not name it any more."""
    body = manifest["links"][-1]["body"]
    if withheld := body.get("withheld"):
        withheld.remove(chance.choice(withheld))
    return "withheld" in body


@_edits
def erased_as_withheld(manifest: Manifest, chance: Random) -> bool:
    """What was erased looks as if it were withheld: the link that says so is of another entry."""
    if bodies := [body for body in _bodies(manifest, "removal") if "file" not in body]:
        body = chance.choice(bodies)
        last = manifest["links"][-1]["body"]
        last["withheld"] = sorted({*last.get("withheld", []), body["of"]})
        body["of"] += 1
    return bool(bodies)


@_edits
def slip_in(manifest: Manifest, chance: Random) -> bool:
    """Something more is said, in a place that nobody asks for."""
    chance.choice(list(_mappings(manifest)))["more"] = chance.choice(("", "x", 0))
    return True


def _mappings(value: object) -> Iterator[Manifest]:
    match value:
        case dict():
            yield value
            yield from _mappings(list(value.values()))
        case list():
            for one in value:
                yield from _mappings(one)
        case _:
            pass


@_edits
def edit_custody(manifest: Manifest, _: Random) -> bool:
    """Nobody has opened the log."""
    manifest["contents"]["accesses"] = []
    return True


@_edits
def edit_software(manifest: Manifest, _: Random) -> bool:
    """Another version made it."""
    manifest["contents"]["software"] += "1"
    return True


@_edits
def restamp(manifest: Manifest, chance: Random) -> bool:
    """A time stamp is said to be of another entry."""
    if stamps := manifest["contents"]["stamps"]:
        chance.choice(stamps)["number"] += 1
    return bool(stamps)
