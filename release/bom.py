"""Lists what the package is made of, as CycloneDX 1.6, from the pins alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
_PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<when>[^\\\n]+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VENDORED = re.compile(r"^- `[^`]+`: (\w+) ([\d.]+), (\w+) .*npm package `([^`]+)`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pin:
    """One package, in one version, and the files of it that may be installed."""

    name: str
    version: str
    when: str
    hashes: tuple[str, ...]


def pins(requirements: str) -> Iterator[Pin]:
    """What a file of pins says."""
    for block in re.split(r"\n(?=\S)", requirements.strip()):
        found = _PIN.match(block.partition("\n")[0])
        if found is None:
            raise ValueError("a line of the pins can't be read")
        hashes = tuple(_HASH.findall(block))
        yield Pin(found["name"], found["version"], found["when"] or "", hashes)


def bom(version: str, date: int, requirements: str, vendored: str) -> Json:
    """Everything that one version is made of."""
    root: Json = {
        "type": "application",
        "bom-ref": f"pkg:pypi/sidelight@{version}",
        "name": "sidelight",
        "version": version,
        "purl": f"pkg:pypi/sidelight@{version}",
        "licenses": [{"expression": "MIT AND CC-BY-4.0"}],
    }
    parts = [*map(_component, pins(requirements)), *_vendored(vendored)]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": root,
        },
        "components": parts,
        # The pins say what is there, and not what needs what.
        "dependencies": [
            {"ref": root["bom-ref"], "dependsOn": sorted(part["bom-ref"] for part in parts)}
        ],
    }


def _component(pin: Pin) -> Json:
    url = f"pkg:pypi/{pin.name}@{pin.version}"
    told = [("pinned-file-sha256", each) for each in pin.hashes]
    if pin.when:
        told.insert(0, ("needed-when", pin.when))
    return {
        "type": "library",
        "bom-ref": url,
        "name": pin.name,
        "version": pin.version,
        "purl": url,
        "properties": [{"name": f"sidelight:{name}", "value": value} for name, value in told],
    }


def _vendored(told: str) -> Iterator[Json]:
    for name, version, licence, package in _VENDORED.findall(told):
        url = f"pkg:npm/{package.replace('@', '%40')}@{version}"
        yield {
            "type": "library",
            "bom-ref": url,
            "name": name,
            "version": version,
            "purl": url,
            "licenses": [{"license": {"id": licence}}],
        }
