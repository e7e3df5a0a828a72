"""Packages that are bound together as they should be, and say something that can't be so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.canonical import canonical
from bot.core.chain import append
from bot.core.records import Handover, noted
from bot.reports import manifest
from bot.reports.manifest import SUMS, Contents, Derived, Stamped, sums
from proof.mending import mended
from tests.core.logs import AT
from tests.reports.packed import SALT, packed, problems, selection, unpacked

Change = Callable[[Contents], Contents]
OF_NOTHING = (Derived("derived/0009_a.jpg", "0009_a", "smaller"),)


def bound(change: Change, **fields: object) -> dict[str, bytes]:
    """A package whose contents were changed before they were bound."""
    files = unpacked(packed())
    found = manifest.read(files[manifest.NAME])
    assert found is not None
    contents = change(found[1])
    handover = Handover(AT, manifest.digest_of(contents), "the police")
    handover = replace(handover, **fields)  # type: ignore[arg-type]  # fields of a handover
    files[manifest.NAME] = manifest.write(noted(selection().shown, handover, SALT), contents)
    return files | {SUMS: sums({name: files[name] for name in files if name != SUMS})}


def test_a_package_that_is_bound_by_hand_holds() -> None:
    assert problems(bound(lambda contents: contents)) == ([], [])


@pytest.mark.parametrize(
    ("change", "fields", "said"),
    [
        (lambda c: replace(c, before=bytes(32)), {}, "head before"),
        (lambda c: replace(c, files=(*c.files, c.files[0])), {}, "listed twice"),
        (lambda c: replace(c, files=c.files[1:]), {}, "was added"),
        (lambda c: replace(c, derived=OF_NOTHING), {}, "is no exhibit"),
        (lambda c: c, {"withheld_files": ("0009_a",)}, "is no exhibit"),
        (lambda c: c, {"withheld_files": ("0002_a",)}, "xhibit 0002_a is not what the log says"),
        (lambda c: c, {"withheld": (1,)}, "withheld or erased"),
        (lambda c: c, {"withheld": (4,)}, "withheld"),
        (lambda c: c, {"contents": "00" * 32}, "other contents"),
        (lambda c: replace(c, stamps=(Stamped("log.csv", 7),)), {}, "log.csv"),
        (lambda c: replace(c, stamps=(Stamped("log.csv", 1),)), {}, "time stamp of something else"),
    ],
)
def test_what_contradicts_itself_is_found_by_both(
    change: Change, fields: dict[str, object], said: str
) -> None:
    ours, theirs = problems(bound(change, **fields))
    assert [problem for problem in ours if said in problem]
    assert theirs


def test_a_link_that_holds_no_record_is_found_by_the_one_who_reads_records() -> None:
    files = unpacked(packed())
    found = manifest.read(files[manifest.NAME])
    assert found is not None
    log = append(selection().shown, canonical({"record": "poem"}), SALT)
    ours, theirs = problems(files | {manifest.NAME: manifest.write(log, found[1])})
    assert "A link holds something that can't be understood." in ours
    assert theirs, "it is no handover"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"format":2}',
        b'{"contents":{},"format":1,"links":[],"log":""}',
        b"[" * 100_000,
        b'{"a":"\\ud800"}',
    ],
)
def test_a_manifest_that_is_none_is_said_so_and_nothing_breaks(text: bytes) -> None:
    files = unpacked(packed()) | {"manifest.json": text}
    ours, theirs = problems(files)
    assert ours
    assert theirs


def written(change: Callable[[dict[str, object]], object]) -> dict[str, bytes]:
    """A package whose manifest was changed, though it is still canonical."""
    files = unpacked(packed())
    said = json.loads(files["manifest.json"])
    change(said)
    return mended(files | {"manifest.json": canonical(said)}, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(links=[]),
        lambda said: said.update(format=2),
        lambda said: said.pop("log"),
        lambda said: said["links"][0].pop("salt"),
        lambda said: said["links"][0].pop("body"),
        lambda said: said["links"][0].update(body={}),
        lambda said: said["links"][0].update(salt="AB" * 32),
        lambda said: said["links"][0].update(number="1"),
        lambda said: said["links"][0].update(more="x"),
        lambda said: said["links"][3].update(more="x"),
        lambda said: said["links"][3].update(more="x", most="x"),
        lambda said: said.update(more="x"),
        lambda said: said["contents"].pop("files"),
    ],
)
def test_a_manifest_of_another_shape_is_found_by_both(
    change: Callable[[dict[str, object]], object],
) -> None:
    ours, theirs = problems(written(change))
    assert ours
    assert theirs
