"""Reads YAML as plain text, lists and mappings; whatever could surprise is refused.

Every scalar stays the text it is (`NO`, `1:30` and `08001` too). Anchors, aliases, tags, merge keys
and duplicate keys are refused, and depth, width and nodes are counted while parsing, so that a
hostile file costs next to nothing. Lines are looked up only for a complaint, by parsing that file
again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from bot.content.characters import UNSEEN, long_line, visible, with_plain_ends
from bot.core.complaint import Complaint, Path
from bot.core.sheet import Untrusted

LARGEST = 256 * 1024
"""Bytes a file may have."""
DEEPEST = 20
WIDEST = 300
"""Lines one list or mapping may have; so a flow has at most so many steps."""
MOST_NODES = 20_000
LONGEST_LINE = 5_000
MOST_LINES = 20_000
"""Lines of a file that can be shown with a complaint."""
MAY_BE_ALLOWED = frozenset(("F006", "F111", "F203", "F207", "F301", "F302", "F303", "F304", "F305"))
"""The rules an author may silence on a line: never one that keeps the bot going, or people safe."""

Event = Any
"""One of the parser's events; PyYAML's C parser has no types for what they hold."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
_ODD_SPACE = re.compile(f"^[ ]*[{_ODD}]", re.MULTILINE)
_ODD_AFTER_KEY = re.compile(f"^ *(?:-|[\\w\"']+:)[{_ODD}]")
_NO_SPACE = re.compile(r"^ *(?:- +)*[a-z]\w*:[^\s:/]")
_CURLY = ("“", "”", "„", "‘", "‚")
_TAB = re.compile("\t")
_TAB_FIRST = re.compile("^ *\t", re.MULTILINE)


class _Refused(Exception):  # a signal inside this module, never seen outside
    """What a file may not hold, with its line (from 0)."""

    def __init__(self, code: str, message: str, line: int) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds; None where it can't be read, and then the complaints say why."""

    tree: Untrusted
    complaints: tuple[Complaint, ...] = ()


def read(data: bytes, file: str) -> Reading:
    """Read one file."""
    text = ""
    try:
        text = _decoded(data)
        _look_over(text)
        return Reading(_Builder(text).document())
    except _Refused as refusal:
        return Reading(None, (_complaint(refusal, file),))
    except yaml.YAMLError as error:
        return Reading(None, (_complaint(_explained(error, text), file),))


def _complaint(refusal: _Refused, file: str) -> Complaint:
    return Complaint(refusal.code, str(refusal), file, line=refusal.line + 1)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        size = f"this file is larger than {LARGEST // 1024} KB: split it into several flows."
        raise _Refused("F005", size, 0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "this is not UTF-8 text: save the file again with the encoding UTF-8."
        raise _Refused("F009", message, data[: error.start].count(b"\n")) from None
    return with_plain_ends(text)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position)


def _look_over(text: str) -> None:
    """Refuse what an eye can't see, before the parser trips over it in its own words."""
    checks = (
        (UNSEEN, "F009", "a character that can't be seen stands here: type the line again."),
        (_TAB_FIRST, "F004", "this line is moved in with a tab: use spaces."),
        (_TAB, "F004", "a tab stands in this line: use spaces."),
        (
            _ODD_SPACE,
            "F008",
            "this line is moved in with a space that is not a plain one: use the space bar.",
        ),
    )
    for pattern, code, message in checks:
        if (match := pattern.search(text)) is not None:
            raise _Refused(code, message, _line_of(text, match.end() - 1))
    if (line := long_line(text, LONGEST_LINE)) is not None:
        message = f"this line has over {LONGEST_LINE} characters: break it up."
        raise _Refused("F005", message, line)


_SIGN_FIRST = "this text begins with a sign that YAML keeps for itself: put it in quotes."
_PLAIN_WORDS = (
    ("mapping values are not allowed", 'a ": " stands inside this text: put the text in " ".'),
    ("could not find expected ':'", 'a line before this one misses the ":" after its key: add it.'),
    (
        "did not find expected key",
        "this line stands too far left or right, or a quote is open: compare it with the others.",
    ),
    ("did not find expected '-' indicator", 'begin every line of this list with "- ".'),
    ("did not find expected ',' or", "a bracket is open here: add the one that closes it."),
    ("found unexpected end of stream", "a quote or bracket is open here: add the one that closes."),
    ("cannot start any token", _SIGN_FIRST),
    ("did not find expected node content", _SIGN_FIRST),
    ("expected alphabetic or numeric", _SIGN_FIRST),
    ("expected comment or line break", 'begin the text on the line after the "|".'),
    ("unknown escape character", 'write \\\\ for a backslash inside " ", or use no quotes.'),
    ("block sequence entries are not allowed", 'put this "- " on a line of its own.'),
    ("expected <document start>", "a second document begins here: keep one flow in a file."),
)
_OPENED = ("found unexpected end of stream", "did not find expected ',' or")
_CURLY_QUOTE = 'a curly quote opens this text: use the plain quote ", or none.'


def _place(error: yaml.YAMLError, problem: str, last: int) -> int:
    """The line (from 0) to look at: where something was opened, if it is never closed."""
    opened = any(sign in problem for sign in _OPENED)
    mark = getattr(error, "context_mark", None) if opened else None
    mark = mark or getattr(error, "problem_mark", None)
    return min(mark.line, last) if mark is not None else 0


def _explained(error: yaml.YAMLError, text: str) -> _Refused:
    """A parser's error in the words of someone who never programmed."""
    problem = str(getattr(error, "problem", "") or error)
    lines = text.split("\n")
    line = _place(error, problem, len(lines) - 1)
    for number in (line, max(line - 1, 0)):
        if _ODD_AFTER_KEY.match(lines[number]):
            message = "the space after this key or dash is not a plain one: use the space bar."
            return _Refused("F008", message, number)
        if _NO_SPACE.match(lines[number]):
            return _Refused("F001", 'write a space after the ":" of this key.', number)
    for sign, message in _PLAIN_WORDS:
        if sign in problem:
            return _Refused("F001", message, line)
    return _Refused(
        "F001", "this line can't be read as YAML: compare it with the lines above.", line
    )


class _Builder:
    """Builds the tree from the parser's events, counting as it goes."""

    def __init__(self, text: str, *, marks: bool = False) -> None:
        self.text = text
        self.nodes = 0
        self.lines: dict[Path, int] | None = {} if marks else None
        self.next: Callable[[], Any] = _LOADER(text).get_event

    def document(self) -> Untrusted:
        """The one document of the file."""
        self.next()
        if isinstance(start := self.next(), yaml.StreamEndEvent):
            return {}
        if start.tags or start.version:
            raise _Refused("F002", "lines that begin with % are not used here.", 0)
        tree = self.node(self.next(), 0, ())
        self.next()
        if not isinstance(more := self.next(), yaml.StreamEndEvent):
            raise _Refused(
                "F001",
                "a second document begins here: keep one flow in a file.",
                more.start_mark.line,
            )
        return tree

    def node(self, event: Event, depth: int, path: Path) -> Untrusted:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"this file holds more than {MOST_NODES} things: split it."
            raise _Refused("F005", message, event.start_mark.line)
        if event.anchor is not None or event.tag is not None:
            self._refuse_trick(event)
        if self.lines is not None:
            self.lines.setdefault(path, event.start_mark.line + 1)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if not event.style and event.value.startswith(_CURLY):
                raise _Refused("F008", _CURLY_QUOTE, event.start_mark.line)
            return event.value
        if depth >= DEEPEST:
            message = f"brackets or lines are nested more than {DEEPEST} deep here: split it."
            raise _Refused("F005", message, event.start_mark.line)
        if kind is yaml.MappingStartEvent:
            return self.mapping(event, depth, path)
        return self.sequence(depth, path)

    def _refuse_trick(self, event: Event) -> NoReturn:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        else:
            sign = "!"
        message = f'a word that begins with {sign} has a special meaning in YAML: put it in " ".'
        raise _Refused("F002", message, event.start_mark.line)

    def mapping(self, start: Event, depth: int, path: Path) -> dict[str, Untrusted]:
        found: dict[str, Untrusted] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            if len(found) == WIDEST:
                self._refuse_width(event)
            key = self._key(event, found)
            if self.lines is not None:
                self.lines[*path, key] = event.start_mark.line + 1
            value = self.next()
            found[key] = self.node(value, depth + 1, (*path, key) if self.lines is not None else ())
            if start.flow_style and found[key] == "" and not value.style:
                message = (
                    f'inside {{ }} a comma splits a text, before "{key[:40]}": put the text in " ".'
                )
                raise _Refused("F007", message, event.start_mark.line)
        return found

    def _refuse_width(self, event: Event) -> NoReturn:
        message = f"more than {WIDEST} lines belong to one thing here: split it."
        raise _Refused("F005", message, event.start_mark.line)

    def _key(self, event: Event, found: dict[str, Untrusted]) -> str:
        line = event.start_mark.line
        self.nodes += 1
        if event.anchor is not None or event.tag is not None:
            self._refuse_trick(event)
        if type(event) is not yaml.ScalarEvent:
            message = "brackets stand where a key should: put the text in quotes."
            raise _Refused("F001", message, line)
        key: str = event.value
        if not event.style and key.startswith(_CURLY):
            raise _Refused("F008", _CURLY_QUOTE, line)
        if key == "<<":
            raise _Refused("F002", '"<<" has a special meaning in YAML and is not used here.', line)
        if key in found:
            raise _Refused("F003", f'"{key[:40]}" stands here twice: rename one of them.', line)
        return key

    def sequence(self, depth: int, path: Path) -> list[Untrusted]:
        found: list[Untrusted] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            if len(found) == WIDEST:
                self._refuse_width(event)
            below = (*path, len(found)) if self.lines is not None else ()
            found.append(self.node(event, depth + 1, below))
        return found


@dataclass(slots=True)
class Lines:
    """Where the places of one file are; found out on the first question."""

    data: bytes = field(repr=False)
    _found: dict[Path, int] | None = None
    _texts: list[str] | None = field(default=None, repr=False)

    def find(self, path: Path) -> int:
        """The line of a place, or of the nearest place above it."""
        if self._found is None:
            builder = _Builder(_decoded(self.data), marks=True)
            builder.document()
            self._found = builder.lines or {}
        for length in range(len(path), -1, -1):
            if (line := self._found.get(path[:length])) is not None:
                return line
        return 1

    def text(self, line: int) -> str:
        """The author's own line, with a sign for what can't be read or seen."""
        if self._texts is None:
            text = with_plain_ends(self.data.decode("utf-8-sig", "replace"))
            self._texts = text.split("\n", MOST_LINES)[:MOST_LINES]
        own = self._texts[line - 1].rstrip() if 0 < line <= len(self._texts) else ""
        return visible(own)


_REMARK = re.compile(r"(?<=\S) +(#(?! *allow +F\d{3}).*)")


def cut_off(data: bytes, file: str) -> Iterator[Complaint]:
    """Find texts that a ` #` cuts off, which YAML would drop without a word."""
    text = _decoded(data)
    if " #" not in text or _REMARK.search(text) is None:
        return
    lines = text.split("\n")
    for event in yaml.parse(text, Loader=_LOADER):
        if type(event) is not yaml.ScalarEvent or event.style:
            continue
        mark: Any = event.end_mark
        line, column = mark.line, mark.column
        if line < len(lines) and (match := _REMARK.match(lines[line], column)) is not None:
            message = (
                f'everything from "{match[1][:20]}" on is cut off: put the text in " ", '
                "or the remark on a line of its own."
            )
            yield Complaint("F006", message, file, line=line + 1)


_ALLOW = re.compile(r"# *allow +(F\d{3}) *(?::(.*))?$")


def allowed(data: bytes, file: str) -> tuple[frozenset[tuple[int, str]], tuple[Complaint, ...]]:
    """The (line, code) pairs an author silenced; a silence that can't be is a complaint itself."""
    found, complaints = set(), []
    for number, line in enumerate(_decoded(data).split("\n"), 1):
        if "allow" not in line or (match := _ALLOW.search(line)) is None:
            continue
        code, reason = match[1], (match[2] or "").strip()
        if code not in MAY_BE_ALLOWED:
            message = f"{code} can't be allowed: mend the line, and take this remark out."
            complaints.append(Complaint("F011", message, file, line=number))
        elif not reason:
            message = f'say why: "# allow {code}: reason".'
            complaints.append(Complaint("F011", message, file, line=number))
        else:
            found.add((number + line.lstrip().startswith("#"), code))
    return frozenset(found), tuple(complaints)
