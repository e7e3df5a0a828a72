"""Reads a flow from what its file holds; whatever is wrong becomes a complaint.

A flow with complaints is still returned where it makes any sense, so that one slip does not hide
the others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from bot.core.complaint import Complaint, Path
from bot.core.effects import MediaKind
from bot.core.flow import (
    CHANGES,
    STEP_MARKS,
    Call,
    Flow,
    Include,
    Listing,
    Picture,
    Review,
    Saying,
    Setting,
    Speech,
    Step,
    Way,
)
from bot.core.session import CHOSEN, LOCK, PERSONAL, REMAINS, TOLD
from bot.core.sheet import Sheet, Untrusted
from bot.core.steps import KINDS, Kind, Plain
from bot.core.steps.choices import MARKS as CHOICE_MARKS
from bot.core.steps.choices import Choices

FLOW_KEYS = ("flow", "title", "covers", "reviewed", "intimate", "private", "gives", "steps")
STEP_KEYS = (
    *("say", "show", "where", "each", "most", "empty"),
    *(key for kind in KINDS for key in kind.KEYS),
    *("save", "keep", "set", "do", "with", "goto", "end", "marks", "changes", "critical", "was"),
)
MEDIA: tuple[MediaKind, ...] = ("photo", "audio", "video", "file")
MOST_ROWS = 6
USUAL_ROWS = 3
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}
_SPAN = re.compile(r"(\d{1,3}) (hour|day|week|month|year)s?\Z")
_WAY = re.compile(r"(\S+) if (.+)\Z", re.DOTALL)
_CHANGE = re.compile(r"[+-]\d{1,6}\Z")
_BOTS_OWN = {
    REMAINS: "counted by the bot",
    LOCK: "known to the bot",
    **dict.fromkeys(TOLD, "told by the settings"),
}
"""What no step can write over, and why."""


def read_flow(tree: Untrusted, file: str, complaints: list[Complaint]) -> Flow | None:
    """Read one flow; None where the file is not a flow at all."""
    if not isinstance(tree, dict) or not isinstance(tree.get("steps"), dict):
        message = "this is not a flow: add lines for flow:, title: and steps:."
        complaints.append(Complaint("F010", message, file))
        return None
    sheet = Sheet(tree, file, (), complaints)
    sheet.only(FLOW_KEYS, "a flow")
    name = sheet.name("flow", needed=True)
    intimate = _yes(sheet, "intimate")
    steps = {}
    for step_id, body in sheet.entries("steps"):
        below = sheet.sheet("steps", step_id, tree=body)
        if below is not None:
            if intimate:
                below = _without_files(below)
            steps[step_id] = read_step(below, step_id, name)
    return Flow(
        id=name,
        title=sheet.text("title", needed=True),
        file=file,
        steps=steps,
        covers=sheet.names("covers"),
        review=_review(sheet),
        intimate=intimate,
        private=_yes(sheet, "private"),
        gives=sheet.names("gives"),
        renamed={old: step.id for step in steps.values() for old in step.was},
    )


def _without_files(sheet: Sheet) -> Sheet:
    """Refuse the key that takes files: in an intimate flow none is ever fetched."""
    if "attach" not in sheet:
        return sheet
    message = "this flow is intimate, so no file is taken in it: ask for words instead."
    sheet.complain("F407", message, "attach")
    tree = {key: value for key, value in sheet.tree.items() if key != "attach"}
    return Sheet(tree, sheet.file, sheet.path, sheet.complaints)


def _yes(sheet: Sheet, key: str) -> bool:
    text = sheet.text(key)
    if text not in ("", "yes", "no", "true", "false"):
        sheet.complain("F102", f'write "{key}: yes" or leave the line out.', key)
    return text in ("yes", "true")


def _review(sheet: Sheet) -> Review | None:
    reviewed = sheet.sheet("reviewed")
    if reviewed is None:
        return None
    reviewed.only(("on", "by", "again"), "reviewed")
    on, by = reviewed.text("on", needed=True), reviewed.text("by", needed=True)
    again = days(reviewed, "again", reviewed.text("again") or "6 months")
    try:
        return Review(date.fromisoformat(on), by, int(again))
    except ValueError:
        if on:
            reviewed.complain("F102", 'write the day as in "on: 2026-11-21".', "on")
        return None


def days(sheet: Sheet, key: str, text: str) -> float:
    """A span of time such as "30 days", in days."""
    match = _SPAN.match(text)
    if match is None:
        sheet.complain("F102", f'"{text}" is not a time: write it as in "30 days".', key)
        return 0
    return int(match[1]) * _DAYS[match[2]]


def read_step(sheet: Sheet, name: str, flow: str) -> Step:
    """Read one step."""
    sheet.only(STEP_KEYS, "a step")
    kind = _kind(sheet)
    says = tuple(_says(sheet))
    save = sheet.name("save")
    _personal(sheet, kind, save)
    _bots_own(sheet, save)
    return Step(
        id=name,
        flow=flow,
        kind=kind,
        says=says,
        listing=_listing(sheet),
        save=save,
        keep=tuple(_keeps(sheet)),
        sets=tuple(_settings(sheet, "set")),
        call=_call(sheet),
        ways=tuple(_ways(sheet)),
        end=sheet.name("end"),
        marks=_marks(sheet, kind),
        changes=_changes(sheet),
        critical=_yes(sheet, "critical"),
        was=sheet.names("was"),
        shape=f"{kind.shape()} {save}",
        plain=_plain(says),
    )


def _plain(says: tuple[Saying, ...]) -> tuple[str, ...] | None:
    texts = []
    for saying in says:
        if not isinstance(saying, Speech) or saying.copied or saying.when is not None:
            return None
        if saying.template.names:
            return None
        texts.append(saying.template.pieces[0])
    return tuple(texts)


def _kind(sheet: Sheet) -> Kind:
    present = [kind for kind in KINDS if kind.KEYS[0] in sheet]
    if len(present) > 1:
        both = " and ".join(f'"{kind.KEYS[0]}"' for kind in present)
        sheet.complain("F116", f"a step can wait for one thing only, and this has {both}.")
    strays = _strays(sheet, {key for kind in present for key in kind.KEYS})
    if not present and not strays and "save" in sheet:
        sheet.complain("F102", '"save" names an answer, but nothing is asked here.', "save")
    return present[0].read(sheet) if present else Plain()


def _strays(sheet: Sheet, own: Collection[str]) -> bool:
    """Complain of lines that go with another kind of step; whether there are any."""
    wholes: dict[str, list[str]] = {}
    for kind in KINDS:
        for key in kind.KEYS[1:]:
            if key in sheet and key not in own:
                wholes.setdefault(key, []).append(f'"{kind.KEYS[0]}"')
    for key, names in wholes.items():
        message = f'"{key}" goes with {" or ".join(names)}, which is missing.'
        sheet.complain("F102", message, key)
    return bool(wholes)


def _says(sheet: Sheet) -> Iterator[Saying]:
    value = sheet.tree.get("say")
    if not isinstance(value, list):
        if text := sheet.text("say"):
            yield Speech(sheet.template(text, "say"), ("say",))
        return
    for index, item in enumerate(value):
        if isinstance(item, str):
            yield Speech(sheet.template(item, "say", index), ("say", index))
        elif (line := sheet.sheet("say", index, tree=item)) is not None:
            yield from _saying(line, ("say", index))


def _saying(line: Sheet, path: Path) -> Iterator[Saying]:
    medium = next((key for key in MEDIA if key in line), None)
    if "include" in line:
        line.only(("include",), "an include")
        yield Include(line.name("include", needed=True), (*path, "include"))
    elif medium is not None:
        line.only((medium, "alt"), f"a {medium}")
        if not line.text("alt"):
            line.complain("F304", f"add a line alt: to this {medium} that says what it shows.")
        file = line.text(medium, needed=True)
        yield Picture(medium, file, line.text("alt"), (*path, medium))
    else:
        yield _speech(line, path)


def _speech(line: Sheet, path: Path) -> Speech:
    """A text said under a condition, or one that is made to be copied."""
    copied = "to_copy" in line
    key = "to_copy" if copied else "say"
    line.only(("if", key), "a line of say")
    template = line.template(line.text(key, needed=True), key)
    condition = line.text("if", needed=not copied)
    when = line.condition(condition, "if") if condition else None
    return Speech(template, (*path, key), when, copied)


def _listing(sheet: Sheet) -> Listing | None:
    table = sheet.name("show")
    if not table:
        for key in ("where", "each", "most", "empty"):
            if key in sheet:
                sheet.complain("F102", f'"{key}" goes with "show", which is missing.', key)
        return None
    where, empty = sheet.text("where"), sheet.text("empty")
    if not empty:
        sheet.complain("F110", 'name the step for when no row fits: "empty: step".', "show")
    lines = sheet.texts("each")
    if not lines:
        sheet.complain("F102", '"each" is missing: which columns should be shown?', "show")
    return Listing(
        table,
        sheet.condition(where, "where") if where else None,
        tuple(sheet.template(text, *path) for path, text in lines),
        _most(sheet),
        sheet.target(empty, "empty") if empty else "",
    )


def _most(sheet: Sheet) -> int:
    text = sheet.text("most")
    if not text:
        return USUAL_ROWS
    if text not in map(str, range(1, MOST_ROWS + 1)):
        sheet.complain("F102", f'"most" should be a number from 1 to {MOST_ROWS}.', "most")
        return USUAL_ROWS
    return int(text)


def _keeps(sheet: Sheet) -> Iterator[tuple[str, int]]:
    for name, span in sheet.entries("keep"):
        yield name, int(days(sheet, "keep", str(span)) * 86_400)


def _settings(sheet: Sheet, key: str) -> Iterator[Setting]:
    for name, value in sheet.entries(key):
        if not isinstance(value, str):
            sheet.complain("F102", f'"{name}" should be set to a text or to +1.', key, name)
            continue
        template = sheet.template(value, key, name)
        yield Setting(name, template, int(value) if _CHANGE.match(value.strip()) else None)


def _call(sheet: Sheet) -> Call | None:
    flow = sheet.name("do")
    if not flow:
        if "with" in sheet:
            sheet.complain("F102", '"with" goes with "do", which is missing.', "with")
        return None
    return Call(flow, tuple(_settings(sheet, "with")))


def _ways(sheet: Sheet) -> Iterator[Way]:
    lines = sheet.texts("goto")
    if "end" in sheet and lines:
        sheet.complain("F102", 'a step has either "goto" or "end", not both.', "end")
    for number, (path, text) in enumerate(lines):
        match = _WAY.match(text)
        target = sheet.target(match[1] if match else text, *path)
        when = sheet.condition(match[2], *path) if match else None
        if match and number == len(lines) - 1:
            message = 'the last line of goto has an "if": add a line for everybody else.'
            sheet.complain("F105", message, *path)
        if not match and number < len(lines) - 1:
            sheet.complain("F105", 'lines after one without "if" are never reached.', *path)
        if target:
            yield Way(target, when, path)


def _personal(sheet: Sheet, kind: Kind, save: str) -> None:
    """Let nothing but a fitting answer stand where something belongs to the person."""
    if save in PERSONAL - CHOSEN.keys() and kind.shape() != f"ask {save}":
        message = f'"{save}" belongs to the person: ask for it "as: {save}", or save another name.'
        sheet.complain("F102", message, "save")
    if save in CHOSEN and not (kind.values() or {""}) <= CHOSEN[save]:
        known = " or ".join(sorted(CHOSEN[save]))
        message = f'"{save}" can only be {known}: use these as choices.'
        sheet.complain("F102", message, "save")
    for name, value in sheet.entries("set") if "set" in sheet else ():
        if name in PERSONAL and str(value) not in CHOSEN.get(name, ()):
            message = f'"{name}" belongs to the person and can\'t be set: ask for it instead.'
            sheet.complain("F102", message, "set", name)


def _bots_own(sheet: Sheet, save: str) -> None:
    """Let no step write over what the bot itself knows."""
    written: list[tuple[str, Path]] = [(save, ("save",))]
    for key in ("set", "with"):
        entries = sheet.entries(key) if key in sheet else ()
        written += [(name, (key, name)) for name, _ in entries]
    for name, path in written:
        if name in _BOTS_OWN:
            message = f'"{name}" is {_BOTS_OWN[name]}: take another name here.'
            sheet.complain("F102", message, *path)


def _marks(sheet: Sheet, kind: Kind) -> frozenset[str]:
    marks = frozenset(sheet.names("marks"))
    for mark in marks - STEP_MARKS:
        known = ", ".join(sorted(STEP_MARKS))
        sheet.complain("F408", f'a step knows no mark "{mark}"; it knows {known}.', "marks")
    if isinstance(kind, Choices):
        for choice in kind.choices:
            for mark in choice.marks - CHOICE_MARKS:
                known = ", ".join(sorted(CHOICE_MARKS))
                message = f'a choice knows no mark "{mark}"; it knows {known}.'
                sheet.complain("F408", message, "choices", choice.id)
    return marks & STEP_MARKS


def _changes(sheet: Sheet) -> str:
    text = sheet.text("changes")
    if text and text not in CHANGES:
        sheet.complain("F102", '"changes" is visible, maybe or hidden.', "changes")
    return text
