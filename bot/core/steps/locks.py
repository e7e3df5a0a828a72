"""`lock`: sets, changes and takes off what opens the things she keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.core import pins, requests
from bot.core.buttons import shuffled
from bot.core.requests import Outcome
from bot.core.sheet import Sheet
from bot.core.steps import keypad, spoken
from bot.core.steps.base import Key, Press, Prompt, Requested, Stay, Took, Typed, Verdict, View
from bot.core.steps.plain import Plain
from bot.core.templates import Template

NEXT = "(next)"
"""What the one button of these steps means that is no key."""
ASKED = 2
"""So many of the words are asked for, to see that they were written down."""
_REFUSALS = {
    "no_way_back": "no_way_back",
    "same": "same_secret",
    "standing": "words_stand",
    "too_often": "set_too_often",
}


@dataclass(frozen=True, slots=True)
class Locking(Plain):
    """A step that sets something about a lock."""

    KEYS: ClassVar[tuple[str, ...]] = ("lock",)

    @classmethod
    def read(cls, sheet: Sheet) -> Locking:
        """Read `lock`: what is set."""
        name = sheet.text("lock", needed=True)
        if name and name not in SETTINGS:
            message = f'"lock: {name[:40]}" is not known. Write one of: {", ".join(SETTINGS)}.'
            sheet.complain("F102", message, "lock")
        return SETTINGS.get(name) or SETTINGS["off"]

    @property
    def waits(self) -> bool:
        return True

    def shape(self) -> str:
        return f"lock {type(self).__name__.lower()}"

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        refusal = _REFUSALS.get(outcome.came)
        return Stay(notice=view.phrases(refusal)) if refusal else Took(None)


# PINs


@dataclass(frozen=True, slots=True)
class Pin(Locking):
    """Sets a PIN, which is tapped twice."""

    def prompt(self, view: View) -> Prompt:
        words = keypad.tapped(view, view.keyed[-1] if view.keyed else "")
        if len(view.keyed) > 1:
            words = f"{view.phrases('pin_again')}\n{words}"
        return Prompt(keypad.keys(view), Template((words,)), shuffles=True)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press(item):
                return self._pressed(view, item)
            case Typed(text):
                return self._typed(view, text)

    def _pressed(self, view: View, item: str) -> Verdict:
        *first, entered = view.keyed or ("",)
        if keypad.is_key(item):
            keyed = (*first, keypad.after(entered, item))
            return Stay(keyed=keyed if any(keyed) else ())
        if first:
            return self._taken(view, entered) if first == [entered] else _differs(view)
        if not keypad.is_long_enough(entered):
            return Stay(notice=view.phrases("pin_short"), failed=True)
        if pins.is_weak(entered):
            return Stay(notice=view.phrases("pin_weak"), failed=True)
        return Stay(keyed=(entered, ""))

    def _typed(self, view: View, text: str) -> Verdict:
        if keypad.looks_typed(text):
            return Stay(notice=view.phrases("tap_pin"), secret=True, keyed=view.keyed)
        return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)

    def _taken(self, view: View, pin: str) -> Verdict:
        return Requested(requests.SetLock(pin))


@dataclass(frozen=True, slots=True)
class Duress(Pin):
    """Sets a PIN, or a single word that is typed, which opens an empty place."""

    def _typed(self, view: View, text: str) -> Verdict:
        if spoken.looks_like_words(text, frozenset()):
            return Requested(requests.SetDuress(text), secret=False)
        return Pin._typed(self, view, text)

    def _taken(self, view: View, pin: str) -> Verdict:
        return Requested(requests.SetDuress(pin))


def _differs(view: View) -> Verdict:
    return Stay(notice=view.phrases("pin_differs"), failed=True)


# Words


@dataclass(frozen=True, slots=True)
class Chosen(Locking):
    """Shows words that were chosen by chance, and asks for two of them once they are written down.

    What is `keyed` is all of the words, then the numbers of those that are still to be asked for.
    """

    count: int
    becomes: type[requests.SetLock | requests.SetRecovery]

    def shape(self) -> str:
        return f"lock {self.count} words"

    def prompt(self, view: View) -> Prompt:
        if not view.keyed:
            return Prompt((_next(view, "show_words"),))
        words, *asked = view.keyed
        if not asked:
            return Prompt((_next(view, "have_words"),), Template((spoken.listed(words.split()),)))
        question = view.phrases("which_word", number=int(asked[0]))
        return Prompt((_next(view, "words_again"),), Template((question,)), spoken.WORDS)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Typed(text):
                return self._typed(view, text)
            case Press() if not view.keyed:
                return Requested(requests.MakeWords(self.count))
            case Press() if len(view.keyed) > 1:
                return Stay(keyed=view.keyed[:1])
            case Press():
                return Stay(keyed=(*view.keyed, *self._some(view)))

    def _some(self, view: View) -> tuple[str, ...]:
        """The numbers of the words to ask for, by chance."""
        numbers = tuple(str(number) for number in range(1, self.count + 1))
        return shuffled(numbers, view.chance)[:ASKED]

    def _typed(self, view: View, text: str) -> Verdict:
        if len(view.keyed) < 2:
            return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)
        words, asked, *rest = view.keyed
        if not spoken.is_same(text, words.split()[int(asked) - 1]):
            return Stay(notice=view.phrases("words_differ"), secret=True, keyed=view.keyed)
        if rest:
            return Stay(secret=True, keyed=(words, *rest))
        return Requested(self.becomes(words))

    def resolve(self, view: View, outcome: Outcome) -> Verdict:
        if outcome.words:
            return Stay(keyed=(" ".join(outcome.words),))
        return Locking.resolve(self, view, outcome)


# A helper


@dataclass(frozen=True, slots=True)
class CodeWord(Locking):
    """Takes the code word by which a helper of the charity knows her."""

    def prompt(self, view: View) -> Prompt:
        return Prompt(typing=spoken.WORDS)

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Stay(notice=view.phrases("please_tap"), failed=True)
            case Typed(text) if spoken.BEGINNING <= len(text.strip()) <= spoken.LONGEST:
                return Requested(requests.Entrust(text.strip()), secret=False)
            case Typed():
                return Stay(notice=view.phrases("bad_code_word"), failed=True)


# Taking something back


@dataclass(frozen=True, slots=True)
class Off(Locking):
    """Takes something back, after one more tap."""

    phrase: str
    request: requests.LiftLock | requests.Withdraw

    def shape(self) -> str:
        return f"lock {self.phrase}"

    def prompt(self, view: View) -> Prompt:
        return Prompt((_next(view, self.phrase),))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Requested(self.request)
            case Typed():
                return Stay(notice=view.phrases("please_tap"), failed=True)


def _next(view: View, phrase: str) -> Key:
    return Key(NEXT, Template((view.phrases(phrase),)), "choice")


SETTINGS: dict[str, Locking] = {
    "pin": Pin(),
    "passphrase": Chosen(spoken.PASSPHRASE, requests.SetLock),
    "duress": Duress(),
    "recovery words": Chosen(spoken.RECOVERY, requests.SetRecovery),
    "helper": CodeWord(),
    "no helper": Off("helper_off", requests.Withdraw()),
    "off": Off("lock_off", requests.LiftLock()),
}
"""What a step can set, by the word an author writes."""
