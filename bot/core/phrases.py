"""Reads the words that belong to no single flow: shared snippets, and the bot's own sentences."""

from __future__ import annotations

from bot.core.complaint import Complaint, guess
from bot.core.content import PHRASES
from bot.core.sheet import Sheet, Untrusted
from bot.core.templates import Template


def read_snippets(tree: Untrusted, file: str, complaints: list[Complaint]) -> dict[str, Template]:
    """Read `snippets:`, ids with their texts."""
    return _texts(tree, "snippets", file, complaints)


def read_phrases(tree: Untrusted, file: str, complaints: list[Complaint]) -> dict[str, Template]:
    """Read `phrases:`; every sentence of the bot's has to be there, and no other."""
    found = _texts(tree, "phrases", file, complaints)
    for name in PHRASES.keys() - found.keys():
        message = f'the bot needs the phrase "{name}": add a line "{name}: …".'
        complaints.append(Complaint("F120", message, file, ("phrases",)))
    for name, template in found.items():
        if name not in PHRASES:
            message = f'the bot has no phrase "{name}".{guess(name, PHRASES)}'
            complaints.append(Complaint("F101", message, file, ("phrases", name)))
        elif unknown := set(template.names) - set(PHRASES[name]):
            message = f'"{name}" can\'t fill in {{{min(unknown)}}}.'
            complaints.append(Complaint("F204", message, file, ("phrases", name)))
    return {name: found.get(name, Template((name,))) for name in PHRASES}


def _texts(
    tree: Untrusted, key: str, file: str, complaints: list[Complaint]
) -> dict[str, Template]:
    if not isinstance(tree, dict):
        tree = {}
    sheet = Sheet(tree, file, (), complaints)
    sheet.only((key,), "this file")
    found = {}
    for name, text in sheet.entries(key):
        if isinstance(text, str) and text.strip():
            found[name] = sheet.template(text, key, name)
        else:
            sheet.complain("F102", f'"{name}" should be a text.', key, name)
    return found
