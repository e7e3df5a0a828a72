"""Makes bot_api.json anew from aiogram's source distribution: `python -m tests.fakegram.remake`."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

RELEASE = "3.31.0"
"""The release of aiogram that is read; it decides the version of the Bot API."""
SCHEMA = f"aiogram-{RELEASE}/.butcher/schema/schema.json"
DATA = Path(__file__).with_name("bot_api.json")

Json = dict[str, Any]


def main() -> None:
    """Download, slim and write."""
    with tempfile.TemporaryDirectory() as folder:
        schema = read_schema(download(Path(folder)))
    DATA.write_text(lines(slim(schema)), encoding="utf-8")


def download(folder: Path) -> Path:
    """The source distribution; the wheel does not contain the schema."""
    options = ("--no-deps", "--no-binary", "aiogram", "--dest", str(folder))
    command = (sys.executable, "-m", "pip", "download", *options, f"aiogram=={RELEASE}")
    subprocess.run(command, check=True)
    return folder / f"aiogram-{RELEASE}.tar.gz"


def read_schema(archive: Path) -> Json:
    """The schema inside the source distribution."""
    with tarfile.open(archive) as files:
        found = files.extractfile(SCHEMA)
        assert found is not None
        schema: Json = json.load(found)
        return schema


def slim(schema: Json) -> Json:
    """Only names, types, whether they are required, and plain descriptions."""
    children = [child for item in schema["items"] for child in item["children"]]
    return {
        "version": schema["api"]["version"],
        "methods": [_entry(child) for child in children if child["category"] == "methods"],
        "types": [_entry(child) for child in children if child["category"] == "types"],
    }


def _entry(child: Json) -> Json:
    keys = ("name", "type", "required", "description")
    fields = [{key: field[key] for key in keys} for field in child["annotations"]]
    return {"name": child["name"], "description": child["description"], "fields": fields}


def lines(data: Json) -> str:
    """One method or type a line, so that a change of the Bot API reads as one."""
    parts = [f'{{"version": {json.dumps(data["version"])}']
    for name in ("methods", "types"):
        rows = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in data[name])
        parts.append(f'"{name}": [\n{rows}\n]')
    return ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    main()
