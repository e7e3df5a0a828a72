"""How whoever alters a package hides it: not, with the checksums, or with all there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from random import Random
from typing import Any

from bot.core.canonical import canonical
from bot.core.chain import head_of, leaf_of
from bot.reports.manifest import sums

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


def rewritten(altered: Altered) -> Draft:
    """All of a package made anew to fit, from the first link to the last: nothing is wrong."""
    files = mended(altered, 2)
    manifest = json.loads(files[MANIFEST])
    last = manifest["links"][-1]
    _link_anew(manifest)
    manifest["contents"]["before"] = manifest["links"][-2]["head"]
    last["body"]["contents"] = sha256(canonical(manifest["contents"])).hexdigest()
    _link_anew(manifest)
    return mended(files | {MANIFEST: canonical(manifest)}, 1)


def _link_anew(manifest: dict[str, Any]) -> None:
    before = bytes(32)
    for link in manifest["links"]:
        if "body" in link:
            link["leaf"] = leaf_of(bytes.fromhex(link["salt"]), canonical(link["body"])).hex()
        leaf = bytes.fromhex(link["leaf"])
        before = head_of(bytes.fromhex(manifest["log"]), link["number"], before, leaf)
        link["head"] = before.hex()


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
