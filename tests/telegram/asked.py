"""What tests do with check-ins on Telegram: ask for one, and let its hour come."""

from __future__ import annotations

from typing import Any

from bot.core.agenda import Agenda, CheckIn
from bot.core.hours import Hours, day_of, second_of, zone_of
from tests.fakegram.person import Person
from tests.telegram.inside import Inside
from tests.telegram.talk import begin, leave

WORDS, WORD, SECOND = "Water the plants", "fine", "busy"
ZONE = "Europe/London"
NINE = 9 * 60
WINDOW = 15
"""Minutes up to which it may be late."""
DAILY = CheckIn("one", at=NINE, late=WINDOW, word=WORD, second=SECOND)
MINUTE = 60
JUST = 0.01
"""A second has come once it has begun."""


def asks(bot: Inside, person: Person) -> None:
    """Write to the bot once, and ask for her words every day at nine; then she is gone."""
    begin(person)
    leave(person)
    agenda = Agenda(WORDS, ZONE, Hours()).with_check_in(DAILY, int(bot.now))
    bot.arrange(person, agenda)


def hour(bot: Inside, days: int = 0) -> int:
    """The next second at which it is nine on her clock, or as many days later."""
    zone = zone_of(ZONE)
    today = day_of(bot.now, zone)
    is_over = second_of(today, NINE, zone) <= bot.now
    return second_of(today + is_over + days, NINE, zone)


def until(bot: Inside, second: float) -> None:
    """Let a second come, and have everything looked at."""
    bot.advance(second - bot.now + JUST)
    bot.look_at_all()


def words_sent(person: Person) -> int:
    """How often her words were sent."""
    return sum(event["text"] == WORDS for event in person.history("sent"))


def on_the_wire(bot: Inside, person: Person, since: int) -> list[tuple[str, dict[str, Any]]]:
    """All that was called for her chat since so many calls, but for the names of things."""
    calls = bot.fakegram.calls()[since:]
    return [
        (call["method"], _nameless(call["params"]))
        for call in calls
        if call["params"].get("chat_id", call["params"].get("scope", {}).get("chat_id"))
        == person.id
    ]


def _nameless(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters without whose chat it is; messages are counted, and not named."""
    numbers = params.get("message_ids", ())
    left = {name: value for name, value in params.items() if name not in ("chat_id", "scope")}
    return left | {"message_ids": len(numbers)}
