"""What is shown of a plan, in lines; all of it is hers, and nothing names who made the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.plan import Item
from bot.core.values import Phrases, show_date


def told(item: Item, phrases: Phrases) -> Iterator[str]:
    """What an item says: her words, the day it is meant for, and what became of it."""
    yield item.words
    if item.day:
        yield phrases("item_day", day=show_date(item.day, phrases))
    if item.state:
        yield phrases("item_state", state=item.state)


def lines(items: Iterable[Item], phrases: Phrases) -> list[str]:
    """All of these items, each piece below its heading."""
    found: list[str] = []
    piece = ""
    for item in items:
        if item.piece != piece:
            piece = item.piece
            found += [*([""] if found else []), phrases(f"piece_{piece}")]
        found.append(f"– {' · '.join(told(item, phrases))}")
    return found


def pages(shown: Iterable[str], size: int) -> list[str]:
    """Lines on pages of so many letters at most."""
    found = [""]
    for line in shown:
        page = f"{found[-1]}\n{line}" if found[-1] else line
        if len(page) > size:
            found.append(line)
        else:
            found[-1] = page
    return found
