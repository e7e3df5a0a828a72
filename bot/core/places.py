"""Countries, time zones and languages a person can name, and the countries an operator serves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def folded(text: str) -> str:
    """A name as it is looked up: without case, accents, dots and doubled spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        mark if mark.isalnum() or not mark.isascii() else " "
        for mark in bare
        if not unicodedata.combining(mark)
    )
    words = kept.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@dataclass(frozen=True, slots=True)
class Places:
    """What can be named, and by which words.

    `countries` maps ISO codes to names, `languages` tags to their own names. The `…_by_name` tables
    map folded words to every code they can mean.
    """

    countries: Mapping[str, str] = field(default_factory=dict)
    countries_by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zones: frozenset[str] = frozenset()
    zones_by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    served: tuple[str, ...] = ()

    def find_country(self, text: str) -> tuple[str, ...]:
        """The countries a typed text can mean."""
        return self.countries_by_name.get(folded(text), ())

    def find_zone(self, text: str) -> tuple[str, ...]:
        """The time zones a typed text can mean, by full name or by city."""
        return self.zones_by_name.get(folded(text), ())

    def find_language(self, text: str) -> tuple[str, ...]:
        """The languages a typed text can mean."""
        wanted = folded(text)
        return tuple(
            tag for tag, name in self.languages.items() if wanted in (folded(tag), folded(name))
        )

    def name(self, kind: str, code: str) -> str:
        """How a code is shown to a person."""
        match kind:
            case "country":
                return self.countries.get(code, code)
            case "language":
                return self.languages.get(code, code)
            case "zone":
                return code.replace("_", " ")
            case _:
                return code


def by_folded_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Group (name, code) pairs by folded name."""
    found: dict[str, tuple[str, ...]] = {}
    for name, code in pairs:
        key = folded(name)
        if key and code not in found.get(key, ()):
            found[key] = (*found.get(key, ()), code)
    return found
