"""Types everything that could be read as markup, as a link or as a command, and has it repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.fakegram.seen import Seen
from tests.telegram.running import RunningBot

PIECES = (
    *(
        "*bold*",
        "_it_",
        "__u__",
        "~s~",
        "||spoiler||",
        "`code`",
        "```pre```",
        "[a](tg://user?id=1)",
    ),
    *(
        "<b>b</b>",
        "<a href='tg://user?id=7'>x</a>",
        "&lt;",
        "&amp;",
        "</b>",
        "<tg-spoiler>",
        "<!--",
    ),
    *(
        "tg://user?id=42",
        "https://a.example/x?y=1#z",
        "www.example.com",
        "a.example",
        "t.me/someone",
    ),
    *(
        "mail@example.org",
        "@someone",
        "#word",
        "$USD",
        "/start@bot",
        "+44 7700 900123",
        "4111 1111",
    ),
    *(
        "{first}",
        "{{x}}",
        "{x.__class__}",
        "%s",
        "\\",
        "\\n",
        "'",
        '"',
        "_",
        "*",
        "[",
        "]",
        "(",
        ")",
    ),
    *(
        "\u202eevil\u202c",
        "\u2066iso\u2069",
        "\u200fמילה",
        "كلمة",
        "a\u0301",
        "Z\u0351\u036b",
        "ﬁ",
        "ß",
    ),
    *(
        "👩\u200d👩\u200d👧",
        "🇬🇧",
        "👍🏽",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e007f",
        "☃\ufe0e",
    ),
    *(
        "\U0010fffd",
        "\ue000",
        "\u00ad",
        "\u200b",
        "\u2060",
        "�",
        "\u1f600",
        "𝕬",
        "~",
        "=",
        "|",
        "!",
    ),
)
LIVE = frozenset(
    {"url", "text_link", "text_mention", "mention", "hashtag", "cashtag", "bot_command", "email"}
    | {"phone_number", "bank_card", "custom_emoji", "bold", "italic", "underline", "strikethrough"}
    | {"spoiler", "blockquote"}
)
"""Entities that would show something else than the letters, or that can be tapped."""
MOST_OF_ONE = 50
"""Of one person at once: fewer than the flood gate lets through."""
PEOPLE = 6
CHUNK = 3_000
"""Texts typed to one bot: the stand-in for Telegram remembers all it was told."""
SETTLED = 20


def typed_text(chance: Random) -> str:
    """Something that a person could type: a few pieces, with a word that is its own."""
    pieces = [chance.choice(PIECES) for _ in range(chance.randrange(1, 4))]
    pieces.insert(chance.randrange(len(pieces) + 1), f"wren{chance.getrandbits(32):08x}")
    text = chance.choice((" ", "", "-")).join(pieces)
    return f".{text}" if text.startswith("/") else text  # else it is a command, and obeyed


def live_marks(messages: Iterable[Seen]) -> list[str]:
    """Which entities of the bot's messages do something."""
    kinds = (entity["type"] for seen in messages if seen.by_bot for entity in seen.entities)
    return [kind for kind in kinds if kind in LIVE]


def delivered(person: Person) -> list[str]:
    """What she said, as Telegram hands it on, but for commands."""
    said = [str(event["text"]).strip() for event in person.history("said")]
    return [text for text in said if "wren" in text]


def words(count: int, ground: Ground) -> Values:
    """Let so many texts be typed, fifty by each person."""
    tally: Counter[str] = Counter()
    for done in range(0, count, CHUNK):
        with ground.deploy(notes.FLOWS) as bot:
            tally += _typed(bot, min(CHUNK, count - done), ground)
    return {f"words-{name}": tally[name] for name in ("altered", "refused", "live", "seen")}


def _typed(bot: RunningBot, count: int, ground: Ground) -> Counter[str]:
    """Let so many texts be typed to one bot."""
    tally: Counter[str] = Counter()
    for done in range(0, count, PEOPLE * MOST_OF_ONE):
        people = notes.many(bot, done, PEOPLE)
        for _ in range(MOST_OF_ONE):
            _say_each(people, ground)
        for person in people:
            tally += _compared(person, ground)
        _clear(bot, people, ground)
    return tally + Counter({"refused": sum(call["status"] == 400 for call in _shown(ground))})


def _say_each(people: list[Person], ground: Ground) -> None:
    ground.fakegram.many(
        *(("say", {"person": person.id, "text": typed_text(ground.chance)}) for person in people)
    )


def _compared(person: Person, ground: Ground) -> Counter[str]:
    """What the screen says in the end, against what she typed."""
    said = "\n".join(delivered(person))

    def repeated() -> bool:
        return said in "".join(seen.text for seen in person.visible() if seen.by_bot)

    try:
        ground.fakegram.until(repeated, SETTLED)
    except AssertionError:
        whole = "".join(seen.text for seen in person.visible() if seen.by_bot)
        missing = sum(text not in whole for text in said.splitlines())
        return Counter({"altered": max(1, missing), "live": len(live_marks(person.visible()))})
    return Counter({"live": len(live_marks(person.visible())), "seen": said.count("\n") + 1})


def _shown(ground: Ground) -> list[dict[str, object]]:
    calls = ground.fakegram.calls("sendMessage") + ground.fakegram.calls("editMessageText")
    return [call for call in calls if "not modified" not in str(call["error"])]


def _clear(bot: RunningBot, people: list[Person], ground: Ground) -> None:
    """Leave, so that nobody is looked at again."""
    for person in people:
        person.say("/close")
    ground.fakegram.until(lambda: not any(person.visible() for person in people), SETTLED)
    bot.people[:] = bot.people[-PEOPLE:]


PROOF = Proof(
    "words",
    (
        Row("words-altered", "texts that were not repeated letter by letter", "texts"),
        Row("words-refused", "messages that Telegram could not read", "messages"),
        Row("words-live", "links and marks that came of what was typed", "links"),
        Row("words-seen", "texts that were compared", "texts", 300, "at least"),
    ),
    words,
    small=300,
    full=50_000,
    shows="What people type is shown as they typed it: no link and no mark comes of it.",
    leaves_open="Apps of Telegram's may make links of their own, which no bot can see.",
)
