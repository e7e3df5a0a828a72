"""The closed language of conditions, three-valued: a test of something unknown is unknown.

    name is [not] value          name is [not] known       name is [not] empty
    name has value               name at least | at most | more than | less than number
    joined by and, or, not and brackets

`{name}` on the right is a variable. Mixing `and` with `or` needs brackets. Only `true` lets an `if`
pass; `known` and `empty` alone decide about the unknown.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.core.session import Answer

Look = Callable[[str], Answer | None]

_TOKEN = re.compile(r"\(|\)|\{[a-z][a-z0-9_]*\}|\"[^\"]*\"|[^\s()\"{}]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_WORDS = frozenset({"and", "or", "not", "(", ")"})
LONGEST = 100
"""How many words a condition may have."""


class ConditionError(ValueError):
    """A condition that can't be read; the message says what to write instead."""


class Condition(Protocol):
    """A yes-or-no question about answers."""

    def holds(self, left: Look, right: Look) -> bool | None:
        """Decide, looking names up with `left` and `{variables}` with `right`."""

    def tests(self) -> Iterator[Test]:
        """Every single test in it."""

    def implies(self, name: str, value: str) -> bool:
        """Whether it can be true only if `name` is `value`."""


def plain(answer: Answer) -> str:
    """An answer as the text it is compared by."""
    return ",".join(answer) if isinstance(answer, tuple) else str(answer)


def number(answer: Answer) -> int | None:
    """An answer as a whole number, where it is one."""
    if isinstance(answer, int):
        return answer
    if isinstance(answer, str) and answer.removeprefix("-").isdecimal() and len(answer) < 12:
        return int(answer)
    return None


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "at least": operator.ge,
    "at most": operator.le,
    "more than": operator.gt,
    "less than": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one name. `verb` is `is`, `has`, `known`, `empty` or a comparison."""

    name: str
    verb: str
    value: str = ""
    variable: bool = False

    def holds(self, left: Look, right: Look) -> bool | None:
        found = left(self.name)
        if self.verb == "known":
            return found is not None
        if self.verb == "empty":
            return found is None or found in ("", ())
        wanted = right(self.value) if self.variable else self.value
        if found is None or wanted is None:
            return None
        return self._compares(found, wanted)

    def _compares(self, found: Answer, wanted: Answer) -> bool | None:
        if self.verb == "is":
            return plain(found) == plain(wanted)
        if self.verb == "has":
            return plain(wanted) in (found if isinstance(found, tuple) else (plain(found),))
        have, limit = number(found), number(wanted)
        if have is None or limit is None:
            return None
        return _COMPARE[self.verb](have, limit)

    def tests(self) -> Iterator[Test]:
        yield self

    def implies(self, name: str, value: str) -> bool:
        return (self.name, self.verb, self.value, self.variable) == (name, "is", value, False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the unknown stays unknown."""

    inner: Condition

    def holds(self, left: Look, right: Look) -> bool | None:
        held = self.inner.holds(left, right)
        return None if held is None else not held

    def tests(self) -> Iterator[Test]:
        return self.inner.tests()

    def implies(self, name: str, value: str) -> bool:  # an absence implies nothing
        return False


@dataclass(frozen=True, slots=True)
class Join:
    """Several conditions: all of them (`and`) or any of them (`or`)."""

    every: bool
    parts: tuple[Condition, ...]

    def holds(self, left: Look, right: Look) -> bool | None:
        known = True
        for part in self.parts:
            held = part.holds(left, right)
            if held is None:
                known = False
            elif held is not self.every:
                return held
        return self.every if known else None

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()

    def implies(self, name: str, value: str) -> bool:
        implied = (part.implies(name, value) for part in self.parts)
        return any(implied) if self.every else all(implied)


def parse(text: str) -> Condition:
    """Read a condition; raise `ConditionError` with what to write instead."""
    reader = _Reader(_tokens(text))
    condition = reader.joined()
    if reader.rest:
        raise ConditionError(f'"{reader.rest[0]}" stands where the condition should end')
    return condition


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    if len(tokens) > LONGEST:
        raise ConditionError("it is too long: split it over two steps")
    if text.count('"') % 2:
        raise ConditionError('a " is missing')
    if _TOKEN.sub("", text).strip():
        raise ConditionError("it has a bracket or a brace that does not belong there")
    return tokens


class _Reader:
    """Reads tokens from the left; one method per rule of the grammar."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def next(self, wanted: str) -> str:
        if not self.rest:
            raise ConditionError(f"it ends where {wanted} should stand")
        return self.rest.pop(0)

    def accept(self, *words: str) -> bool:
        if tuple(self.rest[: len(words)]) != words:
            return False
        del self.rest[: len(words)]
        return True

    def joined(self) -> Condition:
        parts = [self.negated()]
        joiner = self.rest[0] if self.rest and self.rest[0] in ("and", "or") else ""
        while joiner and self.accept(joiner):
            parts.append(self.negated())
        if self.rest and self.rest[0] in ("and", "or"):
            raise ConditionError('it mixes "and" with "or": put brackets around one of them')
        return parts[0] if len(parts) == 1 else Join(joiner == "and", tuple(parts))

    def negated(self) -> Condition:
        if self.accept("not"):
            return Not(self.negated())
        if self.accept("("):
            return self.bracketed()
        return self.test()

    def bracketed(self) -> Condition:
        inner = self.joined()
        if not self.accept(")"):
            raise ConditionError('a ")" is missing')
        return inner

    def test(self) -> Condition:
        name = self.next("a name")
        if not _NAME.match(name) or name in _WORDS:
            raise ConditionError(f'"{name}" is not a name (small letters, digits and _)')
        if self.accept("is"):
            return self.identity(name)
        if self.accept("has"):
            return Test(name, "has", *self.value())
        return self.comparison(name)

    def identity(self, name: str) -> Condition:
        negated = self.accept("not")
        test = self.knowledge(name) or Test(name, "is", *self.value())
        return Not(test) if negated else test

    def knowledge(self, name: str) -> Test | None:
        for verb in ("known", "empty"):
            if self.accept(verb):
                return Test(name, verb)
        return None

    def comparison(self, name: str) -> Condition:
        for verb in _COMPARE:
            if self.accept(*verb.split()):
                value, variable = self.value()
                if not variable and number(value) is None:
                    raise ConditionError(f'"{verb}" needs a number after it, not "{value}"')
                return Test(name, verb, value, variable)
        raise ConditionError(
            f'after "{name}" write: is, is not, has, at least, at most, more than or less than'
        )

    def value(self) -> tuple[str, bool]:
        token = self.next("a value")
        if token in _WORDS:
            raise ConditionError(f'"{token}" stands where a value should')
        if token.startswith("{"):
            return token[1:-1], True
        return token.strip('"'), False
