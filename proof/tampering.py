"""Ways to alter a package: each changes one thing, as somebody would who wants it to say more.

A way answers with the files as altered, or with nothing where the package has no such thing.
"""

from __future__ import annotations

import json
from random import Random

from proof.mending import MANIFEST, SUMS, Draft, Tampering
from proof.rewriting import (
    add_link,
    amend_later,
    change_amended,
    change_claim,
    change_digits,
    change_exhibit,
    change_log_id,
    change_recorded,
    change_salt,
    change_zone,
    drop_link,
    duplicate,
    edit_custody,
    edit_software,
    edit_words,
    erased_as_withheld,
    fill_in,
    hide,
    renumber,
    reorder,
    restamp,
    slip_in,
    truncate,
    withheld_as_erased,
)


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


def reformat(files: Draft, _: Random) -> Draft | None:
    """The same values, written otherwise."""
    return files | {MANIFEST: json.dumps(json.loads(files[MANIFEST]), indent=1).encode()}


TAMPERINGS: tuple[Tampering, ...] = (
    *(flip_in_manifest, flip_in_original, flip_in_derived, flip_in_stamp, flip_in_pdf),
    *(flip_in_sums, flip_in_verify, flip_in_guide, edit_table, drop_file, add_file),
    *(rename_original, swap_originals, swap_stamps, reformat, edit_words, change_zone),
    *(
        change_recorded,
        change_amended,
        amend_later,
        change_claim,
        change_exhibit,
        change_log_id,
        change_salt,
        change_digits,
    ),
    *(
        drop_link,
        truncate,
        reorder,
        renumber,
        duplicate,
        add_link,
        hide,
        fill_in,
        withheld_as_erased,
    ),
    *(erased_as_withheld, edit_custody, slip_in, edit_software, restamp),
)
