"""Presses buttons that were never shown, or not to her, or not now: nothing moves."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from bot.core.content import Content
from bot.core.effects import Screen, Show
from bot.core.engine import turn
from bot.core.events import Opened, Pressed, Said
from bot.core.session import Session
from proof import notes
from proof.ground import Ground
from proof.rows import Proof, Row, Values
from tests.fakegram.person import Person
from tests.support import shipped_content

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LASTING = ("help", "close")
"""The two buttons that never grow old: they lead to help and out, from any screen."""
LONGEST_TALK = 12
PRESSES_OF_A_SCREEN = 50
MOST_THROUGH_TELEGRAM = 200
PEOPLE = 5


class Talker:
    """Somebody who taps at random through what ships, and all the buttons she ever saw."""

    def __init__(self, content: Content, chance: Random, flow: str) -> None:
        self._content = content
        self._chance = chance
        self._at = NOON
        self.session = Session()
        self.buttons: list[str] = []
        self.seen: list[str] = []
        self._show(turn(content, Session(), Opened(flow, self._at, self._fresh())))

    def go_on(self) -> None:
        """Tap something that is shown."""
        token = self._chance.choice(self.buttons)
        self._at += timedelta(seconds=1)
        self._show(turn(self._content, self.session, Pressed(token, self._at, self._fresh())))
        if not self.buttons:
            self._show(turn(self._content, Session(), Said("/start", self._at, self._fresh())))

    def moves(self, token: str) -> bool:
        """Whether a press would change what is held of her."""
        pressed = Pressed(token, self._at, self._fresh())
        after, _ = turn(self._content, self.session, pressed)
        before = self.session
        return _moved(before) != _moved(after)

    def _show(self, played: tuple[Session, tuple[object, ...]]) -> None:
        self.session, effects = played
        screens = [effect.screen for effect in effects if isinstance(effect, Show)]
        self.buttons = [token for screen in screens for token in tokens(screen)]
        self.seen += self.buttons

    def _fresh(self) -> str:
        return urlsafe_b64encode(self._chance.randbytes(8))[:-1].decode()


def _moved(session: Session) -> tuple[object, ...]:
    """What a press can change."""
    place = (session.frames, session.keyed, session.opened)
    return (*place, session.person, session.kept, session.draft)


def tokens(screen: Screen) -> list[str]:
    """What the buttons of a screen send, but for those that never grow old."""
    buttons = (*screen.buttons, *screen.ways)
    return [button.token for button in buttons if button.token not in LASTING]


def forged(talker: Talker, other: Talker, chance: Random) -> str:
    """A token that is none of her screen's: made up, replayed, or another person's."""
    visit = talker.session.visit
    kind = chance.randrange(5)
    if kind == 0:
        made = talker.seen
    elif kind == 1:
        made = other.buttons or other.seen
    elif kind == 2:
        made = [
            f"{visit}.{chance.choice(('-1', '99', '1000', '٣', '0x0', '', '+', '0.0', 'close '))}"
        ]
    elif kind == 3:
        made = [chance.randbytes(chance.randrange(1, 48)).decode("latin-1")]
    else:
        made = [_altered(token, chance) for token in talker.buttons or ["a.0"]]
    return chance.choice(made)


def _altered(token: str, chance: Random) -> str:
    at = chance.randrange(max(1, len(token.partition(".")[0])))
    return token[:at] + chr(ord(token[at]) ^ (1 << chance.randrange(6))) + token[at + 1 :]


def in_process(count: int, chance: Random) -> Counter[str]:
    """Press so many, at places all over what ships."""
    content, tally = shipped_content(), Counter[str]()
    flows = sorted(content.flows)
    while tally["tried"] < count:
        one, other = (Talker(content, chance, chance.choice(flows)) for _ in range(2))
        for _ in range(chance.randrange(LONGEST_TALK)):
            one.go_on()
            other.go_on()
        tally["screens"] += 1
        tally["live"] += any(one.moves(token) for token in one.buttons)
        for _ in range(min(PRESSES_OF_A_SCREEN, count - tally["tried"])):
            token = forged(one, other, chance)
            if token not in one.buttons and token not in LASTING:
                tally["tried"] += 1
                tally["accepted"] += one.moves(token)
    return tally


def through_telegram(count: int, ground: Ground) -> int:
    """Press some more with apps that send anything; gives how many people were moved."""
    with ground.deploy(notes.FLOWS) as bot:
        people = notes.many(bot, 0, PEOPLE)
        return sum(_accepted(person, people, count // PEOPLE, ground) for person in people)


def _accepted(person: Person, people: list[Person], count: int, ground: Ground) -> int:
    """Whether presses brought her away from her question, or changed what she said there."""
    chance, word = ground.chance, f"wren{ground.chance.getrandbits(40):010x}"
    person.say(word)
    screen = notes.shown(person, word)
    others = _values([other for other in people if other is not person])
    for _ in range(count):
        visit = str(screen.rows[0][0].value).partition(".")[0]
        made_up = (f"{visit}.9", f"{visit}.-1", "x.0", "0", chance.randbytes(9).hex(), *others)
        person.tap_token(screen.id, chance.choice(made_up))
    ground.fakegram.until(lambda: ground.fakegram.pending() == 0, 20)
    last = f"wren{chance.getrandbits(40):010x}"
    person.say(last)
    seen = notes.shown(person, last, 30)
    return int("What is the first?" not in seen.text or notes.told(person) != [word, last])


def _values(people: list[Person]) -> list[str]:
    return [
        str(button.value)
        for person in people
        for seen in person.visible()
        for row in seen.rows
        for button in row
        if button.value not in LASTING
    ]


def presses(count: int, ground: Ground) -> Values:
    """Press so many in this process, and a few through Telegram."""
    tally, through = in_process(count, ground.chance), min(MOST_THROUGH_TELEGRAM, count // 40)
    return {
        "presses-accepted": tally["accepted"] + through_telegram(through, ground),
        "presses-live": tally["live"] / tally["screens"],
    }


PROOF = Proof(
    "presses",
    (
        Row(
            "presses-accepted", "forged, replayed or crossed presses that moved somebody", "presses"
        ),
        Row(
            "presses-live", "share of screens on which a true press does", "share", 0.9, "at least"
        ),
    ),
    presses,
    small=2_000,
    full=100_000,
    shows="Buttons that were made up, old, or another person's did nothing.",
    leaves_open="The buttons for help and for leaving always work, on purpose.",
)
