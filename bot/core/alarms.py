"""Hears crisis words and danger words in what a person wrote, so that help can be offered.

All words live in rows of (language, means, phrase); a new language needs rows only.

What a row can mean
    crisis, danger      a phrase that raises this alarm
    both                a phrase that raises both, whoever says it ("kill yourself")
    idiom               a phrase that only sounds like one ("kill the app"): an alarm or a
                        negation that begins or ends inside it is not heard; keep idioms long
    quote               a phrase after which someone else's own words may follow ("he said")
    negation            words that deny what follows them ("not", "never")
    between             words that may stand between a negation and what it denies ("really")
    self, other         words for the person, words for anyone else ("i", "he")
    [name]              a word list of your own

How a phrase is written
    kill me             these words in this order
    kill/murder me      one of several words
    kill me now?        a word that may be missing
    [other] hit me      anything on the list named; self, other, negation and between too
    he * hit me         up to three words in between, never a negation, never a `self` word,
                        never across punctuation
    Capitals, accents, apostrophes, digits inside a word ("d1e") and letters typed three times or
    more ("dieee") make no difference. Other misspellings are words of their own: kill/kil.
    A row of a list is written the same way, without `*`, `?` and lists: "want to", "he/she".
    A hyphen separates two words: write "self harm".

How an alarm is judged
    The longest phrase wins over those inside it. A negation silences a phrase it stands before,
    unless the phrase begins with a negation, `self` or `other` word: "no he hit me" denies nothing.
    Wishes and guesses are not denials ("I don't think ..."): leave "want" and "think" out of
    `between`. A phrase is heard across punctuation ("I want ... to die"), but no idiom, negation or
    longer phrase reaches across it to silence anything. A crisis phrase in quotation marks after a
    quote phrase is a danger; where words may be either person's, both are heard.

Limits: words must be separated by spaces. All of a text is read, in time that grows evenly with it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

LONGEST_GAP = 3
FARTHEST_NEGATION = 6
FARTHEST_QUOTE = 4
LONGEST_QUOTATION = 60
MOST_WAYS = 200
MOST_ARRIVALS = 10_000
LONGEST_PHRASE = 20

PHRASES = frozenset({"crisis", "danger", "both", "idiom", "quote"})
LISTS = frozenset({"negation", "between", "self", "other"})
LIST_NAME = re.compile(r"\[\w+\]")

APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼ`´′＇"), "'")
DISGUISES = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
# Accents, invisible characters and a star that hides a letter ("k*ll") are left out.
HIDDEN = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
    r"|(?<=\w)['*](?=\w)|(?<=[^\W\d_])[013457@$](?=[^\W\d_])"
)
REPEATED = re.compile(r"([^\W\d_])\1+")
STRETCHED = re.compile(r"([^\W\d_])\1\1")
EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
PUNCTUATION = r"\s!-/:-@\[-`{-~¡«·»¿،؛؟।॥\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
WORD = re.compile(f"([{EMOJI}]|[^{PUNCTUATION}{EMOJI}]+)")
BREAK = re.compile(r"[^\s\"'«»“”„*_/-]|\n| -|--")
FULL_STOP = re.compile(r"[.!?;।॥؟؛\n]")
QUOTATION_MARK = re.compile("[\"'«»“”„]")

Row = tuple[str, str, str]
Element = frozenset[str] | None  # None stands for the gap that `*` leaves
Phrase = tuple[Element, ...]
Meant = tuple[Phrase, str]
Lists = Mapping[str, frozenset[Phrase]]


class AlarmRowError(ValueError):
    """A row of alarm words cannot be used."""

    def __init__(self, number: int, phrase: str, advice: str) -> None:
        super().__init__(f"alarm words, row {number} ({phrase!r}): {advice}")
        self.number = number
        self.advice = advice


class Alarm(Enum):
    """What a person may need help with at once."""

    CRISIS = "crisis"
    DANGER = "danger"


ALARMS = {
    "crisis": frozenset({Alarm.CRISIS}),
    "danger": frozenset({Alarm.DANGER}),
    "both": frozenset(Alarm),
}
Heard = frozenset[Alarm]


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text, and the marks before each of them and after the last."""

    words: Sequence[str] = field(repr=False)
    marks: Sequence[str] = field(repr=False)
    quoted: frozenset[int]  # where the marks include a quotation mark

    @classmethod
    def of(cls, text: str) -> "Reading":
        spelled = _spelling(text)
        parts = WORD.split(spelled)
        words, marks = parts[1::2], parts[0::2]
        if STRETCHED.search(spelled):
            words = [_stretched(word) if STRETCHED.search(word) else word for word in words]
        quotes = QUOTATION_MARK.search
        quoted = (at for at, mark in enumerate(marks) if quotes(mark)) if quotes(spelled) else ()
        return cls(words, marks, frozenset(quoted))

    def breaks(self, at: int) -> bool:
        mark = self.marks[at]
        return mark != " " and BREAK.search(mark) is not None

    def is_broken(self, hit: "Hit") -> bool:
        return any(self.breaks(at) for at in range(hit.start + 1, hit.end))

    def quotation(self, hit: "Hit") -> tuple[int, int]:
        """The word that opens the quotation around a hit, the first one after it; or -1, -1."""
        before = range(hit.start, max(hit.start - LONGEST_QUOTATION, -1), -1)
        after = range(hit.end, min(hit.end + LONGEST_QUOTATION, len(self.marks)))
        opens = next((at for at in before if at in self.quoted), -1)
        closes = next((at for at in after if at in self.quoted), -1)
        return (opens, closes) if min(opens, closes) >= 0 else (-1, -1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its first word, the word after its last, and what it means."""

    start: int
    end: int
    means: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the tree of phrases: where each next word leads, and how far it may stand."""

    onward: Mapping[str, "Arrival"]
    reach: int

    @classmethod
    def of(cls, phrases: Iterable[Meant], known: "Known", reach: int = 1) -> "Place":
        branches: defaultdict[str, list[Meant]] = defaultdict(list)
        for (element, *rest), means in phrases:
            for word in element or ():
                branches[word].append((tuple(rest), means))
        onward = {word: Arrival.of(tuple(rests), known) for word, rests in branches.items()}
        return cls(onward, reach)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What has been said when a word fits, and the places to go on from."""

    said: frozenset[str]
    places: tuple[Place, ...]

    @classmethod
    def of(cls, rests: tuple[Meant, ...], known: "Known") -> "Arrival":
        # Many words lead to the same rests of phrases, and those to one arrival.
        if len(known) > MOST_ARRIVALS:
            raise OverflowError
        if rests not in known:
            plain = [meant for meant in rests if meant[0] and meant[0][0] is not None]
            after_gap = [(rest[1:], means) for rest, means in rests if rest and rest[0] is None]
            ways = ((plain, 1), (after_gap, LONGEST_GAP + 1))
            known[rests] = cls(
                said=frozenset(means for rest, means in rests if not rest),
                places=tuple(Place.of(phrases, known, reach) for phrases, reach in ways if phrases),
            )
        return known[rests]


Known = dict[tuple[Meant, ...], Arrival]
State = tuple[int, Place, int]  # where a phrase began, how far it got, how far to look on


@dataclass(frozen=True, slots=True)
class Tongue:
    """The alarm words of one language."""

    root: Place = field(repr=False)
    negations: frozenset[str] = field(repr=False)
    between: frozenset[str] = field(repr=False)
    undeniable: frozenset[str] = field(repr=False)
    barriers: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str]]) -> "Tongue":
        numbered = tuple(rows)
        lists = _lists(numbered)
        negations, own = _single_words(lists, "negation"), _single_words(lists, "self")
        return cls(
            root=_root([row for row in numbered if row[1] in PHRASES], lists),
            negations=negations,
            between=_single_words(lists, "between"),
            undeniable=negations | own | _single_words(lists, "other"),
            barriers=negations | own,
        )

    def heard(self, reading: Reading) -> Heard:
        hits = sorted(self._hits(reading), key=lambda hit: (hit.start, -hit.end))
        idioms = [hit for hit in hits if hit.means == "idiom" and not reading.is_broken(hit)]
        hidden = {at for hit in idioms for at in range(hit.start, hit.end)}
        ends = {hit.end for hit in hits if hit.means == "quote"}
        starts = {hit.start for hit in hits if hit.means == "quote"}
        alarms: set[Alarm] = set()
        for hit in _longest(hits, reading, hidden):
            if not self._is_denied(hit, reading, hidden):
                alarms |= self._raised(hit, reading, ends, starts)
        return frozenset(alarms)

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        live: list[State] = []
        for at, word in enumerate(reading.words):
            ahead: list[State] = []
            broken = reading.breaks(at)
            live.append((at, self.root, 1))
            for start, place, reach in live:
                if broken and place.reach > 1:
                    continue
                if arrival := place.onward.get(word):
                    for onward in arrival.places:
                        ahead.append((start, onward, onward.reach))  # noqa: PERF401, a loop is faster
                    for means in arrival.said:
                        yield Hit(start, at + 1, means)
                if reach > 1 and word not in self.barriers:
                    ahead.append((start, place, reach - 1))
            live = ahead

    def _is_denied(self, hit: Hit, reading: Reading, hidden: set[int]) -> bool:
        if reading.words[hit.start] in self.undeniable:
            return False
        for at in range(hit.start - 1, max(hit.start - FARTHEST_NEGATION, 0) - 1, -1):
            if reading.breaks(at + 1):
                return False
            if reading.words[at] in self.negations:
                return at not in hidden
            if reading.words[at] not in self.between:
                return False
        return False

    def _raised(self, hit: Hit, reading: Reading, ends: set[int], starts: set[int]) -> Heard:
        if hit.means != "crisis" or not ends:
            return ALARMS[hit.means]
        opens, closes = reading.quotation(hit)
        if _follows(opens, reading, ends, self.barriers):
            return ALARMS["danger"]
        is_followed = closes in starts or _follows(hit.start, reading, ends, frozenset())
        return ALARMS["both" if is_followed else "crisis"]


@dataclass(frozen=True, slots=True)
class Alarms:
    """The alarm words of all languages, ready to listen."""

    tongues: Mapping[str, Tongue] = field(repr=False)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Alarms":
        by_language: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for number, (language, means, phrase) in enumerate(rows, start=1):
            _refuse_unusable(number, language, means, phrase)
            by_language[language].append((number, means, phrase))
        return cls({language: Tongue.of(own) for language, own in by_language.items()})

    def heard(self, text: str, language: str = "en") -> Heard:
        """Say which alarms a text raises; a language without rows raises none."""
        tongue = self.tongues.get(language) or self.tongues.get(language.partition("-")[0])
        return tongue.heard(Reading.of(text)) if tongue else frozenset()


def _spelling(text: str) -> str:
    """Write a text so that capitals, accents and disguises make no difference."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    return HIDDEN.sub(lambda found: DISGUISES.get(found[0], ""), plain)


def _stretched(word: str) -> str:
    """Name a word that was typed with some letters again and again."""
    return REPEATED.sub(r"\1", word) + "+"


def _longest(hits: Iterable[Hit], reading: Reading, hidden: set[int]) -> Iterator[Hit]:
    """Keep the alarms that no idiom hides and no longer alarm contains."""
    outer = Hit(0, 0, "")
    for hit in hits:
        if hit.means not in ALARMS or {hit.start, hit.end - 1} & hidden:
            continue
        if hit.end > outer.end or (hit.start, hit.end) == (outer.start, outer.end):
            outer = outer if reading.is_broken(hit) else hit
            yield hit


def _follows(start: int, reading: Reading, ends: set[int], barriers: frozenset[str]) -> bool:
    """Tell whether a quote phrase ends shortly before a word, with nothing else said between."""
    for at in range(start, max(start - FARTHEST_QUOTE, 0), -1):
        if FULL_STOP.search(reading.marks[at]) or (at < start and at in reading.quoted):
            return False
        if at in ends:
            return True
        if reading.words[at - 1] in barriers:
            return False
    return False


def _refuse_unusable(number: int, language: str, means: str, phrase: str) -> None:
    """Refuse a row that names no language, no known meaning or no words."""
    if not language.strip():
        raise AlarmRowError(number, phrase, "name a language, such as en")
    if means not in PHRASES | LISTS and not LIST_NAME.fullmatch(means):
        known = ", ".join(sorted(PHRASES | LISTS))
        raise AlarmRowError(number, phrase, f"unknown meaning {means!r}: use {known} or [name]")
    if not phrase.strip():
        raise AlarmRowError(number, phrase, "the phrase is empty: write it or drop the row")


def _lists(rows: Iterable[tuple[int, str, str]]) -> Lists:
    """Gather the word lists, under the names that phrases call them by."""
    lists: defaultdict[str, set[Phrase]] = defaultdict(set)
    for number, means, phrase in rows:
        if means in PHRASES:
            continue
        words = tuple(_words(number, phrase, piece) for piece in phrase.split())
        if means in LISTS and len(words) > 1:
            raise AlarmRowError(number, phrase, f"{means} takes single words: put / between them")
        lists[means.strip("[]")].add(words)
    return {name: frozenset(lists[name]) for name in (*lists, *LISTS)}


def _root(rows: Sequence[tuple[int, str, str]], lists: Lists) -> Place:
    """Grow the tree of phrases."""
    said = [(way, means) for number, means, text in rows for way in _phrases(number, text, lists)]
    try:
        return Place.of(said, {})
    except OverflowError:
        advice = "up to here there are too many ways to go on: use fewer / and lists"
        raise AlarmRowError(rows[-1][0], rows[-1][2], advice) from None


def _single_words(lists: Lists, name: str) -> frozenset[str]:
    """Take a list's single words; only these can be told apart while listening."""
    return frozenset(word for words in lists[name] if len(words) == 1 for word in words[0] or ())


def _phrases(number: int, text: str, lists: Lists) -> Iterator[Phrase]:
    """Read the pattern of one row, as one phrase for each way to say it."""
    pieces = text.split()
    ways: list[Phrase] = [()]
    for piece in pieces:
        choices = _choices(number, text, piece, lists)
        ways = [(*way, *choice) for way in ways for choice in choices]
        if len(ways) > MOST_WAYS or max(map(len, ways)) > LONGEST_PHRASE:
            raise AlarmRowError(number, text, "this is too long or said in too many ways: cut it")
    # A phrase that starts, ends or doubles a gap would be heard everywhere, or never.
    shapes = ("".join("." if element else "*" for element in (None, *way, None)) for way in ways)
    if any("**" in shape for shape in shapes):
        raise AlarmRowError(number, text, "put each * between two words that are always said")
    yield from ways


def _choices(number: int, text: str, piece: str, lists: Lists) -> list[Phrase]:
    """Read one piece of a pattern: a gap, a word, several words or the name of a list."""
    if piece == "*":
        return [(None,)]
    singles: set[str] = set()
    longer: list[Phrase] = [()] if piece.endswith("?") else []
    for one in piece.removesuffix("?").split("/"):
        if not one.startswith("["):
            singles |= _words(number, text, one)
            continue
        name = one.strip("[]")
        if not LIST_NAME.fullmatch(one) or not lists.get(name):
            raise AlarmRowError(number, text, f"there is no word list {one}: add rows that mean it")
        singles |= _single_words(lists, name)
        longer += [words for words in lists[name] if len(words) > 1]
    return [(frozenset(singles),), *longer] if singles else longer


def _words(number: int, text: str, piece: str) -> frozenset[str]:
    """Read alternatives, each a single word, in all the ways they are heard in a text."""
    readings = [Reading.of(word) for word in piece.split("/")]
    if any(len(one.words) != 1 or any(one.marks) for one in readings):
        raise AlarmRowError(number, text, f"{piece!r}: write one word, or words with / between")
    words = {one.words[0] for one in readings}
    return frozenset(words | {_stretched(word) for word in words})
