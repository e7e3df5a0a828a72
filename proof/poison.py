"""Puts an update that can't be read among fifty: the others are answered, and it is kept apart."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import cycle, islice

from proof import notes
from proof.ground import Ground, broken
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Json, Person
from tests.telegram.running import RunningBot

OTHERS = 49
PEOPLE = 7
PATIENT = 20
"""So many times the same people talk."""
WORD = "hawkmoth"
"""Stands in all that can't be read, and may stand in no log."""
HUGE = 10**40
DEEP = 400


def _nested(depth: int) -> Json:
    nest: Json = {"text": WORD}
    for _ in range(depth):
        nest = {"message": nest}
    return nest


def _message(person: Person, **changed: object) -> Json:
    sender = {"id": person.id, "is_bot": False, "first_name": f"Name{person.id}"}
    chat = {"id": person.id, "type": "private", "first_name": f"Name{person.id}"}
    said = {"message_id": 7, "date": 1_800_000_000, "chat": chat, "from": sender, "text": WORD}
    return {"message": said | changed}


def _without(person: Person, name: str) -> Json:
    message: Json = _message(person)["message"]
    return {"message": {key: value for key, value in message.items() if key != name}}


def kinds(person: Person) -> list[Json]:
    """One of each kind of update that nobody can read."""
    return [
        _message(person, text={"words": WORD}),
        _message(person, message_id="seven " + WORD),
        _message(person, chat=[WORD]),
        {"message": [WORD]},
        {"message": WORD},
        _without(person, "chat"),
        _without(person, "message_id"),
        _without(person, "date"),
        {WORD: 1},
        {},
        _message(person, message_id=HUGE),
        _message(person, date=-HUGE),
        _message(person, date=HUGE),
        _message(person, chat={"id": HUGE, "type": "private"}),
        {"callback_query": {"id": WORD, "from": {"id": -HUGE}, "data": WORD}},
        _nested(DEEP),
        _message(person, text="<first half>" + WORD),
        {"callback_query": {"id": "1", "from": {"id": person.id}, "data": "<second half>" + WORD}},
    ]


def poison(count: int, ground: Ground) -> Values:
    """Try so many of these, each in the middle of forty-nine others."""
    tally: Counter[str] = Counter()
    with ground.deploy(notes.FLOWS, wrapper=broken("surrogates")) as bot:
        people = notes.many(bot, 0, PEOPLE)
        every = kinds(people[0])
        ground.chance.shuffle(every)
        for number, update in enumerate(islice(cycle(every), count)):
            if number and not number % PATIENT:  # an answer has room for 4,000 letters
                people = notes.many(bot, number, PEOPLE)
            tally += _among_others(bot, people, update, ground)
            if number % 4 == 3:
                bot.stop()
                bot.start()
        text = bot.log.read_text()
        tally["logged"] = text.count(WORD)
    return {f"poison-{name}": tally[name] for name in ("unanswered", "not_apart", "logged")}


def _among_others(
    bot: RunningBot, people: list[Person], update: Json, ground: Ground
) -> Counter[str]:
    before = apart(bot)
    words = [f"wren{ground.chance.getrandbits(40):010x}" for _ in range(OTHERS)]
    said: list[tuple[str, Json]] = [
        ("say", {"person": person.id, "text": word})
        for person, word in zip(cycle(people), words, strict=False)
    ]
    half = OTHERS // 2
    ground.fakegram.many(*said[:half], ("raw", {"update": update}), *said[half:])
    return Counter(
        {
            "unanswered": _unanswered(people, words, ground),
            "not_apart": abs(apart(bot) - before - 1),
        }
    )


def _unanswered(people: list[Person], words: list[str], ground: Ground) -> int:
    def missing() -> int:
        told = {word for person in people for word in notes.told(person)}
        return len(set(words) - told)

    try:
        ground.fakegram.until(lambda: ground.fakegram.pending() == 0 and not missing(), 20)
    except AssertionError:
        return missing()
    return 0


def apart(bot: RunningBot) -> int:
    """How many letters are kept apart."""
    with closing(sqlite3.connect(f"file:{bot.store}?mode=ro", uri=True)) as store:
        count: int = store.execute("SELECT count(*) FROM poison").fetchone()[0]
        return count


PROOF = Proof(
    "poison",
    (
        Row("poison-unanswered", "messages of others that got no answer", "messages"),
        Row("poison-not_apart", "unreadable updates that were not kept apart, or twice", "updates"),
        Row("poison-logged", "words of such an update in the log", "words"),
    ),
    poison,
    small=9,
    full=180,
    shows="An update that can't be read stops nobody: the 49 others were answered each time.",
    leaves_open="It was tried with the kinds of damage that we could think of.",
)
