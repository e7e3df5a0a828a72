"""Packages that were altered are found out, by both who check them, and honest ones pass."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from bot.reports import verifying
from proof import packages
from proof.ground import Ground
from proof.mending import Draft, Tampering, rewritten
from proof.rewriting import (
    add_link,
    amend_later,
    edit_words,
    fill_in,
    restamp,
    withheld_as_erased,
)
from proof.tampering import (
    TAMPERINGS,
    add_file,
    flip_in_original,
    rename_original,
    swap_originals,
    swap_stamps,
)

CONTRADICTIONS = (
    *(add_file, rename_original, swap_originals, swap_stamps, restamp, flip_in_original),
    *(add_link, fill_in, withheld_as_erased, amend_later),
)
"""Ways that are found by what a package says in two places, whatever its hashes."""


def test_altered_packages_are_found_out_and_honest_ones_pass() -> None:
    proof = packages.PROOF
    assert proof.unmet(proof.prove(proof.small, Ground())) == {}


@cache
def honest_ones() -> list[Draft]:
    chance = Random(2)
    return [verifying.read_zip(packages.at_random(chance)[0].content) for _ in range(30)]


def test_every_way_to_alter_a_package_alters_some() -> None:
    chance, seen = Random(3), set[str]()
    for honest in honest_ones():
        altered = {way.__name__: way(dict(honest), chance) for way in TAMPERINGS}
        seen |= {name for name, files in altered.items() if files not in (None, honest)}
    assert seen == {way.__name__ for way in TAMPERINGS}


def test_a_package_made_anew_passes_as_the_docs_say_and_has_another_head() -> None:
    chance, tried = Random(4), 0
    for honest in honest_ones():
        altered = edit_words(dict(honest), chance)
        if altered is not None and b'"stamps":[]' in honest["manifest.json"]:
            forged = rewritten(altered)
            assert packages.holds(forged) == (True, True)
            assert verifying.verdict(forged).head != verifying.verdict(honest).head
            tried += 1
    assert tried > 3


@pytest.mark.parametrize("way", CONTRADICTIONS)
def test_what_contradicts_itself_is_found_even_if_all_is_made_anew(way: Tampering) -> None:
    chance, tried = Random(4), 0
    for honest in honest_ones():
        altered = way(dict(honest), chance)
        if altered is not None and altered != honest:
            assert packages.holds(rewritten(altered)) == (False, False)
            tried += 1
    assert tried > 3
